"""The days of a study: which regimen each participant is on, when, and what is fast-forwarded.

The history is laid out on one clock for everybody, in decision intervals of ten minutes from midnight of day 0. Each
phase has `FORWARD_DAYS` simulated days with leaps between them, then its `detailed` days in full. A participant whose
phase is shorter than that simply begins it later on the same clock; what is longer goes into the leaps.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from allostasis.models.dosing import DRUG_DOSES
from allostasis.numerics.engine import RECORDS, SLOTS, Slots
from allostasis.numerics.pumps import pump_of
from allostasis.population.sampling import Values
from allostasis.protocols.phases import FromCovariate, Phase, RegimenPhase, TreatmentPhase, UsePhase, clock_hours
from allostasis.protocols.regimens import Regimen
from allostasis.quantities.units import Quantity
from allostasis.studies.files import Study

Strays = Callable[[int, int], NDArray[np.float64]]
"""From a regimen and a number of doses to how far each dose of each participant strays, from -1 to 1."""
PER_DAY = 144
"""Decision intervals of ten minutes in a day."""
FORWARD_DAYS = 18
"""Simulated days of a fast-forwarded phase."""
QUIET_DAYS = 4
"""Days after a change of regimen before the first leap."""
MOST_USES = 8
"""Uses per day that a participant's schedule can hold."""
FOREVER = 2**30
"""An interval after all that is ever simulated."""
FIRST_USE, WAKING = 8.0, 15.0
"""Clock hour of the first use of a day, and hours over which the uses are spread."""
RECORD_MINUTES = (1, 2, 5, 10)
"""Minutes between the records of a session, the finest first."""
LONGEST_SESSION = RECORDS * RECORD_MINUTES[-1]
"""Minutes of the longest session whose records fit."""


@dataclass(frozen=True)
class Stretch:
    """Days on the common clock that are run in the same way.

    Attributes:
        first: first day.
        days: number of days.
        leaps: hours that each participant leaps after each of the days, shape (days, n); cues and stressors are then
            met at their mean rate. None where all is simulated and drawn.
    """

    first: int
    days: int
    leaps: NDArray[np.float64] | None


@dataclass(frozen=True)
class Timeline:
    """The history of a block of participants.

    Attributes:
        stretches: in order, without gaps.
        slots: daily events of all phases, each within its participant's window.
        hazard: first and last interval of use by hazard, shape (2, n).
        days: days before the day of the first session.
    """

    stretches: tuple[Stretch, ...]
    slots: Slots
    hazard: NDArray[np.int32]
    days: int


def record_minutes(length: int) -> int | None:
    """Minutes between the records of a session of this length in minutes: the finest that fit; None if none does."""
    whole = math.ceil(length / 10) * 10
    return next((m for m in RECORD_MINUTES if whole // m <= RECORDS), None)


def lay_out(
    study: Study,
    covariates: Values,
    doses: Values,
    targets: tuple[str, ...],
    dtype: np.dtype[Any],
    strays: Callable[[int, int, int], NDArray[np.float64]] | None = None,
) -> Timeline:
    """The timeline of a study for participants with the given covariates.

    Args:
        study: the study.
        covariates: covariates by name, each of shape (n,).
        doses: parameters that doses depend on (bioavailabilities), by full name, each of shape (n,).
        targets: the engine's target states.
        dtype: the engine's working precision.
        strays: from a phase, a regimen and a number of doses to how far each dose of each participant strays from its
            time, from -1 to 1, shape (n, doses); without it every dose keeps its time.
    """
    n = len(covariates["weight"])
    stretches: list[Stretch] = []
    starts, lengths, day = [], [], 0
    for phase in study.history:
        wanted = _per_subject(phase.duration, "d", covariates, n)
        in_full = phase.duration if isinstance(phase, RegimenPhase) else phase.detailed
        detailed = 0 if in_full is None else math.ceil(in_full.to("d"))
        forward = FORWARD_DAYS if np.any(wanted > detailed) else 0
        lengths.append(forward + detailed)
        starts.append(day + lengths[-1] - np.minimum(np.floor(wanted), lengths[-1]).astype(np.int64))
        if forward:
            surplus = np.maximum(wanted - lengths[-1], 0.0) * 24
            stretches.append(Stretch(day, forward, leap_days(surplus)))
        if detailed:
            stretches.append(Stretch(day + forward, detailed, None))
        day += lengths[-1]
    builder = SlotBuilder(n, targets, dtype)
    hazard = np.full((2, n), -1, np.int32)
    forever = np.full(n, FOREVER)
    for k, phase in enumerate(study.history):
        begins = starts[k] * PER_DAY
        ends = starts[k + 1] * PER_DAY if k + 1 < len(starts) else forever
        own = None if strays is None else partial(strays, k)
        _schedule(builder, phase, covariates, doses, begins, ends, own)
        if phase.use == "hazard":
            hazard[0] = np.where(hazard[0] < 0, begins, hazard[0])
            hazard[1] = ends
    return Timeline(tuple(stretches), builder.slots(), hazard, day)


def leap_days(surplus: NDArray[np.float64]) -> NDArray[np.float64]:
    """Hours to leap after each of the forward days, shape (days, n)."""
    from allostasis.numerics.fastforward import leap_shares

    return leap_shares(FORWARD_DAYS, QUIET_DAYS)[:, None] * surplus[None, :]


def _per_subject(value: Quantity | FromCovariate, unit: str, covariates: Values, n: int) -> NDArray[np.float64]:
    """A written quantity for everybody, or each participant's covariate, in the unit."""
    if isinstance(value, FromCovariate):
        years = 365.25 if value.covariate == "years_of_use" and unit == "d" else 1.0
        return covariates[value.covariate] * years
    return np.full(n, value.to(unit))


def _schedule(
    builder: SlotBuilder,
    phase: Phase,
    covariates: Values,
    doses: Values,
    begins: NDArray[np.int64],
    ends: NDArray[np.int64],
    strays: Strays | None = None,
) -> None:
    """Enter the doses of a phase, each participant's within its window [begins, ends) of intervals."""
    n = len(begins)
    if isinstance(phase, UsePhase) and phase.use == "imposed":
        daily = _per_subject(phase.amount, "mg/day", covariates, n)
        uses = np.clip(np.rint(_per_subject(phase.uses_per_day, "1/d", covariates, n)), 1, MOST_USES)
        for k in range(MOST_USES):
            clock = FIRST_USE + WAKING * k / uses
            time = np.where(k < uses, np.rint(clock * PER_DAY / 24), -1)
            for target, amount in DRUG_DOSES[phase.drug, phase.route](daily / uses, doses).items():
                builder.daily(target, time, amount, begins, ends, is_use=True)
    if isinstance(phase, TreatmentPhase):
        time = np.full(n, round(clock_hours(phase.at) * PER_DAY / 24))
        daily = _per_subject(phase.amount, "mg/day", covariates, n)
        for target, amount in DRUG_DOSES[phase.drug, phase.route](daily, doses).items():
            builder.daily(target, time, amount, begins, ends)
    if isinstance(phase, RegimenPhase):
        for number, regimen in enumerate(phase.doses):
            _give(builder, regimen, number, phase.duration.to("h"), doses, begins, ends, strays)


def _give(
    builder: SlotBuilder,
    regimen: Regimen,
    number: int,
    stop: float,
    doses: Values,
    begins: NDArray[np.int64],
    ends: NDArray[np.int64],
    strays: Strays | None,
) -> None:
    """Enter a regimen dose by dose; an infusion is an inflow that starts and stops. Times fall on the clock."""
    due = regimen.administrations(stop)
    n = len(begins)
    jitter = regimen.jitter.to("h")
    stray = jitter * strays(number, len(due)) if strays is not None and jitter else np.zeros((n, len(due)))
    for k, (time, milligrams, hours) in enumerate(due):
        at = begins + np.rint(np.maximum(time + stray[:, k], 0) * PER_DAY / 24).astype(np.int64)
        lasts = round(hours * PER_DAY / 24)
        for target, amount in DRUG_DOSES[regimen.drug, regimen.route](np.full(n, milligrams), doses).items():
            if not lasts:
                builder.at(target, at, amount, begins, ends)
                continue
            builder.at(pump_of(target), at, amount / hours, begins, ends)
            builder.at(pump_of(target), at + lasts, -amount / hours, begins, ends)


class _Slot(NamedTuple):
    """One scheduled event of everybody; the fields are those of `numerics.arrays.Slots`."""

    target: str
    time: NDArray[np.int64]
    amount: NDArray[np.float64]
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]
    is_daily: bool = False
    is_use: bool = False
    is_cue: bool = False


class SlotBuilder:
    """Collects scheduled events until the engine's slots are full."""

    def __init__(self, n: int, targets: tuple[str, ...], dtype: np.dtype[Any]) -> None:
        """Start empty for n participants."""
        self._n, self._targets, self._dtype = n, targets, dtype
        self._rows: list[_Slot] = []

    def daily(
        self,
        target: str,
        time: NDArray[np.float64],
        amount: NDArray[np.float64],
        begins: NDArray[np.int64],
        ends: NDArray[np.int64],
        is_use: bool = False,
    ) -> None:
        """An event at an interval of every day within [begins, ends); a negative time is no event."""
        self._rows.append(_Slot(target, time.astype(np.int64), amount, begins, ends, is_daily=True, is_use=is_use))

    def at(
        self,
        target: str,
        time: NDArray[np.int64],
        amount: NDArray[np.float64],
        begins: NDArray[np.int64],
        ends: NDArray[np.int64],
    ) -> None:
        """A single event at an absolute interval of each participant, within [begins, ends)."""
        self._rows.append(_Slot(target, time, np.broadcast_to(amount, time.shape), begins, ends))

    def once(self, target: str, time: int, amount: NDArray[np.float64], is_cue: bool = False) -> None:
        """A single event at an absolute interval."""
        always = np.zeros(self._n, np.int64), np.full(self._n, FOREVER)
        self._rows.append(_Slot(target, np.full(self._n, time), amount, *always, is_cue=is_cue))

    def slots(self) -> Slots:
        """The engine's arrays: as many times `SLOTS` as are needed, so that the engine is seldom compiled again."""
        size = SLOTS * max(math.ceil(len(self._rows) / SLOTS), 1)
        empty = Slots(
            time=np.full((size, self._n), -1, np.int32),
            amount=np.zeros((size, self._n), self._dtype),
            first=np.zeros((size, self._n), np.int32),
            last=np.zeros((size, self._n), np.int32),
            daily=np.zeros(size, bool),
            target=np.zeros((size, len(self._targets)), self._dtype),
            is_use=np.zeros(size, self._dtype),
            is_cue=np.zeros(size, self._dtype),
        )
        for k, slot in enumerate(self._rows):
            empty.time[k], empty.amount[k] = slot.time, slot.amount
            empty.first[k], empty.last[k] = slot.begins, slot.ends
            empty.daily[k], empty.is_use[k], empty.is_cue[k] = slot.is_daily, slot.is_use, slot.is_cue
            empty.target[k, self._targets.index(slot.target)] = 1
        return empty
