"""The SBML document is sound, complete, and says in units and words what the model declares."""

from __future__ import annotations

import csv
import re
from importlib.resources import files

import libsbml
import pytest

from allostasis.errors import InputError
from allostasis.evidence import load
from allostasis.exchange import antimony, sbml
from allostasis.exchange.checking import findings
from allostasis.models.assemblies import assembly
from allostasis.models.deterministic import dose
from allostasis.models.dosing import DRUG_DOSES
from allostasis.models.human import Human
from allostasis.models.signals import SIGNAL_MEANINGS
from allostasis.numerics.trace import symbol, trace


@pytest.fixture(scope="module")
def model(human: str) -> libsbml.Model:
    document = libsbml.readSBMLFromString(human)
    # A model does not live longer than its document.
    model = document.getModel().clone()
    model.document = document
    return model


def test_libsbml_finds_nothing_to_say_about_units_or_anything_else(human: str) -> None:
    assert findings(human) == []


@pytest.mark.parametrize("species", ["human", "rat", "mouse"])
def test_each_species_with_a_dose_of_every_drug_by_every_route_is_as_sound(species: str) -> None:
    priors, kind = load().priors_for(species), assembly(species)
    values = {name: priors[name].default for name in kind.parameters()}
    doses = [event for hour, (drug, route) in enumerate(DRUG_DOSES) for event in dose(drug, route, 1.0, hour, values)]
    text = sbml(species, events=doses)
    assert findings(text) == []
    document = libsbml.readSBMLFromString(text)
    assert (document.getLevel(), document.getVersion()) == (3, 2)
    assert document.getModel().getNumEvents() == len(DRUG_DOSES)


def test_units_terms_and_annotations_are_there(model: libsbml.Model) -> None:
    parts = [model.getParameter(k) for k in range(model.getNumParameters())]
    assert [part.getId() for part in parts if not part.isSetUnits()] == []
    assert model.getTimeUnits() == "h"
    # Gains have no term in the ontology; rates, volumes, time constants, affinities and powers have.
    assert sum(part.isSetSBOTerm() for part in parts) > 100
    for name, term in (("hpa.k_acth", 9), ("heroin.V_1", 468), ("mu_receptor.k_off_naloxone", 338)):
        assert model.getElementBySId(str(symbol(name))).getSBOTerm() == term, name
    for name, resource in (("heroin.heroin", "CHEBI:27808"), ("hpa.cortisol", "CHEBI:17650")):
        part = model.getElementBySId(str(symbol(name)))
        assert f"https://identifiers.org/{resource}" in part.getAnnotationString(), name


@pytest.mark.parametrize(
    ("unit", "other"), [('id="hpa__k_acth" name="hpa.k_acth"', "h"), ('id="heroin__V_1" name="heroin.V_1"', "nmol")]
)
def test_a_wrong_unit_would_be_found(human: str, unit: str, other: str) -> None:
    changed = re.sub(rf'({unit} value="[^"]*" units=")\w+"', rf'\g<1>{other}"', human)
    assert changed != human
    assert any("unit" in finding.category for finding in findings(changed))


def test_every_state_parameter_and_signal_is_in_the_document(model: libsbml.Model) -> None:
    for name in (*Human.states(), *Human.parameters(), *SIGNAL_MEANINGS):
        assert model.getElementBySId(str(symbol(name))) is not None, name


def test_every_state_that_moves_has_a_rate_and_no_other_has(model: libsbml.Model) -> None:
    moving = {str(symbol(name)) for name, rate in trace(Human).rates.items() if rate != 0}
    rules = [model.getRule(k) for k in range(model.getNumRules())]
    assert {rule.getVariable() for rule in rules if rule.isRate()} == moving


def test_values_are_the_defaults_and_states_rest(model: libsbml.Model) -> None:
    defaults = {name: load().priors_for("human")[name].default for name in Human.parameters()}
    for name, value in {**defaults, **Human.rest(defaults)}.items():
        part = model.getElementBySId(str(symbol(name)))
        held = part.getInitialAmount() if isinstance(part, libsbml.Species) else part.getValue()
        # Written with seventeen digits and read back.
        assert held == pytest.approx(float(value), rel=1e-15, abs=0), name


def test_amounts_are_species_and_nothing_else_is(model: libsbml.Model) -> None:
    amounts = {str(symbol(name)) for name, q in Human.states().items() if q.unit == "nmol"}
    assert {model.getSpecies(k).getId() for k in range(model.getNumSpecies())} == amounts


def test_what_happens_at_one_time_is_one_event(model: libsbml.Model) -> None:
    events = [model.getEvent(k) for k in range(model.getNumEvents())]
    changed = [{e.getEventAssignment(k).getVariable() for k in range(e.getNumEventAssignments())} for e in events]
    assert changed == [{"heroin__heroin"}, {"heroin__heroin", "exposure__drug_cue"}]


def test_parameters_name_the_publications_behind_them(human: str) -> None:
    (reference,) = load().references(["rook2006_k_deacetylation"])
    part = human[human.index('id="heroin__k_deacetylation"') :]
    assert f"https://identifiers.org/doi:{reference.DOI}" in part[: part.index("</parameter>")]


def test_every_ontology_term_has_a_label_and_a_source_and_is_well_formed() -> None:
    text = files("allostasis.exchange").joinpath("data/annotations.csv").read_text(encoding="utf-8")
    forms = r"(CHEBI:\d+|GO:\d{7}|SBO:\d{7}|taxonomy:\d+|uniprot:[OPQ][0-9][A-Z0-9]{3}[0-9])"
    for row in csv.DictReader(text.splitlines()):
        assert all(row[name] for name in ("kind", "pattern", "relation", "label", "source")), row
        assert re.fullmatch(forms, row["term"]), row


def test_the_same_model_gives_the_same_document(human: str) -> None:
    assert sbml() == sbml("human")
    assert sbml(parameters={"hpa.k_acth": 3.0}) != sbml()


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(InputError) as caught:
        sbml("human", {"hpa.k_acht": 1.0}, [(-1.0, "heroin.heroine", 1.0)])
    assert [problem.place for problem in caught.value.problems] == ["hpa.k_acht", "event 1", "event 1"]
    with pytest.raises(InputError, match="human, rat, mouse"):
        sbml("cat")


def contents(model: libsbml.Model) -> dict[str, object]:
    """Everything with a number or an equation in it, by identifier; a pure number in an equation without its unit."""
    rules = [model.getRule(k) for k in range(model.getNumRules())]
    parameters = [model.getParameter(k) for k in range(model.getNumParameters())]
    species = [model.getSpecies(k) for k in range(model.getNumSpecies())]
    events = [model.getEvent(k) for k in range(model.getNumEvents())]
    given = [event.getEventAssignment(k) for event in events for k in range(event.getNumEventAssignments())]

    def formula(part: libsbml.SBase) -> str:
        return libsbml.formulaToL3String(part.getMath()).replace(" dimensionless", "")

    return {
        "rules": {(rule.getVariable(), rule.isRate()): formula(rule) for rule in rules},
        "parameters": {part.getId(): (repr(part.getValue()), part.getUnits()) for part in parameters},
        "species": {part.getId(): repr(part.getInitialAmount()) for part in species},
        "given": [(each.getVariable(), formula(each)) for each in given],
    }


def test_antimony_text_read_back_has_every_equation_number_unit_and_dose() -> None:
    import antimony as library

    events = [(1.0, "heroin.heroin", 2.0)]
    text = antimony("human", events=events)
    assert "hpa__acth' = hpa__k_acth*(" in text
    assert not re.search(r"\d dimensionless", text)
    assert library.loadAntimonyString(text) >= 0, library.getLastError()
    again = libsbml.readSBMLFromString(library.getSBMLString(library.getMainModuleName()))
    whole = libsbml.readSBMLFromString(sbml("human", events=events))
    found, wanted = contents(again.getModel()), contents(whole.getModel())
    assert len(found["rules"]) > 100  # type: ignore[arg-type]  # a dictionary
    assert found == wanted
