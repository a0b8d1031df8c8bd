"""Whether an overdose study of good form also makes sense, and whether what it names is in the evidence."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from allostasis.errors import Problem
from allostasis.evidence import Evidence
from allostasis.protocols.phases import FromCovariate
from allostasis.quantities.documents import Document, Key
from allostasis.studies.assumptions import as_key, value_at
from allostasis.studies.feasible import phases_fit, regimens_fit, use_is_possible
from allostasis.studies.overdose.schema import OUTCOMES, Lived, Rescue
from allostasis.studies.sense import covariates_exist

if TYPE_CHECKING:
    from allostasis.studies.overdose.files import OverdoseStudy

__all__ = ["problems_of_links", "problems_of_sense"]


def problems_of_sense(study: OverdoseStudy, document: Document) -> list[Problem]:
    """All problems of sense, in the order of the checks below."""
    checks = (
        _doses_fit,
        _run_is_long_enough,
        _rescue_fits,
        _outcomes_exist,
        _published_fits,
        _days_fit,
        _uses_fit,
        _assumptions_exist,
    )
    return [problem for check in checks for problem in check(study, document)]


def _doses_fit(study: OverdoseStudy, document: Document) -> Iterator[Problem]:
    if bool(study.doses) == bool(study.former_doses):
        found = "both doses and former_doses" if study.doses else "neither doses nor former_doses"
        yield document.problem(("doses",), found, "one of the two")
    if study.former_doses and not isinstance(study.people, Lived):
        cause = "the published virtual chronic users have no former dose"
        yield document.problem(("former_doses",), "former doses", "doses with a unit, such as 1.625 mg", cause)
    elif study.former_doses and isinstance(study.people, Lived) and study.people.history.drug != study.opioid:
        found = f"former doses of {study.opioid} after use of {study.people.history.drug}"
        yield document.problem(("former_doses",), found, f"opioid: {study.people.history.drug}, or doses with a unit")
    amounts = [round(dose.to("mg"), 9) for dose in study.doses] or list(study.former_doses)
    if len(set(amounts)) < len(amounts):
        yield document.problem(("doses",), "the same dose twice", "each dose once")


def _run_is_long_enough(study: OverdoseStudy, document: Document) -> Iterator[Problem]:
    """A shorter run would count fewer arrests, and look safer for no other reason."""
    from allostasis.studies.overdose.design import HORIZON

    least = HORIZON["carfentanil" if study.opioid == "carfentanil" else "fentanyl"] / 60
    if study.duration.to("min") < least:
        cause = "an arrest may come so late, and a shorter run would leave it out"
        yield document.problem(("duration",), str(study.duration), f"at least {least:g} min with {study.opioid}", cause)


def _rescue_fits(study: OverdoseStudy, document: Document) -> Iterator[Problem]:
    if list(study.rescue.values()).count("nothing") != 1:
        yield document.problem(("rescue",), "no arm, or several, with nothing", "exactly one arm {name: nothing}")
    for name, arm in study.rescue.items():
        if not isinstance(arm, Rescue):
            continue
        last = arm.delay.to("s") + (arm.doses // arm.together - 1) * arm.every.to("s")
        if last >= study.duration.to("s"):
            found = f"a last dose {last:g} s after the fall of ventilation"
            yield document.problem(("rescue", name, "doses"), found, f"doses within the run of {study.duration}")


def _outcomes_exist(study: OverdoseStudy, document: Document) -> Iterator[Problem]:
    for number, name in enumerate(study.outcomes):
        if name not in OUTCOMES:
            yield document.problem(
                ("outcomes", number), f'"{name}"', f"one of {', '.join(OUTCOMES)}", _near(name, OUTCOMES)
            )
    if "arrest" not in study.outcomes:
        yield document.problem(("outcomes",), "outcomes without arrest", "arrest, and others beside it")


def _published_fits(study: OverdoseStudy, document: Document) -> Iterator[Problem]:
    doses = [dose.to("mg") for dose in study.doses]
    for number, cell in enumerate(study.published):
        if not any(abs(cell.dose.to("mg") - dose) < 1e-9 for dose in doses):
            allowed = ", ".join(study.dose_names)
            yield document.problem(("published", number, "dose"), f'"{cell.dose}"', f"a dose of this study: {allowed}")
        if cell.rescue not in study.rescue:
            allowed = ", ".join(study.rescue)
            yield document.problem(
                ("published", number, "rescue"),
                f'"{cell.rescue}"',
                f"an arm: {allowed}",
                _near(cell.rescue, study.rescue),
            )
        if not cell.low.to("1") <= cell.arrest.to("1") <= cell.high.to("1"):
            found = f"{cell.arrest} outside of {cell.low} to {cell.high}"
            yield document.problem(("published", number, "arrest"), found, "a value inside of its interval")


def _days_fit(study: OverdoseStudy, document: Document) -> Iterator[Problem]:
    """Times of abstinence are whole days in rising order; years of use are fast-forwarded, which hazard is not."""
    if not isinstance(study.people, Lived):
        return
    days = [time.to("d") for time in study.people.abstinence]
    for number, day in enumerate(days):
        if abs(day - round(day)) > 1e-6 or day > 365:
            key: Key = ("people", "abstinence", number)
            yield document.problem(key, str(study.people.abstinence[number]), "whole days, up to 365 d")
    if any(later <= earlier for earlier, later in itertools.pairwise(days)):
        yield document.problem(("people", "abstinence"), "times that do not rise", "each time once, the shortest first")
    for key, phase in (
        (("people", "history", "use"), study.people.history),
        (("people", "reference", "use", "use"), study.people.reference.use),
    ):
        if phase.use != "imposed":
            yield document.problem(key, phase.use, "imposed", "years of use are fast-forwarded, which no hazard is")
    own = (study.people.history.amount, study.people.history.uses_per_day)
    if study.former_doses and not all(isinstance(value, FromCovariate) for value in own):
        allowed = "{covariate: ...} for amount and uses_per_day, so that a former dose is each person's own"
        yield document.problem(("people", "history", "amount"), "the same amount for everybody", allowed)


def _uses_fit(study: OverdoseStudy, document: Document) -> Iterator[Problem]:
    """Both uses are ones that the slow model can run, by the rules for the history of a trial."""
    from allostasis.studies.overdose.lived import slow_study

    if not isinstance(study.people, Lived) or study._population is None:
        return
    uses = {"people.history": study.people.history, "people.reference.use": study.people.reference.use}
    for key, use in uses.items():
        slow = slow_study(study, use, 1, study.people.number)
        for check in (covariates_exist, phases_fit, use_is_possible, regimens_fit):
            for problem in check(slow, Document(document.name, {})):
                yield replace(problem, place=problem.place.replace("history[0]", key))


def _assumptions_exist(study: OverdoseStudy, document: Document) -> Iterator[Problem]:
    content = study.as_dict()
    for number, assumption in enumerate(study.assumptions):
        try:
            value_at(content, as_key(assumption.key))
        except KeyError:
            found = f'"{assumption.key}", where nothing stands in this file'
            yield document.problem(("assumptions", number, "key"), found, "a dotted key of this file")


def problems_of_links(study: OverdoseStudy, document: Document, evidence: Evidence) -> list[Problem]:
    """Sources in the file that the bibliography does not hold."""
    named: list[tuple[Key, str]] = [(("sources", k), key) for k, key in enumerate(study.sources)]
    named += [(("published", k, "source"), cell.source) for k, cell in enumerate(study.published)]
    if isinstance(study.people, Lived) and study.people.reference.source is not None:
        named.append((("people", "reference", "source"), study.people.reference.source))
    allowed = "a citation key of the bibliography"
    return [
        document.problem(key, f'the source "{source}"', allowed, _near(source, evidence.bibliography))
        for key, source in named
        if source not in evidence.bibliography
    ]


def _near(word: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(names), n=1, cutoff=0.6)
    return f'was "{near[0]}" meant?' if near else ""
