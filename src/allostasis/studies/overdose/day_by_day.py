"""Danger on every day of abstinence, by the emulator: thousands of people on each of dozens of days, in every arm.

Full runs are made at the times of abstinence that a study names. Between them the slow model hands over everybody's
tolerance day by day, and the emulator makes arrests of it. It knows tolerance on the exponents, held at 1, and no
receptors that are still occupied: the first full day of abstinence is therefore its first. The full runs under the
same assumptions (`sensitivity`: exponents, held) stand beside it in the report, so that its error is seen in use.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.population.overdose import HEROIN, chronic_users
from allostasis.studies.overdose.emulator import arrest_probabilities, emulator, fentanyl_for_heroin
from allostasis.studies.overdose.files import OverdoseStudy
from allostasis.studies.overdose.lived import Handover
from allostasis.studies.overdose.schema import Lived, Rescue

__all__ = ["day_by_day"]

Floats = NDArray[np.float64]
FIRST_DAY = 1
"""First day of abstinence that is shown; before it receptors may still be occupied."""
APART = 150.0
"""s between doses of naloxone for which the emulator was fitted."""


def day_by_day(study: OverdoseStudy, lived: Handover) -> dict[str, Any]:
    """Variables of the dataset: the expected share of arrests by arm, day and draw after the first of the doses.

    Args:
        study: a study of people whose tolerance was lived.
        lived: what the slow model handed over.

    Returns:
        `arrest_by_day`, shape (arms, days, draws), with the share of people whose dose was moved to an end of the
        fitted range as an attribute; empty if abstinence is shorter than a day.
    """
    assert isinstance(study.people, Lived)
    days = np.arange(FIRST_DAY, len(lived.course))
    arms = dict(_arms(study))
    if not days.size or not arms:
        return {}
    mg, moved = _doses(study, lived)
    tolerance = np.clip(lived.course[days], 0.0, 1.0)
    shares = [_by_draw(_opioid(study), mg, tolerance, about, study.people.draws) for about in arms.values()]
    meaning = "expected share with cardiac arrest on a day, by the emulator: tolerance on the exponents, held at 1"
    attributes = {"unit": "1", "meaning": meaning, "moved_to_the_fitted_range": moved}
    unit = {"unit": "d", "meaning": "days of abstinence"}
    return {
        "arrest_by_day": (("emulated_rescue", "emulated_day", "draw"), np.stack(shares), attributes),
        "emulated_rescue": (("emulated_rescue",), np.array(list(arms), dtype=object)),
        "emulated_day": (("emulated_day",), days, unit),
    }


def _arms(study: OverdoseStudy) -> Iterator[tuple[str, tuple[int, float | None]]]:
    """Arms that the emulator knows: doses of naloxone and the delay of the first, s."""
    surfaces = emulator().surfaces
    for name, arm in study.rescue.items():
        if not isinstance(arm, Rescue):
            yield name, (0, None)
            continue
        surface = surfaces.get((_opioid(study), arm.doses))
        spray = arm.drug == "naloxone" and arm.route == "intranasal" and arm.together == 1
        timed = arm.doses == 1 or arm.every.to("s") == APART
        if surface and spray and timed and surface.low[2] <= arm.delay.to("s") <= surface.high[2]:
            yield name, (arm.doses, arm.delay.to("s"))


def _opioid(study: OverdoseStudy) -> str:
    return "fentanyl" if study.opioid == "heroin" else study.opioid


def _doses(study: OverdoseStudy, lived: Handover) -> tuple[Floats, float]:
    """The first dose of the study for each person, mg of what the emulator knows, and the share that was out of range.

    At the ends of the range hardly anybody or nearly everybody is arrested: whoever lies beyond is moved to the end.
    """
    n = len(lived.former)
    mg = np.full(n, study.doses[0].to("mg")) if study.doses else study.former_doses[0] * lived.former
    if study.opioid == "heroin":
        mg = fentanyl_for_heroin(mg, chronic_users(n, study.seed, 0)[HEROIN])
    surface = emulator().surfaces[_opioid(study), 0]
    low, high = np.exp(surface.low[0]), np.exp(surface.high[0])
    inside = np.clip(mg, low, high)
    return inside, float((inside != mg).mean())


def _by_draw(opioid: str, mg: Floats, tolerance: Floats, about: tuple[int, float | None], draws: int) -> Floats:
    """Expected share of arrests, shape (days, draws)."""
    naloxone, delay = about
    people = np.broadcast_to(mg, tolerance.shape).ravel()
    p = arrest_probabilities(opioid, people, tolerance.ravel(), naloxone=naloxone, delay=delay)
    shares: Floats = p.reshape(len(tolerance), draws, -1).mean(axis=2)
    return shares
