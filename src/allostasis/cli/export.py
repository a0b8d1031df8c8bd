"""`allostasis export`: the model for other people's programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

export_app = typer.Typer(help="Write the model for other programs: SBML, Antimony.", no_args_is_help=True)

Model = Annotated[str, typer.Option("--model", help="Whose parameters: human, rat or mouse.")]
Doses = Annotated[
    Path | None,
    typer.Option("--doses", help="A table of doses, cues and stressors: time,what,amount,every,until.", dir_okay=False),
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="File to write; without it, to the terminal.")]


@export_app.command("sbml")
def export_sbml(model: Model = "human", doses: Doses = None, output: Output = None) -> None:
    """Write the equations as SBML Level 3 Version 2, with units, sources and what is given as events.

    Example: allostasis export sbml --model human --doses doses.csv -o model.xml
    """
    from allostasis.exchange import sbml

    _write(sbml(model, events=_events(model, doses)), output)


@export_app.command("antimony")
def export_antimony(model: Model = "human", doses: Doses = None, output: Output = None) -> None:
    """Write the equations as Antimony, a text that people can read and that Tellurium runs.

    Example: allostasis export antimony --model human
    """
    from allostasis.exchange import antimony

    _write(antimony(model, events=_events(model, doses)), output)


def _events(model: str, doses: Path | None) -> list[tuple[float, str, float]]:
    """The events of a file of doses, for the reference individual."""
    if doses is None:
        return []
    from allostasis.evidence import load
    from allostasis.exchange import read_doses
    from allostasis.models.assemblies import assembly

    kind, priors = assembly(model), load().priors_for(model)
    parameters = {name: priors[name].default for name in kind.parameters()}
    return [*read_doses(doses, kind, parameters)]


def _write(text: str, output: Path | None) -> None:
    if output is None:
        typer.echo(text, nl=False)
        return
    output.write_text(text, encoding="utf-8")
    typer.echo(f"Written to {output}")
