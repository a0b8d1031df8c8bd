"""Checks of priors, of people and of other species: do they follow from the rows by the rule that they name?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from allostasis.errors import Problem, UnitError
from allostasis.evidence import tables as t
from allostasis.evidence.check_links import ancestors
from allostasis.evidence.distributions import faults
from allostasis.evidence.rows import ParameterValue, Prior
from allostasis.evidence.tables import Record, Tables
from allostasis.quantities.units import Quantity, is_unit, same_dimension

# Converting and rounding a printed value must not count as disagreement; a slip in a digit must.
_ROUNDING = 0.01
_NEEDS_A_REASON = ("assumed", "widened", "structural", "from_people")
_ROWS_NEEDED = {"row": "exactly one row", "pooled": "two or more rows", "widened": "one or more rows"}


def _priors(tables: Tables, *columns: str) -> Iterator[tuple[Record, Prior]]:
    """The priors of all species in which the given columns could be read, with their records."""
    for table in t.ALL_PRIORS:
        yield from tables.rows(table, *columns)


def distributions_are_possible(tables: Tables) -> Iterator[Problem]:
    """The arguments fit the family of the distribution and make the default likely."""
    for record, prior in _priors(tables, "default", "distribution", "a", "b"):
        for column, found, allowed in faults(prior):
            yield Problem(record.at(column), found, allowed)


def between_subject_spread_is_complete(tables: Tables) -> Iterator[Problem]:
    """A spread between subjects says on which scale, and the scale suits the default."""
    for record, prior in _priors(tables, "default", "between_subject", "between_subject_kind"):
        if (prior.between_subject is None) != (prior.between_subject_kind is None):
            column = "between_subject" if prior.between_subject is None else "between_subject_kind"
            yield Problem(record.at(column), "an empty cell beside its partner", "both cells, or none")
        if prior.between_subject_kind == "logitnormal" and not 0 < prior.default < 1:
            allowed = "another scale, because the default is not between 0 and 1"
            yield Problem(record.at("between_subject_kind"), '"logitnormal"', allowed)


def rules_are_kept(tables: Tables) -> Iterator[Problem]:
    """A prior has the rows and the reason that its rule asks for; a structural one is fixed."""
    for record, prior in _priors(tables, "rule", "rows", "reason", "distribution"):
        if not _has_enough_rows(prior):
            found = f"{len(prior.rows)} rows"
            yield Problem(record.at("rows"), found, f"{_ROWS_NEEDED[prior.rule]} for the rule {prior.rule}")
        if prior.rule in _NEEDS_A_REASON and prior.reason is None:
            yield Problem(record.at("reason"), f"an empty cell beside the rule {prior.rule}", "the reason, in words")
        if prior.rule == "structural" and prior.distribution != "fixed":
            allowed = "fixed: what follows from the structure of the model has no width"
            yield Problem(record.at("distribution"), f'"{prior.distribution}"', allowed)


def _has_enough_rows(prior: Prior) -> bool:
    count = len(prior.rows)
    return {"row": count == 1, "pooled": count >= 2, "widened": count >= 1}.get(prior.rule, True)


def defaults_agree_with_rows(tables: Tables) -> Iterator[Problem]:
    """The default agrees with its row, or lies within the span of its rows, in the unit of the prior."""
    values = {record.key: row for record, row in tables.rows(t.PARAMETER_VALUES, "value", "low", "high", "unit")}
    for record, prior in _priors(tables, "default", "unit", "rule", "rows"):
        rows = [values[key] for key in prior.rows if key in values and is_unit(values[key].unit)]
        # Rows that are missing or faulty have their own problem, and the others alone say nothing about the span.
        is_complete = len(rows) == len(prior.rows) and _has_enough_rows(prior) and is_unit(prior.unit)
        if prior.rule in _ROWS_NEEDED and is_complete:
            yield from _disagreement(record, prior, rows)


def _disagreement(record: Record, prior: Prior, rows: list[ParameterValue]) -> Iterator[Problem]:
    numbers: list[float] = []
    for row in rows:
        try:
            numbers.extend(_in_unit(row, prior.unit))
        except UnitError:
            found = f'"{prior.unit}", into which {row.row_id} in {row.unit} cannot be converted'
            yield Problem(record.at("unit"), found, "a unit of the same kind as that of the rows")
            return
    low, high = min(numbers, default=prior.default), max(numbers, default=prior.default)
    slack = _ROUNDING * max(abs(low), abs(high))
    if not low - slack <= prior.default <= high + slack:
        span = f"{low:.4g}" if low == high else f"between {low:.4g} and {high:.4g}"
        yield Problem(record.at("default"), f"{prior.default:g} {prior.unit}", f"{span} {prior.unit}, as its rows say")


def _in_unit(row: ParameterValue, unit: str) -> list[float]:
    numbers = (row.low, row.high) if row.value is None else (row.value,)
    given = [number for number in numbers if number is not None]
    return [Quantity(number, row.unit).to(unit, substance=row.drug) for number in given]


def held_out_studies_stay_out(tables: Tables) -> Iterator[Problem]:
    """No prior rests, directly or through computed rows, on a held-out study."""
    held_out = {
        study.source: study.study_id
        for _, study in tables.rows(t.STUDIES, "role", "source")
        if study.role == "held_out" and study.source
    }
    values = {record.key: row for record, row in tables.rows(t.PARAMETER_VALUES, "source", "from_rows")}
    origins = {key: row.from_rows for key, row in values.items()}
    for record, prior in _priors(tables, "rows"):
        for key in prior.rows:
            used = [row for row in sorted({key, *ancestors(key, origins)}) if row in values]
            for row in used:
                if values[row].source in held_out:
                    study = held_out[values[row].source]
                    found = f'"{row}", which comes from the held-out study {study}'
                    allowed = "rows of studies that are not held out"
                    yield Problem(record.at("rows"), found, allowed, "held-out studies judge the model only")


def declared_parameters_have_priors(tables: Tables, declared: Mapping[str, str]) -> Iterator[Problem]:
    """Each parameter that the model declares has a prior in a unit of its kind, and each prior a parameter."""
    known = tables.keys(t.PRIORS)
    for name in declared:
        if name not in known:
            allowed = "a row for each parameter that the model declares"
            yield Problem(t.PRIORS, f'no row for the declared parameter "{name}"', allowed)
    for record, prior in tables.rows(t.PRIORS, "parameter", "unit"):
        if prior.parameter not in declared:
            yield Problem(record.at("parameter"), f'"{prior.parameter}"', "a parameter that the model declares")
        elif is_unit(prior.unit) and not same_dimension(prior.unit, declared[prior.parameter]):
            allowed = f"a unit of the same kind as {declared[prior.parameter]}, in which the model declares it"
            yield Problem(record.at("unit"), f'"{prior.unit}"', allowed)
