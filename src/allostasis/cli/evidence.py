"""`allostasis evidence`: check the evidence tables, and show what they say about one id."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

evidence_app = typer.Typer(
    help="Check and read the evidence tables: studies, effects, parameter values, priors and the bibliography.",
    no_args_is_help=True,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print facts as JSON.")]
Directory = Annotated[
    Path | None,
    typer.Option(help="Directory with the tables; without it, the tables that come with the package."),
]


@evidence_app.command()
def check(directory: Directory = None, as_json: AsJson = False) -> None:
    """Check all tables together and report every problem with file, row and column.

    Ends with exit code 0 if the tables are sound and with 2 if they are not.
    """
    from allostasis.errors import EvidenceError
    from allostasis.evidence.checking import problems_of
    from allostasis.evidence.reading import read_tables

    tables = read_tables(directory)
    problems = problems_of(tables)
    counts = {name: len(records) for name, records in tables.records.items()}
    if as_json:
        _print_json({"sound": not problems, "rows": counts, "problems": [vars(problem) for problem in problems]})
        raise typer.Exit(2 if problems else 0)
    if problems:
        raise EvidenceError(problems)
    typer.echo(f"OK: {', '.join(f'{name} {count}' for name, count in counts.items())} rows")


@evidence_app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="A study, effect, source, parameter row or parameter.")],
    directory: Directory = None,
    as_json: AsJson = False,
) -> None:
    """Show what the tables say about a study, an effect, a source, a parameter row or a parameter."""
    from allostasis.evidence import load
    from allostasis.evidence.facts import facts

    found = facts(name, load(directory))
    if as_json:
        _print_json(found)
    else:
        typer.echo("\n".join(in_lines(found)))


def in_lines(found: dict[str, Any], indent: str = "") -> list[str]:
    """Facts as indented lines, one per known value; what was not seen is left out and counted in the last line."""
    lines = []
    for key, value in found.items():
        label = f"{indent}{key.replace('_', ' ')}:"
        if isinstance(value, dict):
            lines += [label, *in_lines(value, indent + "  ")]
        elif isinstance(value, (list, tuple)) and any(isinstance(item, dict) for item in value):
            for item in value:
                lines += [label, *in_lines(item, indent + "  ")]
        elif isinstance(value, (list, tuple)):
            lines += [f"{label} {' '.join(str(item) for item in value)}"] if value else []
        elif value is not None:
            lines.append(f"{label} {value:.10g}" if isinstance(value, float) else f"{label} {value}")
    unseen = [key.replace("_", " ") for key, value in found.items() if value is None]
    return [*lines, f"{indent}not seen: {', '.join(unseen)}"] if unseen else lines


def _print_json(value: object) -> None:
    import json

    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))
