"""Whether the engine can do what a study file asks: its days, its ten-minute clock, its records and its events.

What is refused here would run, but not as it is written: rounded to another time, cut to fewer uses, or left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from allostasis.errors import Problem
from allostasis.protocols.designs import Crossover
from allostasis.protocols.drugs import DRUGS
from allostasis.protocols.events import Give, minutes
from allostasis.protocols.phases import FromCovariate, RegimenPhase, TreatmentPhase, UsePhase, clock_hours
from allostasis.protocols.regimens import Regimen
from allostasis.quantities.documents import Document, Key
from allostasis.quantities.units import Quantity

if TYPE_CHECKING:
    from allostasis.studies.files import Study

__all__ = [
    "clock_times_fit",
    "doses_fit",
    "enough_participants",
    "phases_fit",
    "records_fit",
    "regimens_fit",
    "use_is_possible",
    "washout_fits",
]

MOST_EVENTS = 480
"""Doses, starts and ends of infusions that a participant's schedule can hold beside the daily ones."""
_CLOCK = 10
"""Minutes of a decision interval: daily life has no finer clock."""


def enough_participants(study: Study, document: Document) -> Iterator[Problem]:
    """The test has degrees of freedom: two participants in each arm, or in each order of a crossover."""
    groups = 1 if study.analysis.test == "paired_t" else len(study.arms)
    if study.participants < 2 * groups:
        found = f"{study.participants} participants for {study.analysis.test} with {groups} groups"
        yield document.problem(("population", "participants"), found, f"at least {2 * groups}, two in each group")


def clock_times_fit(study: Study, document: Document) -> Iterator[Problem]:
    """Times of day lie on the clock of ten minutes, and no session runs past midnight into the next daily dose."""
    times: dict[Key, str] = {("session", "start"): study.session.start}
    times |= {("history", k, "at"): p.at for k, p in enumerate(study.history) if isinstance(p, TreatmentPhase)}
    for key, time in times.items():
        if int(time[3:]) % _CLOCK:
            yield document.problem(key, f'"{time}"', f"a time of day on the clock of {_CLOCK} minutes, such as 08:30")
    last = study.history[-1]
    if isinstance(last, TreatmentPhase):
        wait = (clock_hours(last.at) - clock_hours(study.session.start)) * 60
        next_day = wait + 1440  # the engine gives, within a session, only the dose of the day on which it starts
        if next_day < study.session.length:
            found = f"{study.session.duration} from {study.session.start}, past midnight and the next dose at {last.at}"
            allowed = "a session that ends before the dose of the next day"
            yield document.problem(("session", "duration"), found, allowed)


def washout_fits(study: Study, document: Document) -> Iterator[Problem]:
    """The sessions of a crossover start at the same hour and do not overlap."""
    if not isinstance(study.design, Crossover):
        return
    days, length = study.design.washout.to("d"), study.session.length / 1440
    if not _is_whole(days) or days <= length:
        allowed = "whole days, counted from the start of one session to that of the next, and longer than a session"
        yield document.problem(("design", "washout"), str(study.design.washout), allowed)


def phases_fit(study: Study, document: Document) -> Iterator[Problem]:
    """Phases are laid out in whole days; fractions are met only where years are fast-forwarded."""
    from allostasis.studies.timeline import FORWARD_DAYS

    for number, phase in enumerate(study.history):
        detailed = 0.0 if phase.detailed is None else phase.detailed.to("d")
        if not _is_whole(detailed):
            yield document.problem(("history", number, "detailed"), str(phase.detailed), "whole days")
        if not isinstance(phase.duration, Quantity):
            continue
        days = phase.duration.to("d")
        if days < FORWARD_DAYS + detailed and not (_is_whole(days) and days >= 1):
            allowed = f"whole days in a phase of less than {FORWARD_DAYS + detailed:g} d"
            yield document.problem(("history", number, "duration"), str(phase.duration), allowed)


def use_is_possible(study: Study, document: Document) -> Iterator[Problem]:
    """Use by hazard needs dependence, days that are simulated in full, and a dose of the participant's own."""
    hazards = [number for number, phase in enumerate(study.history) if phase.use == "hazard"]
    for number in hazards:
        phase = study.history[number]
        if number == 0:
            cause = "a person who never used has no craving, and so no hazard of use"
            yield document.problem(("history", 0, "use"), "hazard in the first phase", "imposed", cause)
        elif isinstance(phase, RegimenPhase):
            pass  # simulated in full, whatever it says
        elif phase.detailed is None or not isinstance(phase.duration, Quantity) or phase.detailed != phase.duration:
            cause = "decisions of use are not drawn in days that are fast-forwarded"
            allowed = "hazard only in a phase with a written duration and the same time in detailed"
            found = "hazard in a phase that is fast-forwarded"
            yield document.problem(("history", number, "use"), found, allowed, cause)
        if isinstance(phase, UsePhase):
            for name, own in (("amount", "amount_of_use"), ("uses_per_day", "uses_per_day")):
                if getattr(phase, name) != FromCovariate(covariate=own):
                    cause = "how much a use by hazard is follows from the participant's own amount and number of uses"
                    found = "a value that is not the participant's own"
                    yield document.problem(("history", number, name), found, f"{{covariate: {own}}}", cause)
    if hazards and hazards != list(range(hazards[0], hazards[-1] + 1)):
        number = next(k for k in range(hazards[0], hazards[-1]) if k not in hazards)
        found = "a phase without hazard between phases with hazard"
        yield document.problem(("history", number, "use"), found, "phases with hazard next to one another")


def regimens_fit(study: Study, document: Document) -> Iterator[Problem]:
    """A phase gives a drug of its own kind, in single doses of a plausible size, as often as a day's schedule holds."""
    from allostasis.studies.timeline import MOST_USES

    for number, phase in enumerate(study.history):
        if not isinstance(phase, (UsePhase, TreatmentPhase)):
            continue
        role = "opioid of use" if isinstance(phase, UsePhase) else "agonist treatment"
        if DRUGS[phase.drug].role != role:
            fitting = [name for name, drug in DRUGS.items() if drug.role == role]
            found = f"{phase.drug} ({DRUGS[phase.drug].role}) in a phase of {phase.phase}"
            yield document.problem(("history", number, "drug"), found, " or ".join(fitting))
            continue
        yield from _giving_fits(phase, number, document)
        times = 1.0
        if isinstance(phase, UsePhase) and isinstance(phase.uses_per_day, Quantity):
            times = phase.uses_per_day.to("1/d")
            if not (_is_whole(times) and 1 <= times <= MOST_USES):
                allowed = f"a whole number of uses per day from 1 to {MOST_USES}"
                yield document.problem(("history", number, "uses_per_day"), str(phase.uses_per_day), allowed)
        own = isinstance(phase, UsePhase) and isinstance(phase.uses_per_day, FromCovariate)
        usual = DRUGS[phase.drug].doses[phase.route]
        if isinstance(phase.amount, Quantity) and not own:
            dose = phase.amount.to("mg/day") / max(times, 1.0)
            if not usual.low <= dose <= usual.high:
                found = f"{phase.amount}, which is {dose:.4g} mg at a time"
                yield document.problem(("history", number, "amount"), found, f"single doses {usual.in_words()}")


def doses_fit(study: Study, document: Document) -> Iterator[Problem]:
    """What a regimen gives lies on the clock of ten minutes, ends with its phase, and fits into the schedule."""
    total = 0
    for number, phase in enumerate(study.history):
        if not isinstance(phase, RegimenPhase):
            continue
        if phase.detailed is not None and phase.detailed != phase.duration:
            found = f"detailed {phase.detailed} in a phase of {phase.duration}"
            cause = "a regimen is given dose by dose; long even exposure is what a phase of treatment is for"
            yield document.problem(("history", number, "detailed"), found, "nothing, or the duration", cause)
        if number == len(study.history) - 1:
            found, allowed = "a regimen as the last phase", "another phase after it, such as a washout of 1 d"
            cause = "the last phase goes on during the sessions, which have a clock of their own"
            yield document.problem(("history", number, "phase"), found, allowed, cause)
        for k, regimen in enumerate(phase.doses):
            yield from _on_the_clock(regimen, ("history", number, "doses", k), phase.duration.to("h"), document)
            total += (2 if regimen.hours else 1) * len(regimen.times(phase.duration.to("h")))
    if total > MOST_EVENTS:
        found, allowed = f"regimens with {total} doses and ends of infusions", f"at most {MOST_EVENTS}"
        yield document.problem(("history",), found, allowed)


def _on_the_clock(regimen: Regimen, key: Key, stop: float, document: Document) -> Iterator[Problem]:
    """Times of a regimen are multiples of ten minutes; only what strays is rounded."""
    times = {"at": regimen.at, "every": regimen.every, "lag": regimen.lag, "duration": regimen.duration}
    for name, time in times.items():
        if time is not None and not _is_whole(time.to("min") / _CLOCK):
            yield document.problem((*key, name), str(time), f"a multiple of {_CLOCK} min")
    if regimen.rate is not None and not _is_whole(regimen.hours * 60 / _CLOCK):
        found = f"{regimen.amount} at {regimen.rate}, which lasts {60 * regimen.hours:.4g} min"
        yield document.problem((*key, "rate"), found, f"an infusion over a multiple of {_CLOCK} min")
    if regimen.steady_state:
        cause = "in a study the past is a phase of use or treatment, which is fast-forwarded"
        yield document.problem((*key, "steady_state"), "steady_state in a phase", "an earlier phase", cause)
    ends = [g.time + g.hours + regimen.jitter.to("h") for g in regimen.administrations(stop)]
    if ends and max(ends) > stop:
        found, allowed = f"a dose that ends at {max(ends):g} h", f"within the phase, {stop:g} h"
        yield document.problem(key, found, allowed)


def _giving_fits(phase: UsePhase | TreatmentPhase, number: int, document: Document) -> Iterator[Problem]:
    """People who decide themselves use heroin; a phase gives its drug every day, which a depot is not for."""
    if isinstance(phase, UsePhase) and phase.use == "hazard" and phase.drug != "heroin":
        cause = "the hazard of use is that of heroin; imposed uses take any opioid"
        yield document.problem(("history", number, "drug"), f"{phase.drug} with use: hazard", "heroin", cause)
    if phase.route.endswith("depot"):
        allowed = "a form that is given every day"
        yield document.problem(("history", number, "route"), f"a {phase.route}", allowed, "depots last for weeks")


def records_fit(study: Study, document: Document) -> Iterator[Problem]:
    """A long session is recorded more coarsely, and then everything in it lies on that coarser clock."""
    from allostasis.studies.timeline import LONGEST_SESSION, record_minutes

    every = record_minutes(study.session.length)
    if every is None:
        allowed = f"at most {LONGEST_SESSION} min"
        yield document.problem(("session", "duration"), str(study.session.duration), allowed)
        return
    allowed = f"multiples of {every} min, since a session of {study.session.duration} is recorded every {every} min"
    for number, event in enumerate(study.session.events):
        times = {"at": event.at} if isinstance(event, Give) else {"at": event.at, "duration": event.duration}
        for name, time in times.items():
            if minutes(time) % every:
                yield document.problem(("session", "events", number, name), str(time), allowed)
    for name, measure in study.measures.items():
        for part, when in (("when", measure.when), ("minus", measure.minus)):
            ends = [] if when is None else [minutes(t) for t in (when.at or when.window or ())]
            off = [m for m in ends if m % every]
            if off:
                yield document.problem(("measures", name, part), f"a measurement at {off[0]} min", allowed)


def _is_whole(number: float) -> bool:
    return abs(number - round(number)) < 1e-6  # rounding of the conversion of units, no real fraction
