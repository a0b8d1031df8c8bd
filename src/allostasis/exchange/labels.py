"""What a reader of the file is told: names, meanings, ontology terms, and where numbers come from.

Terms stand in `data/annotations.csv`, by pattern of the name and not by state: what is added to the model later is
annotated as far as a pattern fits and goes without otherwise. The sources of parameters come from the evidence tables.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib.resources import files
from typing import Any
from xml.sax.saxutils import escape

from allostasis.evidence import Evidence
from allostasis.exchange.formulas import Formula
from allostasis.models.describe import prior_in_words
from allostasis.models.organism import Organism
from allostasis.quantities.declare import Quantity

CREATED = "2026-11-22T00:00:00Z"
"""Date of the model's first version. Fixed, so that the same model gives the same file."""


@dataclass(frozen=True)
class Term:
    """One line of `annotations.csv`.

    Attributes:
        kind: what it is put on: model, state, parameter, signal, compartment or event.
        pattern: of the full names that it fits, as a shell has them; after a blank the unit, if it has to fit too.
        species: the model for which it holds; empty if for all.
        relation: a qualifier of BioModels.net such as `is`, or `sbo`.
        term: the identifier, such as CHEBI:27808, or SBO:0000009.
        label: the term's name where it was looked up.
        source: where it was looked up.
    """

    kind: str
    pattern: str
    species: str
    relation: str
    term: str
    label: str
    source: str


@lru_cache(maxsize=1)
def terms() -> tuple[Term, ...]:
    """All ontology terms."""
    text = files("allostasis.exchange").joinpath("data/annotations.csv").read_text(encoding="utf-8")
    return tuple(Term(**row) for row in csv.DictReader(text.splitlines()))


class Labels:
    """Puts names, notes and annotations on the parts of one model's document."""

    def __init__(self, evidence: Evidence, species: str) -> None:
        self._evidence, self._species = evidence, species
        self._priors = evidence.priors_for(species)

    def model(self, part: Any, model: type[Organism]) -> None:
        from allostasis import __version__

        part.setName(f"allostasis, {model.name} model")
        self._write(part, "model", model.name, (_FIRST_WORDS.format(model=model.name, version=__version__),))
        _write_history(part)

    def compartment(self, part: Any) -> None:
        part.setName("body")
        self._write(part, "compartment", "body", ("Nominal: amounts do not depend on its size.",))

    def state(self, part: Any, quantity: Quantity) -> None:
        part.setName(quantity.name)
        self._write(part, "state", quantity.name, (f"{quantity.meaning} [{quantity.unit}]",), quantity.unit)

    def parameter(self, part: Any, quantity: Quantity) -> None:
        part.setName(quantity.name)
        prior = prior_in_words(self._priors.get(quantity.name))
        notes = (f"{quantity.meaning} [{quantity.unit}]", f"Prior: {prior}.")
        self._write(part, "parameter", quantity.name, notes, quantity.unit)
        _add(part, "isDescribedBy", [f"doi:{doi}" for doi in self._dois(quantity.name)])

    def formula(self, part: Any, formula: Formula) -> None:
        part.setName(formula.name)
        self._write(part, "signal", formula.name, (formula.meaning,))

    def event(self, part: Any, amounts: Mapping[str, float]) -> None:
        part.setName(", ".join(f"{amount:.6g} into {state}" for state, amount in amounts.items()))
        self._write(part, "event", part.getId(), ())

    def inflow(self, part: Any, state: str, unit: str) -> None:
        part.setName(f"inflow into {state}")
        self._write(part, "parameter", f"{state}.inflow", (f"what infusions let into {state} [{unit}]",), unit)

    def switch(self, part: Any, rates: Mapping[str, float]) -> None:
        part.setName(", ".join(f"{inflow} at {rate:.6g} per hour" for inflow, rate in rates.items()))
        self._write(part, "event", part.getId(), ())

    def _write(self, part: Any, kind: str, name: str, notes: Iterable[str], unit: str = "") -> None:
        part.setMetaId(f"meta_{part.getId()}")
        paragraphs = "".join(f"<p>{escape(note)}</p>" for note in notes if note)
        if paragraphs:
            part.setNotes(f'<body xmlns="http://www.w3.org/1999/xhtml">{paragraphs}</body>')
        for term in self._fitting(kind, name, unit):
            if term.relation == "sbo":
                part.setSBOTerm(term.term)
            else:
                _add(part, term.relation, [term.term])

    def _fitting(self, kind: str, name: str, unit: str) -> Iterator[Term]:
        """The terms for a name. Of several SBO terms the last one holds: an object has room for one."""
        for term in terms():
            pattern, _, of_unit = term.pattern.partition(" ")
            if (term.kind, term.species or self._species) != (kind, self._species):
                continue
            if fnmatchcase(name, pattern) and of_unit in ("", unit):
                yield term

    def _dois(self, parameter: str) -> Iterator[str]:
        prior = self._priors.get(parameter)
        rows = () if prior is None else prior.rows
        sources = dict.fromkeys(key for row in rows for key in self._evidence.sources_of_row(row))
        for reference in self._evidence.references(sources):
            if reference.DOI:
                yield reference.DOI


_FIRST_WORDS = (
    "The {model} model of allostasis {version}: opioids, stress, oxytocin and craving as deterministic equations; "
    "time in hours, amounts in nanomoles. Decisions to use and learning at uses and cues are not part of this file. "
    "Research tool, not medical advice."
)


def _add(part: Any, relation: str, identifiers: Iterable[str]) -> None:
    import libsbml

    resources = [f"https://identifiers.org/{identifier}" for identifier in identifiers]
    if not resources:
        return
    about = libsbml.CVTerm(libsbml.BIOLOGICAL_QUALIFIER)
    about.setBiologicalQualifierType(libsbml.BiolQualifierType_fromString(relation))
    for resource in resources:
        about.addResource(resource)
    part.addCVTerm(about)


def _write_history(part: Any) -> None:
    import libsbml

    history, creator, date = libsbml.ModelHistory(), libsbml.ModelCreator(), libsbml.Date(CREATED)
    creator.setName("The allostasis developers")
    history.addCreator(creator)
    history.setCreatedDate(date)
    history.setModifiedDate(date)
    part.setModelHistory(history)
