"""Two groups with events counted: odds ratio, risk ratio, risk difference and Peto's odds ratio.

Zero cells: with "half_if_any_zero" 0.5 is added to all four cells of a table that has an empty one, and the effect is
marked; "half_always" adds it to every table; "refuse" raises. A table without any event (or with nothing but events)
says nothing of a ratio and is refused. Source of the formulas: Fleiss & Berlin 2009 (Handbook of Research Synthesis and
Meta-Analysis, 2nd ed., ch. 13); Yusuf et al. 1985, Prog Cardiovasc Dis 27:335-371 (Peto).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from allostasis.evidence.meta.effect_sizes.checks import Checks
from allostasis.evidence.meta.effect_sizes.effect import EffectSize, Measure

ZeroCells = Literal["half_if_any_zero", "half_always", "refuse"]
HALF = 0.5
"""Added to each cell of a table with an empty one (Haldane 1956; Anscombe 1956): the ratio is then finite."""


@dataclass(frozen=True)
class Counts:
    """A table of two groups by event or no event.

    Raises:
        EvidenceError: a group without subjects, a count that is negative, broken or above the size of its group.
    """

    events_treat: int
    n_treat: int
    events_control: int
    n_control: int

    def __post_init__(self) -> None:
        checks = Checks()
        checks.group_size("n_treat", self.n_treat, 1)
        checks.group_size("n_control", self.n_control, 1)
        checks.events("events_treat", self.events_treat, self.n_treat)
        checks.events("events_control", self.events_control, self.n_control)
        checks.done()

    def cells(self, zero_cells: ZeroCells) -> tuple[float, float, float, float, tuple[str, ...]]:
        """Events and non-events of both groups, with 0.5 added by the rule, and what was imputed."""
        a, c = float(self.events_treat), float(self.events_control)
        b, d = self.n_treat - a, self.n_control - c
        any_zero = 0.0 in (a, b, c, d)
        checks = Checks()
        checks.one_of("zero_cells", zero_cells, ("half_if_any_zero", "half_always", "refuse"))
        checks.need(not (any_zero and zero_cells == "refuse"), "zero_cells", "an empty cell", "none, under this rule")
        checks.done()
        if zero_cells == "half_always" or any_zero:
            return a + HALF, b + HALF, c + HALF, d + HALF, ("0.5 added to each cell",)
        return a, b, c, d, ()


def log_odds_ratio(counts: Counts, zero_cells: ZeroCells = "half_if_any_zero") -> EffectSize:
    """log(a d / (b c)), variance 1/a + 1/b + 1/c + 1/d (Woolf 1955)."""
    _check_informative(counts)
    a, b, c, d, imputed = counts.cells(zero_cells)
    variance = 1 / a + 1 / b + 1 / c + 1 / d
    return _effect(
        counts, math.log(a * d / (b * c)), variance, "log_odds_ratio", "log odds ratio (Woolf 1955)", imputed
    )


def log_risk_ratio(counts: Counts, zero_cells: ZeroCells = "half_if_any_zero") -> EffectSize:
    """log((a/n1) / (c/n2)), variance 1/a - 1/n1 + 1/c - 1/n2."""
    _check_informative(counts)
    a, b, c, d, imputed = counts.cells(zero_cells)
    variance = 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
    estimate = math.log(a / (a + b)) - math.log(c / (c + d))
    formula = "log risk ratio, large-sample variance (Fleiss & Berlin 2009)"
    return _effect(counts, estimate, variance, "log_risk_ratio", formula, imputed)


def risk_difference(counts: Counts, zero_cells: ZeroCells = "half_if_any_zero") -> EffectSize:
    """a/n1 - c/n2, variance a b/n1^3 + c d/n2^3; 0.5 is added only where both groups have an empty cell.

    With one group at 0 or 100 % the difference and its variance are defined as they stand.
    """
    both_flat = counts.events_treat in (0, counts.n_treat) and counts.events_control in (0, counts.n_control)
    a, c = float(counts.events_treat), float(counts.events_control)
    b, d, imputed = counts.n_treat - a, counts.n_control - c, tuple[str, ...]()
    if both_flat or zero_cells == "half_always":
        a, b, c, d, imputed = counts.cells(zero_cells)
    n1, n2 = a + b, c + d
    variance = a * b / n1**3 + c * d / n2**3
    formula = "risk difference, large-sample variance (Fleiss & Berlin 2009)"
    return _effect(counts, a / n1 - c / n2, variance, "risk_difference", formula, imputed)


def peto_log_odds_ratio(counts: Counts) -> EffectSize:
    """(O - E)/V, variance 1/V; E = n1 m/N, V = n1 n2 m (N - m) / (N^2 (N - 1)), m events among N subjects.

    Needs no correction for empty cells; biased for large effects or very unequal groups.
    """
    _check_informative(counts)
    n1, n2 = counts.n_treat, counts.n_control
    total, events = n1 + n2, counts.events_treat + counts.events_control
    spread = n1 * n2 * events * (total - events) / (total**2 * (total - 1))
    estimate = (counts.events_treat - n1 * events / total) / spread
    return _effect(counts, estimate, 1 / spread, "log_odds_ratio", "Peto log odds ratio (Yusuf et al. 1985)", ())


def _check_informative(counts: Counts) -> None:
    checks = Checks()
    events = counts.events_treat + counts.events_control
    found = "no event in either group" if events == 0 else "an event in every subject"
    informative = 0 < events < counts.n_treat + counts.n_control
    checks.need(informative, "events_treat, events_control", found, "some events and some non-events", "use risks")
    checks.done()


def _effect(
    counts: Counts, estimate: float, variance: float, measure: Measure, formula: str, imputed: tuple[str, ...]
) -> EffectSize:
    return EffectSize(estimate, variance, measure, formula, imputed, counts.n_treat, counts.n_control)
