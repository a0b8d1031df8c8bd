"""`allostasis evidence`: check and read the evidence tables, freeze a snapshot, and add a study."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

evidence_app = typer.Typer(
    help=(
        "Check and read the evidence tables (studies, effects, curves, parameter values, priors, bibliography), "
        "and add a study to a copy of them."
    ),
    no_args_is_help=True,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]
Directory = Annotated[
    Path | None,
    typer.Option(help="Directory with the tables; without it, the tables that come with the package."),
]


@evidence_app.command()
def check(directory: Directory = None, as_json: AsJson = False) -> None:
    """Check all tables together and report every problem with file, row and column.

    Sound tables are also held against datapackage.json, if it is there: a file that changed since the snapshot was
    frozen is a problem too. Ends with exit code 0 if the tables are sound and with 2 if they are not.
    """
    from allostasis.errors import EvidenceError
    from allostasis.evidence import snapshots
    from allostasis.evidence.checking import problems_of
    from allostasis.evidence.reading import read_tables

    tables = read_tables(directory)
    # Broken rows come first: that their file changed as well says nothing more.
    problems = problems_of(tables) or snapshots.stale(directory)
    counts = {name: len(records) for name, records in tables.records.items()}
    if as_json:
        _print_json({"sound": not problems, "rows": counts, "problems": [vars(problem) for problem in problems]})
        raise typer.Exit(2 if problems else 0)
    if problems:
        raise EvidenceError(problems)
    typer.echo(f"OK: {', '.join(f'{name} {count}' for name, count in counts.items())} rows")


@evidence_app.command()
def show(
    name: Annotated[
        str, typer.Argument(metavar="ID", help="A study, outcome, result, source, parameter row or parameter.")
    ],
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


@evidence_app.command()
def status(directory: Directory = None, as_json: AsJson = False) -> None:
    """Count the rows, what the results allow (effect size, statistic, sign), and what was not seen."""
    from allostasis.evidence import load
    from allostasis.evidence import status as counts

    found = counts.status(load(directory))
    if as_json:
        _print_json(found)
    else:
        typer.echo(counts.in_words(found))


@evidence_app.command()
def snapshot(
    directory: Directory = None,
    write: Annotated[
        bool, typer.Option("--write", help="Freeze it: write datapackage.json beside the tables.")
    ] = False,
    version: Annotated[
        str | None, typer.Option(help="Calendar version in place of this month.", metavar="YYYY.MM")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print the name of the snapshot: a calendar version and a digest of the content of all tables.

    The digest changes if and only if a word or number in a table changes. "unreleased" means that the tables are not
    those that datapackage.json lists. --write checks the tables and writes that file anew.
    """
    from allostasis.evidence.intake import freeze, write_all
    from allostasis.evidence.snapshots import current

    if write:
        target = _target(directory, "--directory")
        now, texts = freeze(target, version)
        write_all(target, texts)
    else:
        now = current(directory)
    if as_json:
        _print_json({"name": now.name, "version": now.version, "digest": now.digest})
    else:
        typer.echo(now.name)


@evidence_app.command()
def template(
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="RIS, BibTeX or CSL-JSON file with the reference to fill in."),
    ] = None,
) -> None:
    """Print a template of a study: every column with its meaning and the words that it may hold.

    Fill it in and give it to `allostasis evidence add`.
    """
    from allostasis.evidence.intake import template as write

    typer.echo(write(_only_reference(source) if source else None), nl=False)


@evidence_app.command()
def export(
    target: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty directory.")],
    directory: Directory = None,
) -> None:
    """Copy the tables into a directory, where studies can be added to them."""
    from allostasis.evidence.intake import export as copy

    files = copy(target, directory)
    typer.echo(f"{len(files)} files copied to {target}: {', '.join(files)}")


@evidence_app.command()
def add(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A filled template (YAML), or references in RIS, BibTeX or CSL-JSON.")
    ],
    into: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Directory with the tables to add to; see `export`.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and compare, but write nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before writing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Add a study, or references alone, to a copy of the evidence tables.

    Checks the new rows together with all others, and names every problem by file and line. Shows each pooled result
    and each claim that the rows move, before and after. Then writes all rows, or none, and freezes a new snapshot.
    On a terminal it asks before it writes. The tables of the package itself are not written to; without --into only
    --dry-run is possible. Research tool, not medical advice.
    """
    from allostasis.cli import adding

    adding.add(file, None if into is None and dry_run else _target(into, "--into"), dry_run, yes, as_json)


def _target(directory: Path | None, option: str) -> Path:
    """The directory to write to, which must be named: the tables of an installed package belong to the package."""
    from allostasis.errors import EvidenceError, Problem

    if directory is not None:
        return directory
    cause = "make one with `allostasis evidence export DIR`"
    raise EvidenceError(Problem(option, "no directory to write to", "a directory with the evidence tables", cause))


def _only_reference(source: Path) -> dict[str, Any]:
    """The one record of a file with references."""
    from allostasis.errors import EvidenceError, Problem
    from allostasis.evidence.intake.references import is_reference_file, read_references

    if not is_reference_file(source):
        raise EvidenceError(Problem(str(source), "a file of another kind", "a file that ends in .ris, .bib or .json"))
    found = read_references(source)
    if len(found) > 1:
        cause = "keep the one record that the study was published as"
        raise EvidenceError(Problem(source.name, f"{len(found)} records", "one record for one template", cause))
    return found[0].fields


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
