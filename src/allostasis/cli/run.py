"""`allostasis run`: a study from its file to a report."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from allostasis.errors import InputError, Problem

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from allostasis.studies.files import Study

__all__ = ["run"]

MANY = 1_000_000

StudyName = Annotated[str, typer.Argument(help="a study file, or the name of a study that comes with the package")]
Out = Annotated[Path | None, typer.Option("-o", "--out", help="directory for the result; default out/STUDY")]
Workers = Annotated[int | None, typer.Option(min=1, max=256, help="processes; default one per core")]
Seed = Annotated[int | None, typer.Option(min=0, max=2**63 - 1, help="seed in place of the study's own")]
Draws = Annotated[int, typer.Option(min=2, max=MANY, help="parameter draws")]
Participants = Annotated[
    int | None, typer.Option(min=2, max=MANY, help="participants in place of the study's own number")
]
ShardSize = Annotated[int, typer.Option(min=1, max=MANY, help="participants per shard; changes no result")]
AsJson = Annotated[bool, typer.Option("--json", help="print what was found as JSON")]


def run(
    study: StudyName,
    out: Out = None,
    workers: Workers = None,
    seed: Seed = None,
    draws: Draws = 200,
    participants: Participants = None,
    shard_size: ShardSize = 512,
    as_json: AsJson = False,
) -> None:
    """Run a study in a virtual population and write its report.

    Writes manifest.json, data.zarr, summary.csv and report.html. After an interruption the same command goes on where
    it stopped. This is a research tool; it gives no medical advice.
    """
    from allostasis.evidence import load
    from allostasis.inference.sensitivity import with_sensitivity
    from allostasis.report import write_report
    from allostasis.studies.files import load_study
    from allostasis.studies.run import run_study
    from allostasis.studies.summary import summary

    workers = workers or os.cpu_count() or 1
    planned = load_study(study, load()).resized(participants, seed)
    if draws * planned.participants > LARGEST_RUN:
        found = f"{draws} draws of {planned.participants} participants, {draws * planned.participants} in all"
        raise InputError(Problem("--draws x participants", found, f"at most {LARGEST_RUN} participants in one run"))
    target = out or Path("out") / planned.id
    with _Progress(planned.title, quiet=as_json) as progress:
        result = run_study(planned, target, draws=draws, workers=workers, shard_size=shard_size, progress=progress)
    data = with_sensitivity(result.dataset)
    result.directory.finish(data, result.manifest, summary(data, planned), result.timings)
    page = write_report(target)
    _tell(data, planned, target, page, as_json)


def _tell(data: Any, planned: Study, target: Path, page: Path, as_json: bool) -> None:
    """The answer in one line, and where the rest is."""
    from allostasis.studies.summary import headline

    facts = headline(data, planned)
    if as_json:
        typer.echo(json.dumps({**facts, "directory": str(target), "report": str(page)}, ensure_ascii=False, indent=1))
        return
    typer.echo(facts["sentence"])
    typer.echo(f"Report: {page}")
    typer.echo("What the priors of an uncalibrated model imply. Research tool, not medical advice.")


LARGEST_RUN = 20_000_000
"""Participants that one run holds in memory when it is put together; more wait for results that are not."""
_BUILDING = "building the engine"


class _Progress:
    """A bar on a terminal, a plain line now and then elsewhere."""

    def __init__(self, title: str, quiet: bool) -> None:
        self._title, self._quiet, self._said = title, quiet, -1
        self._bar: Progress | None = None

    def __enter__(self) -> _Progress:
        from rich.console import Console

        console = Console(stderr=True)
        if console.is_terminal and not self._quiet:
            self._bar = _bar_on(console)
            self._bar.start()
            self._task = self._bar.add_task(_BUILDING, total=None)
        return self

    def __call__(self, done: int, total: int) -> None:
        if self._bar is not None:
            doing = "simulating" if done else _BUILDING
            self._bar.update(self._task, completed=done, total=total, description=doing)
        elif not self._quiet and not done:
            typer.echo(f"{self._title}: {_BUILDING}", err=True)
        elif not self._quiet and (10 * done // total) > self._said:
            self._said = 10 * done // total
            typer.echo(f"{done} of {total} participants simulated", err=True)

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()


def _bar_on(console: Console) -> Progress:
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    count = TextColumn("{task.completed:.0f} of {task.total:.0f} participants")
    return Progress(TextColumn("{task.description}"), BarColumn(), count, TimeElapsedColumn(), console=console)
