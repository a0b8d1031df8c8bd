"""`allostasis export`: the model for other people's programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from allostasis.exchange.writing import Events, Infusions

export_app = typer.Typer(help="Write the model for other programs: SBML, Antimony.", no_args_is_help=True)

Model = Annotated[str, typer.Option("--model", help="Whose parameters: human, rat or mouse.")]
Doses = Annotated[
    Path | None,
    typer.Option(
        "--doses",
        help="Doses, cues and stressors (time,what,amount,every,until), or an event table (id,time,amt,...).",
        dir_okay=False,
    ),
]
Subject = Annotated[str | None, typer.Option("--subject", help="Id of the subject of an event table to write.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="File to write; without it, to the terminal.")]


@export_app.command("sbml")
def export_sbml(model: Model = "human", doses: Doses = None, subject: Subject = None, output: Output = None) -> None:
    """Write the equations as SBML Level 3 Version 2, with units, sources and what is given as events.

    Example: allostasis export sbml --model human --doses doses.csv -o model.xml
    """
    from allostasis.exchange import sbml

    events, infusions = _given(model, doses, subject)
    _write(sbml(model, events=events, infusions=infusions), output)


@export_app.command("antimony")
def export_antimony(
    model: Model = "human", doses: Doses = None, subject: Subject = None, output: Output = None
) -> None:
    """Write the equations as Antimony, a text that people can read and that Tellurium runs.

    Example: allostasis export antimony --model human
    """
    from allostasis.exchange import antimony

    events, infusions = _given(model, doses, subject)
    _write(antimony(model, events=events, infusions=infusions), output)


def _given(model: str, doses: Path | None, subject: str | None) -> tuple[Events, Infusions]:
    """Events and infusions of a file, for the reference individual."""
    if doses is None:
        return [], []
    from allostasis.evidence import load
    from allostasis.exchange import given_in_file
    from allostasis.models.assemblies import assembly

    kind, priors = assembly(model), load().priors_for(model)
    parameters = {name: priors[name].default for name in kind.parameters()}
    return given_in_file(doses, kind, parameters, subject)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        typer.echo(text, nl=False)
        return
    output.write_text(text, encoding="utf-8")
    typer.echo(f"Written to {output}")
