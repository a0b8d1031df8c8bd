"""What `allostasis evidence add` prints and asks."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from allostasis.evidence.intake import Plan
    from allostasis.evidence.intake.moves import Move


def add(file: Path, directory: Path | None, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Check the rows of a file, show what they move, and write them unless it is a dry run or the user says no.

    Args:
        file: a filled template or a file with references.
        directory: the tables; those of the package if None, which is possible for a dry run only.
        dry_run: write nothing.
        yes: do not ask.
        as_json: print the comparison as JSON, and do not ask.
    """
    from allostasis.evidence.intake import carry_out, plan, read_rows

    planned = plan(read_rows(file), directory)
    is_written = not dry_run and directory is not None
    if as_json:
        _print_json(planned, is_written)
    else:
        typer.echo("\n".join(in_words(planned)))
    if not is_written or directory is None:
        return
    if not (yes or as_json) and sys.stdin.isatty() and sys.stdout.isatty():
        typer.confirm(f"Write these rows into {directory}?", abort=True)
    carry_out(planned, directory)
    if not as_json:
        typer.echo(f"\nWritten to {directory}: {', '.join(planned.texts)}")


def in_words(planned: Plan) -> Iterator[str]:
    """What would be added and what it moves, line by line."""
    tables = Counter(row.table for row in planned.rows)
    yield "New rows: " + ", ".join(f"{table} {count}" for table, count in tables.items())
    yield from (f"  {row.table}: {row.key}" for row in planned.rows)
    yield f"Snapshot: {planned.before.name} -> {planned.after.name}"
    yield from _moved("synthesis", "Pooled results", planned)
    yield from _moved("claim", "Claims", planned)
    if planned.unlisted:
        yield f"\nNo claim names {', '.join(planned.unlisted)}: to let a claim count a row, list it in claims.yaml."


def _moved(kind: str, title: str, planned: Plan) -> Iterator[str]:
    asked = [move for move in planned.moves if move.kind == kind]
    changed = [move for move in asked if move.is_change]
    yield f"\n{title}: {len(changed)} of {len(asked)} move"
    yield from (line for move in changed for line in _change(move))
    for move in asked:
        if not move.is_change:
            yield from _answer(f"  {move.question}: unchanged: ", move.after)


def _change(move: Move) -> Iterator[str]:
    yield f"  {move.question}"
    yield from _answer("    before: ", move.before)
    yield from _answer("    after:  ", move.after)


def _answer(label: str, answer: str) -> Iterator[str]:
    """An answer of several lines, the later ones below the first."""
    first, *rest = answer.split("\n")
    indent = " " * min(len(label), 12)
    return iter([f"{label}{first}", *(f"{indent}{line}" for line in rest)])


def _print_json(planned: Plan, is_written: bool) -> None:
    import json

    answer: dict[str, Any] = {
        "rows": [{"table": row.table, "key": row.key} for row in planned.rows],
        "snapshot": {"before": planned.before.name, "after": planned.after.name},
        "moves": [vars(move) | {"is_change": move.is_change} for move in planned.moves],
        "in_no_claim": list(planned.unlisted),
        "written": is_written,
    }
    typer.echo(json.dumps(answer, indent=2, ensure_ascii=False))
