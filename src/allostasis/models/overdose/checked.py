"""Whether an overdose can be simulated as it is asked for; all problems at once.

A dose that is no number, or below zero, would give a course without an overdose: the most dangerous answer there is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from allostasis.errors import InputError, Problem
from allostasis.evidence.overdose_population import NALMEFENE_SCORES
from allostasis.models.overdose.drugs import OPIOIDS, People
from allostasis.models.overdose.given import Dose
from allostasis.models.overdose.rescue import NALMEFENE, ROUTES, Rescue
from allostasis.models.overdose.tolerance import ACTS_ON
from allostasis.models.overdose.values import Floats, typical_user

STEP = 0.5
"""s; half of it moves a share of arrests by less than chance does: `verification/data/overdose_step.csv`."""
LONGEST = 86_400.0
"""s; nothing in the equations holds for days."""
LEAST_PCO2, MOST_PCO2 = 1.0, 150.0
"""mmHg, ends of what an experimenter could hold in a lung."""


def number_of_people(people: People, rescue: Rescue | None) -> int:
    """How many people there are.

    Raises:
        InputError: if a quantity is missing, or not of one number for each person.
    """
    unused = () if rescue is not None and rescue.route == NALMEFENE else NALMEFENE_SCORES
    allowed = "all quantities of overdose_population.csv, and what chronic_users adds"
    if missing := sorted(set(typical_user()) - set(people) - set(unused)):
        raise InputError(Problem("people", f"no {', '.join(missing)}", allowed))
    shapes = {np.shape(values) for values in people.values()}
    if len(shapes) != 1 or len(shape := shapes.pop()) != 1 or shape[0] < 1:
        raise InputError(Problem("people", "quantities of several shapes", "one number for each person"))
    return int(shape[0])


def numbers(name: str, value: Any, people: int, allowed: str, least: float, below: float = math.inf) -> Floats:
    """A number for each person, shape (people,).

    Args:
        name: of the argument.
        value: a number, or one for each person.
        people: how many.
        allowed: what is allowed, in words.
        least: smallest value.
        below: value that is too large already.

    Raises:
        InputError: if it is none of this.
    """
    try:
        own: Floats = np.broadcast_to(np.asarray(value, float), (people,))
    except (TypeError, ValueError):
        found = f"{value!r}" if np.ndim(value) == 0 else f"numbers of shape {np.shape(value)}"
        raise InputError(Problem(name, found, f"{allowed}: one number, or one for each of {people} people")) from None
    wrong = ~((own >= least) & (own < below))
    if wrong.any():
        raise InputError(Problem(name, f"{own[wrong][0]:g}", allowed))
    return own


def doses_of(dose: Any, people: int, length: float) -> tuple[list[Dose], list[Floats]]:
    """Doses of the opioid, and the milligrams of each for each person.

    Raises:
        InputError: if there is none, or one is not a finite number of mg from 0 at a time within the run.
    """
    doses = dose if isinstance(dose, tuple) else (Dose(dose),)
    if not doses or not all(isinstance(each, Dose) for each in doses):
        raise InputError(Problem("dose", "a tuple that holds no Dose", "mg, or one or more Dose(mg, at, duration)"))
    for each in doses:
        numbers("dose, at", each.at, 1, f"seconds from 0 and before the end of the run, {length:g} s", 0.0, length)
        numbers("dose, duration", each.duration, 1, "seconds, 0 or more", 0.0)
    return list(doses), [numbers("dose", each.amount, people, "mg, 0 or more", 0.0) for each in doses]


def check_run(
    opioid: str, acts_on: str, length: float, step: float, every: float, courses: int, held: Any, rescue: Any
) -> None:
    """Refuse what no run can have.

    Raises:
        InputError: with everything that is wrong.
    """
    problems = list(_problems(opioid, acts_on, length, step, every, courses, held))
    if not isinstance(rescue, Rescue | None):
        problems.append(Problem("rescue", repr(rescue), 'None, or rescue(...), such as rescue("intranasal")'))
    elif rescue is not None and rescue.route not in ROUTES:
        problems.append(Problem("rescue, route", f'"{rescue.route}"', f"one of {', '.join(ROUTES)}"))
    if problems:
        raise InputError(problems)


def _problems(
    opioid: str, acts_on: str, length: float, step: float, every: float, courses: int, held: Any
) -> Iterator[Problem]:
    if opioid not in OPIOIDS:
        yield Problem("opioid", f'"{opioid}"', f"one of {', '.join(OPIOIDS)}")
    if acts_on not in ACTS_ON:
        yield Problem("tolerance_acts_on", f'"{acts_on}"', f"one of {', '.join(ACTS_ON)}")
    if not 0 < step <= STEP:
        yield Problem("step", f"{step:g} s", f"above 0 and at most {STEP:g} s")
    if not 1 <= length <= LONGEST:
        yield Problem("length", f"{length:g} s", f"1 to {LONGEST:g} s")
    if not 0 < every <= LONGEST:
        yield Problem("every", f"{every:g} s", "above 0 s")
    if courses < 0:
        yield Problem("courses", str(courses), "0 or more people")
    if held is not None and not LEAST_PCO2 <= held <= MOST_PCO2:
        yield Problem("held_pco2", f"{held:g} mmHg", f"{LEAST_PCO2:g} to {MOST_PCO2:g} mmHg, or None")
