"""What a check is: a published number, how the model answers it, and when the two agree.

A check belongs to one class:

free of gains       follows from the fixed structure and parameters of the model; no gain of oxytocin, no gain of a
                    tissue and nothing that waits for calibration decides it
prior               the distribution over the priors against the published value
not yet possible    the model, or this suite, cannot answer it yet, and the check says why

Over draws of the priors there are three verdicts, because a wide prior reaches nearly everything. A number agrees if
the median over the draws lies in the band, a direction only if the whole 90 % interval has it; either is undecided if
the interval reaches the band without that, and misses if the interval stays outside.

A number that is itself an input of the model, or that a parameter was set to reproduce, may be shown, but it is no
test; nor is what one formula gives by itself, or what another check has tested already. Such a check says so
(`uncounted`, one of the reasons below) and is left out of every count.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from allostasis.verification.bench import Bench

Class = Literal["free of gains", "prior", "not yet possible"]
FREE: Class = "free of gains"
PRIOR: Class = "prior"
NOT_YET: Class = "not yet possible"
Verdict = Literal["agrees", "undecided", "misses", "waits"]
AGREES: Verdict = "agrees"
UNDECIDED: Verdict = "undecided"
MISSES: Verdict = "misses"
WAITS: Verdict = "waits"


INPUT = "the published number is an input of the model, or a parameter was set by it"
ALGEBRA = "it follows from inputs by algebra"
SAME_ANSWER = "the model gives it together with another check, which is counted: one answer is one test"
SATURATED = "the receptors are full, whatever their affinity"
CONSTRUCTION = "the structure gives it, whatever the values of the parameters"
INFERRED = "no laboratory measured it: it is concluded from what a treatment does"


@dataclass(frozen=True)
class Target:
    """What was published, and the band in which an answer agrees with it.

    Attributes:
        value: the published number; None where only an order or a range was.
        low: lower end of the band; minus infinity if there is none.
        high: upper end of the band; infinity if there is none.
        words: what was published, in words.
        is_order: only an order was published: the ends of the band do not belong to it.
    """

    value: float | None
    low: float
    high: float
    words: str
    is_order: bool = False

    def holds(self, value: float) -> bool:
        """Whether a number lies in the band; a number that is no number does not."""
        return self.reached_by(value, value)

    def reached_by(self, low: float, high: float) -> bool:
        """Whether an interval reaches into the band."""
        return low < self.high and self.low < high if self.is_order else low <= self.high and self.low <= high

    def given_by(self, low: float, middle: float, high: float) -> bool:
        """Whether draws give what was published: their median a number, their whole interval a direction."""
        return self.holds(low) and self.holds(high) if self.is_order else self.holds(middle)


@dataclass(frozen=True)
class Answer:
    """What the model gives: a number, or an interval with its middle over draws of the priors.

    Attributes:
        target: what it is compared with.
        value: the model's number; the median over draws for the class prior.
        low: lower end of the interval over draws.
        high: upper end of the interval over draws.
        share: share of the draws that lie in the band.
        miss: why the model is off, where it is and the reason is known.
    """

    target: Target
    value: float
    low: float | None = None
    high: float | None = None
    miss: str = ""
    share: float | None = None

    @property
    def verdict(self) -> Verdict:
        """Whether model and publication agree: see the rule at the top of this file."""
        if self.low is None or self.high is None:
            return AGREES if self.target.holds(self.value) else MISSES
        if self.target.given_by(self.low, self.value, self.high):
            return AGREES
        return UNDECIDED if self.target.reached_by(self.low, self.high) else MISSES

    @property
    def within(self) -> bool:
        """Whether model and publication agree; undecided is not agreed."""
        return self.verdict == AGREES


Compute = Callable[["Bench"], Answer]


@dataclass(frozen=True)
class Check:
    """A named comparison of the model with a publication.

    Attributes:
        name: key of the check, subsystem.words_with_underscores.
        subsystem: part of the model that is checked.
        kind: class of the check.
        asks: what is compared, in words.
        unit: unit of the published and of our number.
        tolerance: why the band is as wide as it is.
        model: whose model answers.
        needs: states that the model must have.
        uncounted: why it is no test of the model; empty if it is one.
        draws: individuals drawn from the priors who are asked in place of the typical one; 0 for the typical one.
        rows: rows of a check that is not yet possible; the others tell by reading.
        compute: works out the answer; None if it is not yet possible.
        why_not: why it is not yet possible.
        also: further parts of the model that it tests; it is counted once, under `subsystem`.
    """

    name: str
    subsystem: str
    kind: Class
    asks: str
    unit: str
    tolerance: str
    model: str
    needs: tuple[str, ...] = ()
    uncounted: str = ""
    draws: int = 0
    rows: tuple[str, ...] = ()
    compute: Compute | None = None
    why_not: str = ""
    also: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """All parts of the model that it tests, its own first."""
        return (self.subsystem, *self.also)


_CHECKS: dict[str, Check] = {}


def registered() -> dict[str, Check]:
    """Every check by name, in the order of the text."""
    return dict(_CHECKS)


def check(
    name: str,
    kind: Class,
    asks: str,
    *,
    tolerance: str,
    unit: str = "1",
    model: str = "human",
    needs: tuple[str, ...] = (),
    uncounted: str = "",
    draws: int = 0,
    also: tuple[str, ...] = (),
) -> Callable[[Compute], Compute]:
    """Declare a check; the decorated function works out its answer.

    Args:
        name: subsystem.words_with_underscores.
        kind: class of the check, FREE or PRIOR.
        asks: what is compared, in words.
        tolerance: why the band is as wide as it is.
        unit: unit of both numbers.
        model: whose model answers.
        needs: states that the model must have; where one is missing the check is not yet possible.
        uncounted: why it is no test of the model, one of the reasons at the top of this file.
        draws: individuals drawn from the priors who are asked in place of the typical one.
        also: further parts of the model that it tests.
    """

    def declare(compute: Compute) -> Compute:
        subsystem = name.partition(".")[0]
        _add(
            Check(
                name,
                subsystem,
                kind,
                asks,
                unit,
                tolerance,
                model,
                needs,
                uncounted,
                draws,
                compute=compute,
                also=also,
            )
        )
        return compute

    return declare


def not_yet(name: str, asks: str, why: str, rows: tuple[str, ...], *, unit: str = "1", model: str = "human") -> None:
    """Declare a check that nothing can answer yet, with the rows that hold what was published."""
    _add(Check(name, name.partition(".")[0], NOT_YET, asks, unit, "", model, rows=rows, why_not=why))


def around(value: float, half_width: float, words: str = "") -> Target:
    """A published number with a band to both sides."""
    return Target(value, value - half_width, value + half_width, words or f"{value:g}")


def between(low: float, high: float, words: str, value: float | None = None) -> Target:
    """A published range."""
    return Target(value, low, high, words)


def fold(value: float, factor: float, words: str = "") -> Target:
    """A published number with a band from value/factor to value x factor."""
    return Target(value, value / factor, value * factor, words or f"{value:g}")


def above(limit: float, words: str) -> Target:
    """A published order: the answer is above a limit."""
    return Target(None, limit, math.inf, words, is_order=True)


def below(limit: float, words: str) -> Target:
    """A published order: the answer is below a limit."""
    return Target(None, -math.inf, limit, words, is_order=True)


def _add(new: Check) -> None:
    if new.name in _CHECKS:
        raise ValueError(f"two checks have the name {new.name}")
    _CHECKS[new.name] = new
