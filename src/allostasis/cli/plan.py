"""What `allostasis run --plan` prints."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from allostasis.studies.order import Order
    from allostasis.studies.plan import Plan

__all__ = ["in_words", "tell_plan"]


def tell_plan(order: Order, workers: int, as_json: bool) -> None:
    """Probe this machine and print what the run needs."""
    from allostasis.studies.plan import plan

    if not as_json:
        typer.echo("Measuring one block of participants on this machine ...", err=True)
    found = plan(order, workers)
    if as_json:
        typer.echo(json.dumps(found.as_dict(), indent=1))
        return
    for line in in_words(order, found):
        typer.echo(line)


def in_words(order: Order, plan: Plan) -> list[str]:
    """The plan, line by line."""
    study, kept = order.study, order.kept
    processes = f"{plan.workers} process{'es' if plan.workers > 1 else ''}"
    return [
        f"{study.title}",
        f"  participants  {plan.participants:,} ({order.draws:,} draws x {study.participants:,}), "
        f"{plan.days:,.0f} simulated days each",
        f"  shards        {plan.shards:,} of up to {plan.shard_size:,} participants",
        f"  kept          sessions of {kept.courses.size:,}, daily values of {kept.daily.size:,}; "
        "measures of everybody, means of every draw",
        f"  memory        {_size(plan.memory)} per process, {processes}",
        f"  disk          {_size(plan.disk_shards + plan.disk_data)} at the end of the work, "
        f"{_size(plan.disk_data)} when the shards are removed",
        f"  time          {_duration(plan.seconds)} on {processes}, at {plan.per_second:,.0f} participant-days per "
        f"second and process",
        "Measured with one block of this run on this machine; other work on it counts in.",
    ]


def _size(number: float) -> str:
    return f"{number / 1e9:.1f} GB" if number >= 1e9 else f"{number / 1e6:.0f} MB"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"about {seconds:.0f} s"
    return f"about {seconds / 60:.0f} min" if seconds < 5400 else f"about {seconds / 3600:.1f} h"
