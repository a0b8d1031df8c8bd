"""What goes into the engine's compiled program and what comes out of it: plain named arrays."""

from __future__ import annotations

from typing import Any, NamedTuple

RECORDS = 192
"""Rows that one call can record."""
DECISIONS = 32 * 144
"""Decision intervals that one call can hold: 32 days of ten minutes."""
SLOTS = 24
"""Scheduled events per subject: each is one time (of day, or once) and one amount."""


class Slots(NamedTuple):
    """Scheduled events of a block of subjects.

    Attributes:
        time: interval of the day (daily events) or absolute interval (single events); -1: none, shape (slots, width).
        amount: what is added, in the target's unit, shape (slots, width).
        first, last: the window [first, last) of absolute intervals in which the event happens, shape (slots, width).
        daily: whether the time is one of day, shape (slots,).
        target: which of the engine's target states the amount goes to, shape (slots, targets).
        is_use: the event is a use of the drug: it brings the drug's cue and is learned from, shape (slots,).
        is_cue: the event is a drug cue that nothing follows, shape (slots,).
    """

    time: Any
    amount: Any
    first: Any
    last: Any
    daily: Any
    target: Any
    is_use: Any
    is_cue: Any


class Subjects(NamedTuple):
    """What is particular to each subject of a block; last axis: subjects, but for `keys`.

    Attributes:
        parameters: rows in the order of the layout.
        propagators, means, resolvents: what `Engine.step_arrays` gives for the step of the clock.
        keys: keys of the random numbers, shape (width, 2).
        usual_dose: dose of a use that the subject decides on, in the unit of the behaviour's dose state.
        hazard_first, hazard_last: the window [first, last) of intervals in which the subject may decide to use.
    """

    parameters: Any
    propagators: Any
    means: Any
    resolvents: Any
    keys: Any
    usual_dose: Any
    hazard_first: Any
    hazard_last: Any


class Clock(NamedTuple):
    """How long to run and how finely.

    Attributes:
        start: number of the first interval.
        intervals: how many to run.
        interval: length of one, hours.
        steps: solver steps in one.
        per_day: intervals in a day.
        stochastic: 1 if uses are decided and cues and stressors met; 0 in a session, where the protocol sets all.
        mean_field: 1 if cues and stressors are met at their mean rate and no use is decided.
        record_every: intervals between records.
        replay: 1 if the decisions are those that were handed in.
    """

    start: Any
    intervals: Any
    interval: Any
    steps: Any
    per_day: Any
    stochastic: Any
    mean_field: Any
    record_every: Any
    replay: Any


class Carry(NamedTuple):
    """All that the future depends on; a checkpoint is this and nothing else. Last axis: subjects.

    Attributes:
        y: states, in the order of the layout.
        compensation: what the slow states' sums have lost so far (Kahan).
        trend: rates of the fast and slow states in the last step, per hour.
        pending: whether the last interval brought a use that is still to be learned from.
        felt_before, drive_before, withdrawal_before: effect, drive and withdrawal at the time of that use.
    """

    y: Any
    compensation: Any
    trend: Any
    pending: Any
    felt_before: Any
    drive_before: Any
    withdrawal_before: Any


class Output(NamedTuple):
    """What a run gives besides its last state.

    Attributes:
        records: recorded quantities, shape (RECORDS, quantities, width).
        decisions: whether the subject used, by interval, shape (DECISIONS, width).
        changed: decisions that differ from the replayed ones, by subject.
        rate_sum: sum of the slow states' increments (steps and events), shape (slow, width).
        slope_sum: sum over time of the slow states' own slopes, shape (slow, width).
    """

    records: Any
    decisions: Any
    changed: Any
    rate_sum: Any
    slope_sum: Any
