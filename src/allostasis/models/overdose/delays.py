"""What left the lung and the brain some seconds ago, on the fixed steps of a run.

The past of each signal is a ring of rows, one row a step; a value between two steps is on the straight line. Delays
are longer than a step (3.6 s at the highest flow), so the step being made is never asked for.
As published: before the start, and at low flow, the value of the moment counts, so nothing remembers the settling run.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from allostasis.models.overdose.step import Rows

FELT = {"past_pco2": "peripheral", "past_po2": "peripheral", "past_brain_pco2": "central"}
"""Inputs of the equations, and whose delay each has."""
SIGNALS = {"past_pco2": "arterial_pco2", "past_po2": "arterial_po2", "past_brain_pco2": "brain_pco2"}


class Past(NamedTuple):
    """The rings, one for each of `FELT`, and the delays a step ago (s, for each of the two)."""

    rings: dict[str, Any]
    delays: dict[str, Any]


def nothing_yet(zero: Any, longest: float, h: float) -> Past:
    """Empty rings that hold the longest delay (s); `zero` is a row of zeros."""
    import jax.numpy as jnp

    rows = math.ceil(longest / h) + 3
    rings = {name: jnp.zeros((rows, zero.shape[0]), zero.dtype) for name in FELT}
    return Past(rings, {"peripheral": zero, "central": zero})


def remembered(past: Past, seen: Rows, k: Any) -> Past:
    """The past with the signals of step k, and their delays."""
    rings = {n: ring.at[k % ring.shape[0]].set(seen[SIGNALS[n]]) for n, ring in past.rings.items()}
    return Past(rings, {name: seen[f"{name}_delay"] for name in past.delays})


def felt(past: Past, seen: Rows, low: Any, k: Any, h: float) -> tuple[Rows, Rows]:
    """Delayed signals at the beginning and at the end of step k, and whether there are any.

    Args:
        past: rings filled up to step k - 1.
        seen: signals at the beginning of step k.
        low: whether flow is so low that nothing is delayed.
        k: number of the step.
        h: step, s.
    """
    import jax.numpy as jnp

    t = k * h
    begin: Rows = {}
    end: Rows = {}
    for name, whose in FELT.items():
        delay = seen[f"{whose}_delay"]
        is_past = jnp.where(low | (t - delay <= 0), 0.0, 1.0).astype(delay.dtype)
        # Where the delay was none a step ago its change says nothing.
        change = jnp.clip(delay - past.delays[whose], -h, h) * (past.delays[whose] > 0)
        for row, at in ((begin, k - delay / h), (end, k + 1 - (delay + change) / h)):
            row[name] = _between(past.rings[name], jnp.clip(at, 0, jnp.maximum(k - 1, 0)), k)
            row[f"{whose}_past"] = is_past
    return begin, end


def _between(ring: Any, at: Any, k: Any) -> Any:
    """The ring at a place between two steps."""
    import jax.numpy as jnp

    low = jnp.floor(at)
    index = low.astype(jnp.int32)
    rows = ring.shape[0]
    a = jnp.take_along_axis(ring, (index % rows)[None], axis=0)[0]
    b = jnp.take_along_axis(ring, (jnp.minimum(index + 1, jnp.maximum(k - 1, 0)) % rows)[None], axis=0)[0]
    return a + (at - low) * (b - a)
