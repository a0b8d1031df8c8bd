"""Checks of keys and links: does every key stand once, and does every link lead somewhere?"""

from __future__ import annotations

from collections.abc import Iterator

from allostasis.errors import Problem
from allostasis.evidence import tables as t
from allostasis.evidence.tables import Record, Tables


def keys_are_unique(tables: Tables) -> Iterator[Problem]:
    """A key stands once in its table."""
    for name, records in tables.records.items():
        first: dict[str, Record] = {}
        for record in records:
            if record.key and first.setdefault(record.key, record) is not record:
                found = f'"{record.key}", which already stands in line {first[record.key].line}'
                yield Problem(record.at(t.KEY_OF[name]), found, "a key that no other row has")


def publications_stand_once(tables: Tables) -> Iterator[Problem]:
    """No two bibliographic records have the same DOI or PubMed number."""
    for column in ("DOI", "PMID"):
        first: dict[str, Record] = {}
        for record, reference in tables.rows(t.BIBLIOGRAPHY, column):
            number = getattr(reference, column)
            if number and first.setdefault(number.lower(), record) is not record:
                found = f'"{number}", which "{first[number.lower()].key}" also has'
                yield Problem(record.at(column), found, "one record for each publication")


def sources_exist(tables: Tables) -> Iterator[Problem]:
    """The source of a study, of a parameter value or of a distribution stands in the bibliography."""
    known = tables.keys(t.BIBLIOGRAPHY)
    for name in (t.STUDIES, t.PARAMETER_VALUES, t.OVERDOSE_POPULATION):
        for record, row in tables.rows(name, "source"):
            if row.source:
                yield from _broken(record, "source", row.source, t.BIBLIOGRAPHY, known)


def studies_exist(tables: Tables) -> Iterator[Problem]:
    """The study of a result stands in the table of studies, and the result is named after it."""
    known = tables.keys(t.STUDIES)
    for name in (t.EFFECTS, t.CURVES, t.POOLED):
        for record, row in tables.rows(name, "study_id"):
            yield from _broken(record, "study_id", row.study_id, t.STUDIES, known)
            begin = row.study_id + ("_" if name == t.CURVES else ".")
            if record.key and not record.key.startswith(begin):
                allowed = f"an id that begins with {begin}"
                yield Problem(record.at(t.KEY_OF[name]), f'"{record.key}"', allowed)


def outcomes_are_listed(tables: Tables) -> Iterator[Problem]:
    """What was measured stands in the controlled list of outcomes."""
    known = tables.keys(t.OUTCOMES)
    for name in (t.EFFECTS, t.CURVES):
        for record, row in tables.rows(name, "outcome"):
            yield from _broken(record, "outcome", row.outcome, t.OUTCOMES, known)
    families = {row.family for _, row in tables.rows(t.OUTCOMES, "family")}
    for record, pool in tables.rows(t.POOLED, "outcome"):
        if pool.outcome and known:  # without the list of outcomes there is nothing to compare with
            yield from _broken(record, "outcome", pool.outcome, f"{t.OUTCOMES}, or a family", known | families)


def rows_exist(tables: Tables) -> Iterator[Problem]:
    """Rows named by a prior, or by a value computed from them, stand in the table of parameter values."""
    known = tables.keys(t.PARAMETER_VALUES)
    for name, column in (*((name, "rows") for name in t.ALL_PRIORS), (t.PARAMETER_VALUES, "from_rows")):
        for record, row in tables.rows(name, column):
            for key in getattr(row, column):
                yield from _broken(record, column, key, t.PARAMETER_VALUES, known)


def rows_are_not_computed_in_circles(tables: Tables) -> Iterator[Problem]:
    """No value is computed, directly or through others, from itself."""
    origins = {record.key: row.from_rows for record, row in tables.rows(t.PARAMETER_VALUES, "from_rows")}
    for record, _ in tables.rows(t.PARAMETER_VALUES, "from_rows"):
        if record.key in ancestors(record.key, origins):
            found = "rows that were themselves computed from this row"
            yield Problem(record.at("from_rows"), found, "rows that do not depend on this one")


def ancestors(key: str, origins: dict[str, tuple[str, ...]]) -> set[str]:
    """All rows that a row was computed from, directly or through others."""
    found: set[str] = set()
    waiting = list(origins.get(key, ()))
    while waiting:
        origin = waiting.pop()
        if origin not in found:
            found.add(origin)
            waiting.extend(origins.get(origin, ()))
    return found


def results_stand_once(tables: Tables) -> Iterator[Problem]:
    """The same comparison in the same people is not entered twice."""
    first: dict[tuple[str | None, ...], Record] = {}
    for record, effect in tables.rows(t.EFFECTS):
        what = (effect.sample_id, effect.outcome, effect.scale, effect.timepoint, effect.contrast, effect.subgroup)
        if first.setdefault(what, record) is not record:
            found = f'the sample "{effect.sample_id}" with the comparison that line {first[what].line} already holds'
            allowed = "each comparison once; another scale, time, contrast or subgroup makes another comparison"
            yield Problem(record.at("sample_id"), found, allowed)


def _broken(record: Record, column: str, key: str, target: str, known: set[str]) -> Iterator[Problem]:
    from difflib import get_close_matches

    if known and key not in known:
        near = get_close_matches(key, known, n=1)
        cause = f'was "{near[0]}" meant?' if near else ""
        yield Problem(record.at(column), f'"{key}"', f"a key of {target}", cause)
