"""What a paper says of one group, brought to number, mean and standard deviation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

from allostasis.evidence.meta.effect_sizes.checks import Checks
from allostasis.evidence.meta.effect_sizes.quantiles import half_widths


@dataclass(frozen=True)
class Arm:
    """One group: number, mean and standard deviation of the raw scores, or of the changes within a person.

    Args:
        n: number of subjects measured, 2 or more.
        mean: in the unit of the measure.
        sd: standard deviation between subjects, above 0, in the same unit.
        imputed: what was not reported but converted or assumed, one phrase each.

    Raises:
        EvidenceError: with the argument named.
    """

    n: int
    mean: float
    sd: float
    imputed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checks = Checks()
        checks.group_size("n", self.n)
        checks.finite("mean", self.mean)
        checks.sd("sd", self.sd)
        checks.done()


def arm_from_se(n: int, mean: float, se: float) -> Arm:
    """A group reported as mean and standard error: SD = SE sqrt(n) (Cochrane Handbook 5.1, 7.7.3.2).

    Exact, so nothing is marked as imputed.
    """
    checks = Checks()
    checks.group_size("n", n)
    checks.sd("se", se)
    checks.done()
    return Arm(n, mean, se * math.sqrt(n))


def arm_from_interval(n: int, mean: float, low: float, high: float, level: float = 0.95) -> Arm:
    """A group reported as mean and confidence interval of the mean.

    SD = sqrt(n) (high - low) / (2 t), t with n - 1 degrees of freedom (Cochrane Handbook 5.1, 7.7.3.2).
    """
    checks = Checks()
    checks.group_size("n", n)
    checks.interval(low, mean, high, "mean")
    checks.level("level", level)
    checks.done()
    return Arm(n, mean, math.sqrt(n) * (high - low) / (2 * half_widths(level, n - 1)))


def arm_from_median(
    n: int,
    median: float,
    *,
    quartiles: tuple[float, float] | None = None,
    extremes: tuple[float, float] | None = None,
    mean_by: Literal["luo2018", "wan2014"] = "luo2018",
) -> Arm:
    """A group reported as median with quartiles, with minimum and maximum, or with all five numbers.

    With a, q1, m, q3, b the five numbers and n the sample size, for scores that are about normal, the mean is

    quartiles, Luo 2018: w (q1 + q3)/2 + (1 - w) m, w = 0.7 + 0.39/n;     Wan 2014: (q1 + m + q3)/3
    extremes,  Luo 2018: w (a + b)/2 + (1 - w) m, w = 4/(4 + n^0.75);     Wan 2014: (a + 2 m + b)/4
    both,      Luo 2018: v (a + b)/2 + w (q1 + q3)/2 + (1 - v - w) m,     Wan 2014: (a + 2 q1 + 2 m + 2 q3 + b)/8
               v = 2.2/(2.2 + n^0.75), w = 0.7 - 0.72/n^0.55

    SD by Wan et al. 2014 always: (q3 - q1)/(2 z((0.75 n - 0.125)/(n + 0.25))) from quartiles,
    (b - a)/(2 z((n - 0.375)/(n + 0.25))) from extremes, and the mean of the two from both; z is the normal quantile.
    The true variance of an effect made from such values is larger than the formula says, and the values mislead where
    scores are skewed; therefore the arm is marked.

    Source: Luo, Wan, Liu & Tong 2018, Stat Methods Med Res 27:1785-1805, doi 10.1177/0962280216669183; Wan, Wang, Liu
    & Tong 2014, BMC Med Res Methodol 14:135, doi 10.1186/1471-2288-14-135.
    """
    _check_five_numbers(n, median, quartiles, extremes, mean_by)
    mean = _mean_luo(n, median, quartiles, extremes) if mean_by == "luo2018" else _mean_wan(median, quartiles, extremes)
    given = " and ".join(name for name, pair in (("quartiles", quartiles), ("extremes", extremes)) if pair)
    source = "Luo 2018" if mean_by == "luo2018" else "Wan 2014"
    note = f"mean ({source}) and SD (Wan 2014) from median and {given}"
    return Arm(n, mean, _sd_wan(n, quartiles, extremes), (note,))


_Pair = tuple[float, float] | None


def _check_five_numbers(n: int, median: float, quartiles: _Pair, extremes: _Pair, mean_by: str) -> None:
    checks = Checks()
    checks.group_size("n", n)
    checks.one_of("mean_by", mean_by, ("luo2018", "wan2014"))
    given = quartiles or extremes
    checks.need(given is not None, "quartiles, extremes", "neither", "at least one of them")
    for pair in (quartiles, extremes):
        if pair is not None:
            checks.interval(pair[0], median, pair[1], "median")
    if quartiles is not None and extremes is not None:
        inside = extremes[0] <= quartiles[0] and quartiles[1] <= extremes[1]
        checks.need(inside, "quartiles", quartiles, f"inside the extremes {extremes}", "the pairs are swapped")
    checks.done()


def _mean_luo(n: int, median: float, quartiles: _Pair, extremes: _Pair) -> float:
    v = w = 0.0
    if quartiles is not None and extremes is not None:
        v, w = 2.2 / (2.2 + n**0.75), 0.7 - 0.72 / n**0.55
    elif extremes is not None:
        v = 4 / (4 + n**0.75)
    else:
        w = 0.7 + 0.39 / n
    middle_range = sum(extremes or (0.0, 0.0)) / 2
    middle_quartile = sum(quartiles or (0.0, 0.0)) / 2
    return v * middle_range + w * middle_quartile + (1 - v - w) * median


def _mean_wan(median: float, quartiles: _Pair, extremes: _Pair) -> float:
    if quartiles is not None and extremes is not None:
        return (sum(extremes) + 2 * sum(quartiles) + 2 * median) / 8
    if extremes is not None:
        return (sum(extremes) + 2 * median) / 4
    return (sum(quartiles or ()) + median) / 3


def _sd_wan(n: int, quartiles: _Pair, extremes: _Pair) -> float:
    z = NormalDist().inv_cdf
    found = []
    if extremes is not None:
        found.append((extremes[1] - extremes[0]) / (2 * z((n - 0.375) / (n + 0.25))))
    if quartiles is not None:
        found.append((quartiles[1] - quartiles[0]) / (2 * z((0.75 * n - 0.125) / (n + 0.25))))
    return sum(found) / len(found)
