"""Contingencies of a lever session on a clock of one second: presses, ratios, time-out, limits.

A press of the active lever counts towards the requirement unless it falls into a time-out or the session is over. When
the requirement is met an infusion starts in that very second (in extinction: it does not), the cue light goes on, the
time-out begins and the next requirement holds. At most one press of each lever falls into a second. All of this is done
for many subjects at once; what differs between sessions is data.
"""

from __future__ import annotations

from typing import Any, NamedTuple

RATIOS = 128
"""Requirements that a session can hold; the last one stays in force."""
NEVER = 2**30
"""Seconds after all that is ever simulated."""


class Contingency(NamedTuple):
    """A session's rules; whole numbers of seconds, presses and infusions.

    Attributes:
        seconds: length of the session.
        requirement: presses for each infusion in turn, shape (RATIOS,).
        time_out: seconds after a met requirement in which presses do not count.
        infusing: seconds of one infusion.
        light: seconds of the cue light.
        most: infusions after which the session is over.
        patience: seconds without a met requirement after which it is over.
        primes: infusions that are given at the start, whatever the subject does.
        reinforced: 1; 0 in extinction, where a met requirement brings no infusion.
    """

    seconds: Any
    requirement: Any
    time_out: Any
    infusing: Any
    light: Any
    most: Any
    patience: Any
    primes: Any
    reinforced: Any


class Box(NamedTuple):
    """The state of the levers of each subject, each of shape (width,), whole numbers.

    Attributes:
        presses: counted since the last met requirement.
        met: requirements met.
        waiting, infusing, lit: seconds left of the time-out, the infusion and the light.
        since: seconds since the last met requirement.
        over: 1 once the session is over.
    """

    presses: Any
    met: Any
    waiting: Any
    infusing: Any
    lit: Any
    since: Any
    over: Any


class Second(NamedTuple):
    """What happened in a second, each of shape (width,): 1 or 0."""

    active: Any
    inactive: Any
    met: Any
    infused: Any
    lit: Any


def opened(rules: Contingency, width: int) -> Box:
    """The levers at the start of a session."""
    import jax.numpy as jnp

    none = jnp.zeros(width, jnp.int32)
    primed = none + rules.primes * rules.infusing
    return Box(none, none, primed, primed, none, none, none)


def second(rules: Contingency, box: Box, now: Any, active: Any, inactive: Any) -> tuple[Box, Second]:
    """One second.

    Args:
        rules: the session's rules.
        box: the levers before it.
        now: number of the second within the session.
        active: whether the subject presses the active lever, shape (width,).
        inactive: the same of the inactive lever.
    """
    import jax.numpy as jnp

    runs = (box.over == 0) & (now < rules.seconds)
    active, inactive = active & runs, inactive & runs
    presses = box.presses + (active & (box.waiting == 0))
    needed = rules.requirement[jnp.minimum(box.met, RATIOS - 1)]
    met = runs & active & (presses >= needed) & (box.waiting == 0)
    infusing = jnp.where(met & (rules.reinforced > 0), rules.infusing, box.infusing)
    lit, waiting = jnp.where(met, rules.light, box.lit), jnp.where(met, rules.time_out, box.waiting)
    since = jnp.where(met, 0, box.since + 1)
    count = box.met + met
    over = (box.over > 0) | (count >= rules.most) | (since >= rules.patience) | (now + 1 >= rules.seconds)
    happened = Second(active, inactive, met, infusing > 0, lit > 0)
    box = Box(
        presses=jnp.where(met, 0, presses).astype(jnp.int32),
        met=count.astype(jnp.int32),
        waiting=jnp.maximum(waiting - 1, 0).astype(jnp.int32),
        infusing=jnp.maximum(infusing - 1, 0).astype(jnp.int32),
        lit=jnp.maximum(lit - 1, 0).astype(jnp.int32),
        since=since.astype(jnp.int32),
        over=over.astype(jnp.int32),
    )
    return box, happened
