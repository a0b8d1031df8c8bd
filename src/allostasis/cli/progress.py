"""How far a run is: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bar

__all__ = ["Progress"]

_BUILDING = "building the engine"


class Progress:
    """Told how many participants are done; nothing is printed if it is quiet."""

    def __init__(self, title: str, quiet: bool) -> None:
        self._title, self._quiet, self._said = title, quiet, -1
        self._bar: Bar | None = None

    def __enter__(self) -> Progress:
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
            doing = "putting the shards together" if done == total else doing
            self._bar.update(self._task, completed=done, total=total, description=doing)
        elif not self._quiet and not done:
            typer.echo(f"{self._title}: {_BUILDING}", err=True)
        elif not self._quiet and (10 * done // total) > self._said:
            self._said = 10 * done // total
            typer.echo(f"{done} of {total} participants simulated", err=True)

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()


def _bar_on(console: Console) -> Bar:
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    count = TextColumn("{task.completed:.0f} of {task.total:.0f} participants")
    return Progress(TextColumn("{task.description}"), BarColumn(), count, TimeElapsedColumn(), console=console)
