"""Whether a study file of good form also makes sense: names exist, times fit, assumptions point at something."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from allostasis.errors import Problem
from allostasis.population.covariates import COVARIATES
from allostasis.protocols.phases import FromCovariate, UsePhase
from allostasis.quantities.documents import Document, Key
from allostasis.quantities.units import Quantity, same_dimension
from allostasis.studies.assumptions import as_key, value_at
from allostasis.studies.feasible import (
    clock_times_fit,
    doses_fit,
    enough_participants,
    phases_fit,
    records_fit,
    regimens_fit,
    use_is_possible,
    washout_fits,
)
from allostasis.studies.schema import TESTS

if TYPE_CHECKING:
    from allostasis.studies.files import Study

__all__ = ["covariates_exist", "problems_of_sense"]

Check = Callable[["Study", Document], Iterable[Problem]]


def problems_of_sense(study: Study, document: Document) -> list[Problem]:
    """All problems of sense, in the order of the checks below."""
    return [problem for check in _CHECKS for problem in check(study, document)]


def covariates_exist(study: Study, document: Document) -> Iterator[Problem]:
    """A phase takes a value from a covariate that exists and has the right dimension."""
    for number, phase in enumerate(study.history):
        for name, unit in (("duration", "d"), ("amount", "mg/day"), ("uses_per_day", "1/d")):
            value = getattr(phase, name, None)
            if not isinstance(value, FromCovariate):
                continue
            key: Key = ("history", number, name, "covariate")
            fitting = [c for c, about in COVARIATES.items() if same_dimension(about.unit, unit)]
            if value.covariate not in fitting:
                yield document.problem(
                    key, f'"{value.covariate}"', " or ".join(fitting), _near(value.covariate, fitting)
                )


def _details_fit(study: Study, document: Document) -> Iterator[Problem]:
    """The part of a phase that is simulated in full is no longer than the phase."""
    for number, phase in enumerate(study.history):
        if phase.detailed is None or not isinstance(phase.duration, Quantity):
            continue
        if phase.detailed.to("d") > phase.duration.to("d"):
            yield document.problem(
                ("history", number, "detailed"), str(phase.detailed), f"at most the duration, {phase.duration}"
            )


def _history_is_in_order(study: Study, document: Document) -> Iterator[Problem]:
    """Dependence comes from use: treatment and washout follow it."""
    if not isinstance(study.history[0], UsePhase):
        found = f'the phase "{study.history[0].phase}" as the first one'
        yield document.problem(("history", 0, "phase"), found, 'a history that starts with "use"')


def _arms_fit(study: Study, document: Document) -> Iterator[Problem]:
    """The arms fit the design and the analysis."""
    arms = list(study.arms)
    if study.design.kind == "crossover" and len(arms) != 2:
        yield document.problem(("arms",), f"{len(arms)} arms", "two arms in a crossover")
    for role in ("active", "control"):
        name = getattr(study.analysis, role)
        if name not in arms:
            yield document.problem(("analysis", role), f'the arm "{name}"', " or ".join(arms), _near(name, arms))
    if study.analysis.active == study.analysis.control:
        yield document.problem(("analysis", "control"), "the same arm as active", "two different arms")


def _treatments_are_possible(study: Study, document: Document) -> Iterator[Problem]:
    """No arm gives the same drug twice at one moment, and no two arms are the same."""
    for name, arm in study.arms.items():
        given = [(dose.drug, dose.route) for dose in arm.treatment]
        for number, dose in enumerate(given):
            if dose in given[:number]:
                found = f"a second dose of {dose[1]} {dose[0]} at the same moment"
                yield document.problem(
                    ("arms", name, "treatment", number), found, "one dose by one route", "add the amounts up"
                )
    first, *others = study.arms.items()
    for name, arm in others:
        if arm == first[1]:
            found = f"the same treatment as in {first[0]}"
            yield document.problem(("arms", name), found, "arms that differ", "is a dose missing?")


def _analysis_fits(study: Study, document: Document) -> Iterator[Problem]:
    """The outcome is measured, and the test belongs to the design."""
    if study.analysis.outcome not in study.measures:
        names = list(study.measures)
        found = f'the measure "{study.analysis.outcome}"'
        yield document.problem(("analysis", "outcome"), found, " or ".join(names), _near(study.analysis.outcome, names))
    if TESTS[study.analysis.test][0] != study.design.kind:
        fitting = [test for test, (kind, _) in TESTS.items() if kind == study.design.kind]
        found = f"{study.analysis.test} in a {study.design.kind} trial"
        yield document.problem(("analysis", "test"), found, " or ".join(fitting))


def _measures_fit(study: Study, document: Document) -> Iterator[Problem]:
    """Everything is measured within the session."""
    for name, measure in study.measures.items():
        for part, times in (("when", measure.when), ("minus", measure.minus)):
            if times is None:
                continue
            outside = [m for m in times.minutes if not 0 <= m < study.session.length]
            if outside:
                allowed = f"minutes within the session, [0, {study.session.length})"
                yield document.problem(("measures", name, part), f"a measurement at {outside[0]} min", allowed)


def _steps_are_possible(study: Study, document: Document) -> Iterator[Problem]:
    """Steps divide the intervals of the engine: ten minutes in daily life, a minute in sessions."""
    for name, whole in (("step", 10.0), ("session_step", 1.0)):
        step = getattr(study.numerics, name)
        if step is None:
            continue
        count = whole / step.to("min") if step.number > 0 else 0.0
        most = 60 * whole + 1e-6  # steps of a second; shorter ones only cost time and 32-bit rounding
        if not 1 <= count <= most or abs(count - round(count)) > 1e-6:  # rounding of the conversion, no real fraction
            allowed = f"a step of at least 1 s that divides {whole:g} min"
            yield document.problem(("numerics", name), str(step), allowed)


def _assumptions_exist(study: Study, document: Document) -> Iterator[Problem]:
    """Each assumption points at something in the file, once."""
    seen: set[str] = set()
    for number, assumption in enumerate(study.assumptions):
        place: Key = ("assumptions", number, "key")
        if assumption.key in seen:
            yield document.problem(place, f'"{assumption.key}" a second time', "each key once")
        seen.add(assumption.key)
        try:
            value_at(document.data, as_key(assumption.key))
        except KeyError:
            cause = "lists are counted from 0: the second event is session.events[1]"
            yield document.problem(place, f'"{assumption.key}", which is not in this file', "a key of this file", cause)


def _reported_once(study: Study, document: Document) -> Iterator[Problem]:
    """No reported effect is listed twice."""
    for number, effect in enumerate(study.reported):
        if effect in study.reported[:number]:
            yield document.problem(("reported", number), f'"{effect}" a second time', "each effect once")


_CHECKS: tuple[Check, ...] = (
    covariates_exist,
    _details_fit,
    _history_is_in_order,
    _arms_fit,
    _treatments_are_possible,
    _analysis_fits,
    _measures_fit,
    _steps_are_possible,
    _assumptions_exist,
    _reported_once,
    enough_participants,
    clock_times_fit,
    washout_fits,
    phases_fit,
    use_is_possible,
    regimens_fit,
    doses_fit,
    records_fit,
)


def _near(word: str, names: list[str]) -> str:
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    return f'was "{near[0]}" meant?' if near else ""
