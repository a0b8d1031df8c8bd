"""Checks of what other species do not share with people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from allostasis.errors import Problem
from allostasis.evidence import tables as t
from allostasis.evidence.rows import Prior
from allostasis.evidence.species import ALLOWED_DEVIATIONS, FROM_PEOPLE
from allostasis.evidence.tables import Tables
from allostasis.quantities.units import is_unit, same_dimension

_BODY = ("L", "L/h", "kg")
"""Units of quantities that go with the size of a body and cannot be the same in a person and a mouse."""


def species_refer_to_people(tables: Tables) -> Iterator[Problem]:
    """A prior of a species has a partner among those of people, in a unit and a form that fit it."""
    people = {record.key: prior for record, prior in tables.rows(t.PRIORS, "unit", "distribution")}
    known = tables.keys(t.PRIORS)
    for record, prior in tables.rows(t.PRIORS, "parameter", "rule"):
        if prior.rule == FROM_PEOPLE:
            yield Problem(record.at("rule"), f'"{FROM_PEOPLE}"', "a rule for people: this one is for other species")
    for table in t.SPECIES_PRIORS.values():
        for record, prior in tables.rows(table, "parameter", "unit", "distribution", "rule", "between_subject"):
            if prior.parameter not in known:
                yield Problem(record.at("parameter"), f'"{prior.parameter}"', f"a parameter that stands in {t.PRIORS}")
            elif prior.parameter in people:
                for column, found, allowed in _misfits(prior, people[prior.parameter]):
                    yield Problem(record.at(column), found, allowed)


def _misfits(own: Prior, people: Prior) -> Iterator[tuple[str, str, str]]:
    """What keeps a species' prior from going with that of people: column, what was found, what is allowed."""
    if own.rule != FROM_PEOPLE:
        if is_unit(own.unit) and is_unit(people.unit) and not same_dimension(own.unit, people.unit):
            yield "unit", f'"{own.unit}"', f"a unit of the same kind as {people.unit}, as for people"
        return
    fitting = ALLOWED_DEVIATIONS.get(own.distribution, ())
    if people.distribution not in fitting:
        found = f"{own.distribution} about {people.distribution}, the prior of people"
        yield "distribution", found, "fixed or lognormal for a factor about lognormal or fixed; normal about normal"
    unit = people.unit if own.distribution == "normal" else "1"
    if own.unit != unit:
        yield "unit", f'"{own.unit}"', f"{unit}: a factor has no unit, a difference that of the parameter"
    if own.between_subject is not None:
        yield "between_subject", f"{own.between_subject:g}", "an empty cell: the spread of people is taken over"


def species_rest_on_their_own_rows(tables: Tables) -> Iterator[Problem]:
    """A prior of a species that follows from rows follows from rows of that species."""
    species_of = {record.key: row.species for record, row in tables.rows(t.PARAMETER_VALUES, "species")}
    for species, table in t.SPECIES_PRIORS.items():
        for record, prior in tables.rows(table, "rule", "rows"):
            foreign = [key for key in prior.rows if species_of.get(key, species) != species]
            if foreign:
                found = f"{', '.join(foreign)}, measured in another species"
                allowed = f"rows measured in the {species}"
                yield Problem(record.at("rows"), found, allowed, "an assumption: use the rule assumed or from_people")


PEOPLE_ONLY = ("overdose_opioid", "rescue_absorbed", "rescue_injected", "ventilation", "gas_exchange", "circulation")
"""Subsystems of the overdose block, which no animal has."""


def bodies_have_their_own_size(tables: Tables, declared: Mapping[str, str]) -> Iterator[Problem]:
    """Volumes and flows of a body are not shared with people."""
    shared = {name: unit for name, unit in declared.items() if name.partition(".")[0] not in PEOPLE_ONLY}
    sized = [name for name, unit in shared.items() if any(same_dimension(unit, body) for body in _BODY)]
    for species, table in t.SPECIES_PRIORS.items():
        held = tables.keys(table)
        for name in sized if held else ():
            if name not in held:
                found = f'no row for "{name}" ({declared[name]})'
                allowed = f"a row of the {species}, because bodies differ in their volumes and flows"
                cause = f"where nothing better is known: rule {FROM_PEOPLE}, with the ratio of weights as the factor"
                yield Problem(table, found, allowed, cause)
