"""The run of an overdose: steps, doses, delays and rules in one loop that JAX compiles."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any, NamedTuple

from allostasis.models.overdose import delays, rules
from allostasis.models.overdose.rules import Rules, Track
from allostasis.models.overdose.step import Rows, Stepper

RECORDED = (
    "ventilation", "blood_flow", "arterial_pco2", "arterial_po2", "brain_po2", "brain_pco2", "saturation",
    "opioid_plasma",
)  # fmt: skip
RECORDED_STATES = ("overdose_receptor.opioid", "overdose_receptor.antagonist")


class Doses(NamedTuple):
    """What is given; `m` doses, people along the last axis.

    Attributes:
        opioid_at, opioid_for: beginning and duration of each dose of the opioid, s; shape (m,). A duration of 0 is a
            bolus.
        opioid: amounts, nmol; shape (m, people).
        rescue_after, rescue_for: delay of each dose of the antagonist after the trigger, and its duration, s.
        rescue: amounts, nmol; shape (m, people).
        fraction, fraction_later: absorbed fraction before and from `later_after` seconds after the trigger.
        later_after: s; infinity for never.
        even: share of a dose into plasma that runs in evenly; the rest comes first-order.
        lag, k_a: delay (s) and rate constant (1/s, shape (people,)) of the rest.
    """

    opioid_at: Any
    opioid_for: Any
    opioid: Any
    rescue_after: Any
    rescue_for: Any
    rescue: Any
    fraction: Any
    fraction_later: Any
    later_after: Any
    even: Any
    lag: Any
    k_a: Any


class Run(NamedTuple):
    """What a run gives: final states, track, and records of shape (records, quantities, people)."""

    states: Rows
    track: Track
    records: Any


def advance(
    parameters: Mapping[str, Any],
    start: Rows,
    doses: Doses,
    resting: Any,
    *,
    route: str,
    rules_: Rules,
    step: float,
    steps: int,
    record_every: int,
    recorded_people: int,
    held: tuple[str, ...] = (),
) -> Run:
    """Carry people forward; see `simulate` for what the arguments mean."""
    run = _compiled(route, rules_, step, steps, record_every, recorded_people, held)
    result: Run = run(dict(parameters), start, doses, resting)
    return result


@lru_cache(maxsize=32)
def _compiled(*how: Any) -> Any:
    import jax

    jax.config.update("jax_enable_x64", True)  # type: ignore[no-untyped-call]
    return jax.jit(partial(_run, *how))


def _run(
    route: str, rules_: Rules, h: float, steps: int, record_every: int, people: int, held: tuple[str, ...],
    p: Rows, start: Rows, doses: Doses, resting: Any,
) -> Run:  # fmt: skip
    import jax
    import jax.numpy as jnp

    stepper = Stepper(route, held)
    zero = 0.0 * start[stepper.code.states[0]]
    inputs = dict.fromkeys(stepper.code.inputs, zero)
    seen = stepper.evaluate(start, p, inputs).signals
    first_low = p["ventilation.low_first"] * p["ventilation.Q_low"]
    state = (
        start,
        delays.nothing_yet(zero, LONGEST_DELAY, h),
        rules.beginning(zero, {**seen, "ventilation": resting}, rules_),
    )
    # Before t = 0 everybody breathes as at rest, so that whoever has opioid on board can trigger at once.
    body = partial(_step, stepper, rules_, h, p, doses, resting, first_low)

    def recorded(row: Any, loop: Any) -> Any:
        state, records = loop
        y, _, _ = state
        values = stepper.evaluate(y, p, inputs).signals
        shown = jnp.stack([(values[n] + zero)[:people] for n in RECORDED] + [y[n][:people] for n in RECORDED_STATES])
        records = records.at[row].set(shown)
        first = row * record_every
        state = jax.lax.fori_loop(first, jnp.minimum(first + record_every, steps + 1), body, state)
        return state, records

    rows = steps // record_every + 1
    records = jnp.zeros((rows, len(RECORDED) + len(RECORDED_STATES), people), zero.dtype)
    (y, _, track), records = jax.lax.fori_loop(0, rows, recorded, (state, records))
    return Run(y, track, records)


LONGEST_DELAY = 60.0
"""s; the longest published delay, at the flow below which there is none, is 57 s."""


def _step(
    stepper: Stepper, rules_: Rules, h: float, p: Rows, doses: Doses, resting: Any, low_flow: Any, k: Any, state: Any
) -> Any:
    """Step number k, from t = k h: doses, rules, then the equations."""
    import jax.numpy as jnp

    y, past, track = state
    zero = track.least_flow * 0
    t = (k * h).astype(zero.dtype)
    y = _boluses(stepper, y, doses, track, t, h)
    track, collapsing = rules.clock_read(track, t, h, rules_)
    u = {**_inflows(doses, track, t, h, zero), "collapsing": collapsing}
    # Signals depend on no input: they can be asked for before the delayed values are known.
    seen = stepper.evaluate(y, p, {**dict.fromkeys(stepper.code.inputs, zero), **u}).signals
    seen = {n: v + zero for n, v in seen.items()}
    begin, end = delays.felt(past, seen, seen["blood_flow"] < low_flow, k, h)
    middle = {n: 0.5 * (begin[n] + end[n]) for n in begin}
    stages = ({**u, **begin}, {**u, **middle}, {**u, **end})
    first = stepper.evaluate(y, p, stages[0])
    after = stepper(y, first, p, stages, h)
    track = rules.looked_at(track, seen, t, h, resting, rules_)
    past = delays.remembered(past, seen, k)
    after = {n: jnp.asarray(v, zero.dtype) for n, v in after.items()}
    return after, past, track


def _boluses(stepper: Stepper, y: Rows, doses: Doses, track: Track, t: Any, h: float) -> Rows:
    """Boluses of this point of time; one between two points is shared by them, so that its mean time is right."""
    import jax.numpy as jnp

    y = dict(y)
    at = _hat(doses.opioid_at - t, h) * (doses.opioid_for == 0)
    y["overdose_opioid.central"] = y["overdose_opioid.central"] + jnp.sum(at[:, None] * doses.opioid, axis=0)
    if "rescue_absorbed.depot" in y:
        when = track.trigger[None] + doses.rescue_after[:, None]
        given = jnp.sum(_hat(when - t, h) * (doses.rescue_for == 0)[:, None] * doses.rescue, axis=0)
        y["rescue_absorbed.depot"] = y["rescue_absorbed.depot"] + given
    return y


def _hat(distance: Any, h: float) -> Any:
    import jax.numpy as jnp

    return jnp.maximum(0.0, 1.0 - jnp.abs(distance) / h)


def _inflows(doses: Doses, track: Track, t: Any, h: float, zero: Any) -> Rows:
    """Infusions as their mean over the step, and the absorbed fraction."""
    import jax.numpy as jnp

    opioid = jnp.sum(_share(doses.opioid_at, doses.opioid_for, t, h)[:, None] * doses.opioid, axis=0)
    when = track.trigger[None] + doses.rescue_after[:, None]
    shares = doses.even * _share(when, doses.rescue_for[:, None], t, h)
    shares = shares + (1 - doses.even) * _first_order(when + doses.lag, doses.k_a, t, h)
    rescue = jnp.sum(shares * doses.rescue, axis=0)
    fraction = jnp.where(t >= track.trigger + doses.later_after, doses.fraction_later, doses.fraction)
    return {"opioid_inflow": opioid + zero, "rescue_inflow": rescue + zero, "absorbed_fraction": fraction + zero}


def _share(start: Any, duration: Any, t: Any, h: float) -> Any:
    """Share of an infusion that runs in the step, per second."""
    import jax.numpy as jnp

    overlap = jnp.maximum(0.0, jnp.minimum(t + h, start + duration) - jnp.maximum(t, start))
    return jnp.where((duration > 0) & (overlap > 0), overlap / jnp.where(duration > 0, duration, 1.0) / h, 0.0)


def _first_order(start: Any, k_a: Any, t: Any, h: float) -> Any:
    """Share of a dose that leaves its depot in the step, per second: first-order from `start` on."""
    import jax.numpy as jnp

    begin, end = jnp.maximum(0.0, t - start), jnp.maximum(0.0, t + h - start)
    return -jnp.exp(-k_a * begin) * jnp.expm1(-k_a * (end - begin)) / h
