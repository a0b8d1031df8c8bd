"""What is given in a rescue: route, amounts and times. A value; it knows no person.

rescue("intranasal", doses=2)                        4 mg, and 4 mg more 150 s later
rescue("intranasal", doses=4, pairs=True)            two sprays at once, two more 150 s later
rescue("intravenous", amounts=(0.04, 0.5, 2.0))      a scheme of rising doses, 150 s from start to start
rescue("intramuscular", amounts=(2.0,), delay=300)
rescue("intranasal nalmefene")                          3 mg of nalmefene hydrochloride
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from allostasis.errors import InputError, Problem
from allostasis.models.overdose.values import constants, row_value

NALMEFENE = "intranasal nalmefene"
ROUTES = ("intranasal", "intramuscular", "intravenous", NALMEFENE)
"""Routes of naloxone, and the spray of nalmefene."""
_SPRAYS = ("intranasal", NALMEFENE)
SHORTEST_DELAY = 1.0
"""s; a dose cannot come in the step that calls for it."""


@dataclass(frozen=True)
class Rescue:
    """Doses of an antagonist after the trigger, the moment at which ventilation falls through 40 % of its rest.

    Attributes:
        route: one of `ROUTES`.
        amounts: mg of each dose; nalmefene as hydrochloride, as its spray was modelled.
        after: seconds from the trigger to each dose.
        pairs: whether nasal doses come as rapid pairs: then the absorbed fraction changes at the second pair, and not
            at the third dose.
    """

    route: str
    amounts: tuple[float, ...]
    after: tuple[float, ...]
    pairs: bool = False

    @property
    def later_after(self) -> float:
        """Seconds from the trigger until the absorbed fraction of nasal doses changes; infinity for never."""
        is_nasal = self.route == "intranasal"
        return self.after[2] if is_nasal and len(self.after) > 2 else math.inf


def rescue(
    route: str = "intranasal",
    *,
    doses: int | None = None,
    amounts: tuple[float, ...] | None = None,
    delay: float = 60.0,
    gap: float | None = None,
    pairs: bool = False,
) -> Rescue:
    """A rescue, checked.

    Args:
        route: one of `ROUTES`.
        doses: number of sprays, 4 mg of naloxone or 3 mg of nalmefene; 1 if neither this nor `amounts` is given.
        amounts: mg of each dose, in place of `doses`.
        delay: seconds from the trigger to the first dose, at least 1.
        gap: seconds from dose to dose, or from pair to pair; 150, as published, if None.
        pairs: nasal doses in rapid pairs, two sprays at a time.

    Raises:
        InputError: with everything that is wrong.
    """
    problems = []
    if route not in ROUTES:
        problems.append(Problem("rescue, route", f'"{route}"', f"one of {', '.join(ROUTES)}"))
    if not (math.isfinite(delay) and delay >= SHORTEST_DELAY):
        problems.append(Problem("rescue, delay", f"{delay:g} s", f"{SHORTEST_DELAY:g} s or more"))
    if doses is not None and (amounts is not None or doses < 1 or doses != int(doses)):
        problems.append(Problem("rescue, doses", str(doses), "a number of doses from 1, or amounts, not both"))
    if route not in _SPRAYS and amounts is None:
        problems.append(Problem("rescue, amounts", "nothing", f"mg of each dose, which the route {route} needs"))
    if amounts is not None and not (amounts and all(math.isfinite(a) and a > 0 for a in amounts)):
        problems.append(Problem("rescue, amounts", str(amounts), "one or more doses above 0 mg"))
    if pairs and route != "intranasal":
        problems.append(Problem("rescue, pairs", f"pairs by the route {route}", "pairs by the route intranasal"))
    wait = constants()["dose_gap"] if gap is None else gap
    if not (math.isfinite(wait) and wait > 0):
        problems.append(Problem("rescue, gap", f"{wait:g} s", "a time above 0 s"))
    if problems:
        raise InputError(problems)
    given = amounts if amounts is not None else (_spray(route),) * int(doses or 1)
    after = tuple(delay + wait * (k // 2 if pairs else k) for k in range(len(given)))
    return Rescue(route, tuple(float(a) for a in given), after, pairs)


def _spray(route: str) -> float:
    """mg in one spray."""
    return row_value("laffont2024_nalmefene_dose", "mg") if route == NALMEFENE else constants()["nasal_dose"]
