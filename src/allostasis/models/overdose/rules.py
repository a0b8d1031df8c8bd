"""The rules of the published runs that are no equations: thresholds, limits, and the clock of the collapse.

All are causal: what a person did up to now decides, so one pass gives what the published code works out in two runs
(with and without collapse, untreated and treated). Times of crossings are interpolated within the step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from allostasis.models.overdose.step import Rows

NEVER = float("inf")
SPANS = ("brain_po2", "arterial_po2", "saturation", "arterial_pco2")
"""Signals with a limit: at or below it, and for the last one at or above it."""


@dataclass(frozen=True)
class Rules:
    """Numbers of the rules, in seconds, mmHg and L/s; see the rows `overdose.*` of the evidence.

    Attributes:
        collapse_po2: arterial PO2 at or below which the clock of the collapse runs.
        collapse_delay: time on that clock until the collapse.
        sampling: the published grid of time, on which the clock is read; a crossing counts from the next point of it.
        trigger: share of resting ventilation at which the antagonist is called for.
        arrest_flow: blood flow that counts as cardiac arrest.
        limits: limit of each of `SPANS`.
    """

    collapse_po2: float
    collapse_delay: float
    sampling: float
    trigger: float
    arrest_flow: float
    limits: tuple[float, float, float, float]

    @classmethod
    def of(cls, values: Mapping[str, float]) -> Rules:
        """The rules from the evidence's values, by the name behind `overdose.`."""
        names = ("limit_brain_po2", "limit_arterial_po2", "limit_saturation", "limit_arterial_pco2")
        limits = tuple(values[name] for name in names)
        return cls(
            collapse_po2=values["collapse_po2"],
            collapse_delay=values["collapse_delay"],
            sampling=values["sampling"],
            trigger=values["trigger"],
            arrest_flow=values["arrest_flow"],
            limits=limits,  # type: ignore[arg-type]  # four names, four limits
        )


class Track(NamedTuple):
    """What has to be known of the past, and what is reported; one number for each person.

    Attributes:
        ventilation, po2, po2_earlier: ventilation and arterial PO2 a step ago; PO2 two steps ago.
        trigger: time at which ventilation fell through the trigger, s; infinity if it never did.
        first_low: time of the first arterial PO2 at or below the limit of the collapse, s.
        clock: time at which the running clock ends, s; infinity while none runs.
        clocks: how many clocks have been started.
        collapse: time at which the collapse begins, s.
        least_flow, least_po2: smallest so far, L/s and mmHg.
        beyond: signals of `SPANS` a step ago, as distance beyond their limit.
        entered, left: first time at or beyond each limit, and last time so far, s.
    """

    ventilation: Any
    po2: Any
    po2_earlier: Any
    trigger: Any
    first_low: Any
    clock: Any
    clocks: Any
    collapse: Any
    least_flow: Any
    least_po2: Any
    beyond: Any
    entered: Any
    left: Any


def beginning(zero: Any, seen: Rows, rules: Rules) -> Track:
    """The track at t = 0, before anything happened; `zero` is a row of zeros."""
    import jax.numpy as jnp

    never = zero + NEVER
    po2 = seen["arterial_po2"] + zero
    beyond = _beyond(seen, rules, zero)
    return Track(
        ventilation=seen["ventilation"] + zero,
        po2=po2,
        po2_earlier=po2,
        trigger=never,
        first_low=never,
        clock=never,
        clocks=zero,
        collapse=never,
        least_flow=seen["blood_flow"] + zero,
        least_po2=po2,
        beyond=beyond,
        entered=jnp.where(beyond >= 0, 0.0, never),
        left=jnp.where(beyond >= 0, 0.0, -never),
    )


def looked_at(track: Track, seen: Rows, t: Any, h: float, resting: Any, rules: Rules) -> Track:
    """The track after the signals at t, a step h after those before."""
    import jax.numpy as jnp

    limit = rules.trigger * resting
    ventilation, po2 = seen["ventilation"], seen["arterial_po2"]
    fell = (track.ventilation > limit) & (ventilation <= limit) & jnp.isinf(track.trigger)
    trigger = jnp.where(fell, _crossing(track.ventilation - limit, ventilation - limit, t, h), track.trigger)

    low = po2 <= rules.collapse_po2
    since = _crossing(track.po2 - rules.collapse_po2, po2 - rules.collapse_po2, t, h)
    first_low = jnp.where(low & jnp.isinf(track.first_low), since, track.first_low)
    starts = low & jnp.isinf(track.clock) & (track.clocks < 2) & jnp.isinf(track.collapse)
    on_grid = jnp.ceil(since / rules.sampling - 1e-3) * rules.sampling
    clock = jnp.where(starts, on_grid + rules.collapse_delay, track.clock)

    beyond = _beyond(seen, rules, 0 * po2)
    crossing = _crossing(track.beyond, beyond, t, h)
    inside = beyond >= 0
    entered = jnp.where(inside & jnp.isinf(track.entered), crossing, track.entered)
    left = jnp.where(inside, t, jnp.where(track.beyond >= 0, crossing, track.left))
    return track._replace(
        ventilation=ventilation,
        po2=po2,
        po2_earlier=track.po2,
        trigger=trigger,
        first_low=first_low,
        clock=clock,
        clocks=track.clocks + starts,
        least_flow=jnp.minimum(track.least_flow, seen["blood_flow"]),
        least_po2=jnp.minimum(track.least_po2, po2),
        beyond=beyond,
        entered=entered,
        left=left,
    )


def clock_read(track: Track, t: Any, h: float, rules: Rules) -> tuple[Track, Any]:
    """The track when clocks that end within the step from t are read, and the share of that step in collapse.

    The published rule looks at arterial PO2 when the first clock ends, which lies inside the step: the straight line
    through the last two points says it to second order. A second clock is not looked at again.
    """
    import jax.numpy as jnp

    ends = (track.clock > t - h) & (track.clock <= t + h) & jnp.isinf(track.collapse)
    ended = jnp.where(ends, track.clock, t)
    expected = track.po2 + (track.po2 - track.po2_earlier) * (ended - (t - h)) / h
    collapses = ends & ((expected <= rules.collapse_po2) | (track.clocks >= 2))
    collapse = jnp.where(collapses, track.clock, track.collapse)
    clock = jnp.where(ends, NEVER, track.clock)
    return track._replace(collapse=collapse, clock=clock), jnp.clip((t + h - collapse) / h, 0.0, 1.0)


def _beyond(seen: Rows, rules: Rules, zero: Any) -> Any:
    import jax.numpy as jnp

    return jnp.stack(
        [_distance(name, seen[name], limit) + zero for name, limit in zip(SPANS, rules.limits, strict=True)]
    )


def _distance(name: str, value: Any, limit: float) -> Any:
    return value - limit if name == "arterial_pco2" else limit - value


def _crossing(before: Any, after: Any, t: Any, h: float) -> Any:
    """Time at which the straight line from (t - h, before) to (t, after) is zero; t if the two are equal."""
    import jax.numpy as jnp

    change = before - after
    share = jnp.where(change == 0, 1.0, before / jnp.where(change == 0, 1.0, change))
    return t - h + h * jnp.clip(share, 0.0, 1.0)
