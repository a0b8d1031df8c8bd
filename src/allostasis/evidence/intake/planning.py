"""From rows that somebody wants to add to tables that hold them: check, compare, write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence import tables as t
from allostasis.evidence.checking import check
from allostasis.evidence.datapackage import frozen
from allostasis.evidence.intake.found import year_of
from allostasis.evidence.intake.moves import Move, moves, unlisted
from allostasis.evidence.intake.new_row import NewRow
from allostasis.evidence.intake.staging import Lines, appended, copied, copy_files, folder_of, where_written
from allostasis.evidence.intake.writing import write_all
from allostasis.evidence.library import load
from allostasis.evidence.rows import Reference
from allostasis.evidence.snapshots import DATAPACKAGE, UNRELEASED, Snapshot, claims_file, contents, current, this_month


@dataclass(frozen=True)
class Plan:
    """Rows that passed every check, and what they would do to the tables; nothing is written yet.

    Args:
        rows: the new rows.
        texts: new content by the name of the file, datapackage.json last.
        before: the snapshot without the rows.
        after: the snapshot with them.
        moves: pooled results and claims that the rows touch, before and after.
        unlisted: new effects that no claim names yet.
    """

    rows: tuple[NewRow, ...]
    texts: dict[str, str]
    before: Snapshot
    after: Snapshot
    moves: tuple[Move, ...]
    unlisted: tuple[str, ...]


def plan(
    rows: Sequence[NewRow], directory: Path | None = None, *, version: str | None = None, compare: bool = True
) -> Plan:
    """Check new rows together with the tables, and work out what they move.

    Args:
        rows: from `read_rows`.
        directory: the tables to add to; those shipped with the package if None.
        version: calendar version of the new snapshot; this month if None.
        compare: whether to work out what moves, which takes some seconds.

    Raises:
        EvidenceError: with every problem of the rows, each at its place in the file that was handed in; or with the
            problems that the tables have without them.
    """
    _sound_or_raise(check(directory))
    before = load(directory)
    same = list(_same_titles(rows, before.bibliography.values()))
    texts, lines = appended(directory, rows)
    with copied(directory, texts) as folder:
        _sound_or_raise([*same, *_written(check(folder), lines)])
        after = load(folder)
        moved = tuple(moves(before, after, directory)) if compare else ()
        snapshot, package = frozen(contents(folder), version or this_month(), claims_file(folder))
    new = [effect for effect in after.effects if effect not in before.effects]
    waiting = unlisted(new, after, directory)
    return Plan(tuple(rows), texts | {DATAPACKAGE: package}, current(directory), snapshot, moved, waiting)


def carry_out(planned: Plan, directory: Path) -> None:
    """Write the rows of a plan into the tables of a directory: all files, or none.

    Raises:
        EvidenceError: if the tables are no longer those that the plan was made for.
        OSError: if a file cannot be written; the tables are then as they were.
    """
    if current(directory).digest != planned.before.digest:
        allowed = f"the snapshot {planned.before.name}, for which the rows were checked"
        found = f"tables of the snapshot {current(directory).name}"
        raise EvidenceError(Problem(str(directory), found, allowed, "somebody changed the tables meanwhile; try again"))
    write_all(directory, planned.texts)


def freeze(directory: Path | None = None, version: str | None = None) -> tuple[Snapshot, dict[str, str]]:
    """The snapshot that sound tables become, and the `datapackage.json` to write with `write_all`.

    Tables that did not change since they were frozen keep their version, unless another is asked for.

    Raises:
        EvidenceError: with everything that is wrong with the tables, or if the version is no month.
    """
    if version is not None and not re.fullmatch(r"\d{4}\.(0[1-9]|1[0-2])", version):
        raise EvidenceError(Problem("version", f'"{version}"', "year and month, such as 2026.11"))
    _sound_or_raise(check(directory))
    now = current(directory)
    kept = None if now.version == UNRELEASED else now.version
    folder = folder_of(directory)
    snapshot, text = frozen(contents(folder), version or kept or this_month(), claims_file(folder))
    return snapshot, {DATAPACKAGE: text}


def export(target: Path, directory: Path | None = None) -> list[str]:
    """Copy the tables into a new or empty directory; gives the names of the files.

    Raises:
        EvidenceError: if the directory holds something already.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        found = "a directory that is not empty" if target.is_dir() else "a file"
        raise EvidenceError(Problem(str(target), found, "a directory that is new or empty"))
    target.mkdir(parents=True, exist_ok=True)
    copy_files(directory, target)
    return sorted(path.name for path in target.iterdir())


def _sound_or_raise(problems: Sequence[Problem]) -> None:
    if problems:
        raise EvidenceError(problems)


def _written(problems: Iterable[Problem], lines: Lines) -> list[Problem]:
    """Problems at the places where the user wrote the rows, each once."""
    return list(dict.fromkeys(where_written(problem, lines) for problem in problems))


def _same_titles(rows: Iterable[NewRow], known: Iterable[Reference]) -> Iterator[Problem]:
    """A publication of the same title and year is the same publication, also where no DOI tells so."""
    titles = {(_plain(record.title), record.year): record.id for record in known if record.title}
    for row in rows:
        here = (_plain(str(row.cells.get("title") or "")), year_of(row.cells))
        if row.table == t.BIBLIOGRAPHY and titles.get(here, row.key) != row.key:
            found = f'the title and year of "{titles[here]}", which stands in {t.BIBLIOGRAPHY}'
            cause = f"leave the reference out, and give {titles[here]} as the source of the study"
            yield Problem(row.at("title"), found, "a publication that is not there yet", cause)


def _plain(title: str | None) -> str:
    return re.sub(r"\W+", " ", title or "").strip().casefold()
