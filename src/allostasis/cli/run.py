"""`allostasis run`: a study from its file to a report."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["run"]


def run(
    study: Annotated[str, typer.Argument(help="a study file, or the name of a study that comes with the package")],
    out: Annotated[Path | None, typer.Option("-o", "--out", help="directory for the result; default out/STUDY")] = None,
    workers: Annotated[int, typer.Option(min=1, max=256, help="processes; default one per core", show_default=False)] = 0 or (os.cpu_count() or 1),
    seed: Annotated[int | None, typer.Option(min=0, max=2**63 - 1, help="seed in place of the study's own", show_default=False)] = None,
    draws: Annotated[int, typer.Option(min=2, max=1_000_000, help="parameter draws")] = 200,
    participants: Annotated[
        int | None, typer.Option(min=2, max=1_000_000, help="participants in place of the study's own number", show_default=False)
    ] = None,
    shard_size: Annotated[int, typer.Option(min=1, max=1_000_000, help="participants per shard; changes no result")] = 512,
    as_json: Annotated[bool, typer.Option("--json", help="print what was found as JSON")] = False,
) -> None:
    """Run a study in a virtual population and write its report.

    Writes manifest.json, data.zarr, summary.csv and report.html. After an interruption the same command goes on where it
    stopped. This is a research tool; it gives no medical advice.
    """
    from allostasis.evidence import load
    from allostasis.inference.sensitivity import with_sensitivity
    from allostasis.report import write_report
    from allostasis.studies.assemble import summary
    from allostasis.studies.files import load_study
    from allostasis.studies.run import run_study

    planned = load_study(study, load()).resized(participants, seed)
    target = out or Path("out") / planned.id
    with _progress(planned.title, quiet=as_json) as progress:
        result = run_study(
            planned, target, draws=draws, workers=workers, shard_size=shard_size, progress=progress
        )
    data = with_sensitivity(result.dataset)
    result.directory.finish(data, result.manifest, summary(data, planned), result.timings)
    page = write_report(target)
    _tell(data, planned, target, page, as_json)


def _tell(data: object, planned: object, target: Path, page: Path, as_json: bool) -> None:
    """The answer in one line, and where the rest is."""
    import json

    from allostasis.studies.run import headline

    facts = headline(data, planned)
    if as_json:
        typer.echo(json.dumps({**facts, "directory": str(target), "report": str(page)}, ensure_ascii=False, indent=1))
        return
    typer.echo(facts["sentence"])
    typer.echo(f"Report: {page}")
    typer.echo("Prior predictions of an uncalibrated model. Research tool, not medical advice.")


class _progress:
    """A bar on a terminal, a plain line now and then elsewhere."""

    def __init__(self, title: str, quiet: bool) -> None:
        self._title, self._quiet, self._said = title, quiet, -1

    def __enter__(self) -> _progress:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        console = Console(stderr=True)
        self._bar = None
        if console.is_terminal and not self._quiet:
            columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:.0f} of {task.total:.0f} participants"), TimeElapsedColumn())
            self._bar = Progress(*columns, console=console)
            self._bar.start()
            self._task = self._bar.add_task("building the engine", total=None)
        elif not self._quiet:
            typer.echo(f"{self._title}: building the engine", err=True)
        return self

    def __call__(self, done: int, total: int) -> None:
        if self._bar is not None:
            self._bar.update(self._task, completed=done, total=total, description="simulating" if done else "building the engine")
        elif not self._quiet and done and (10 * done // total) > self._said:
            self._said = 10 * done // total
            typer.echo(f"{done} of {total} participants simulated", err=True)

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()
