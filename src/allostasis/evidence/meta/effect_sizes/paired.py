"""Two measurements of the same people, and the correlation within a person that ties them.

For a crossover `treat` is the treated period; for a change `treat` is after and `control` is before. If the paper does
not give the correlation, 0.5 is taken and marked; `sweep` shows what other values would do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from allostasis.evidence.meta.effect_sizes.arms import Arm
from allostasis.evidence.meta.effect_sizes.checks import Checks

ASSUMED_CORRELATION = 0.5
"""Taken where none is reported: the middle of the values that are swept, not an estimate for any outcome."""


@dataclass(frozen=True)
class Paired:
    """Two measurements of the same people.

    Args:
        n: number of people with both measurements, 2 or more.
        mean_treat: mean under treatment, or after.
        sd_treat: standard deviation between people under treatment, or after.
        mean_control: mean under control, or before.
        sd_control: standard deviation under control, or before.
        correlation: of the two measurements within a person; None if not reported.
        imputed: what was not reported but converted or assumed, one phrase each.

    Raises:
        EvidenceError: with the argument named.
    """

    n: int
    mean_treat: float
    sd_treat: float
    mean_control: float
    sd_control: float
    correlation: float | None = None
    imputed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checks = Checks()
        checks.group_size("n", self.n)
        for place in ("mean_treat", "mean_control"):
            checks.finite(place, getattr(self, place))
        for place in ("sd_treat", "sd_control"):
            checks.sd(place, getattr(self, place))
        if self.correlation is not None:
            checks.correlation("correlation", self.correlation)
        checks.done()

    @property
    def r(self) -> float:
        """The correlation within a person: as reported, else the assumed one."""
        return ASSUMED_CORRELATION if self.correlation is None else self.correlation

    @property
    def notes(self) -> tuple[str, ...]:
        """What was imputed, the correlation included."""
        return self.imputed + correlation_note(self.correlation)

    @property
    def difference(self) -> float:
        """Mean under treatment minus mean under control."""
        return self.mean_treat - self.mean_control

    @property
    def sd_difference(self) -> float:
        """SD of the differences within a person: sqrt(s1^2 + s2^2 - 2 r s1 s2)."""
        return math.sqrt(self.sd_treat**2 + self.sd_control**2 - 2 * self.r * self.sd_treat * self.sd_control)

    @property
    def sd_average(self) -> float:
        """Root of the average variance of the two measurements."""
        return math.sqrt((self.sd_treat**2 + self.sd_control**2) / 2)


def correlation_note(correlation: float | None) -> tuple[str, ...]:
    """How an assumed correlation is marked; nothing if it was reported."""
    return () if correlation is not None else (f"within-person correlation taken as {ASSUMED_CORRELATION}",)


def paired_from_scores(treat: list[float], control: list[float]) -> Paired:
    """The summary of raw paired scores, in the same order of people; the correlation is computed, not assumed."""
    checks = Checks()
    checks.need(len(treat) == len(control), "treat, control", (len(treat), len(control)), "two lists of one length")
    for place, scores in (("treat", treat), ("control", control)):
        checks.group_size(f"number of {place} scores", len(scores), 3)
        checks.need(all(math.isfinite(x) for x in scores), place, "a missing value", "finite numbers")
    checks.done()
    from statistics import correlation, fmean, stdev

    r = correlation(treat, control)
    return Paired(len(treat), fmean(treat), stdev(treat), fmean(control), stdev(control), r)


def correlation_from_sds(sd_treat: float, sd_control: float, sd_difference: float) -> float:
    """The correlation that a paper implies: r = (s1^2 + s2^2 - sd^2) / (2 s1 s2) (Cochrane Handbook 5.1, 16.4.6.3).

    Raises:
        EvidenceError: the three SDs cannot belong together.
    """
    checks = Checks()
    for place, value in (("sd_treat", sd_treat), ("sd_control", sd_control), ("sd_difference", sd_difference)):
        checks.sd(place, value)
    checks.done()
    r = (sd_treat**2 + sd_control**2 - sd_difference**2) / (2 * sd_treat * sd_control)
    allowed = f"between {abs(sd_treat - sd_control):g} and {sd_treat + sd_control:g}"
    checks.need(abs(r) < 1, "sd_difference", sd_difference, allowed, "an SE was read as an SD")
    checks.done()
    return r


def change_arm(pair: Paired) -> Arm:
    """The changes within a person as one arm: mean difference and SD of the differences, for `mean_difference`."""
    return Arm(pair.n, pair.difference, pair.sd_difference, pair.notes)
