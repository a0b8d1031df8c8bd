"""The ways in which the cells of a row give an effect size, in their order; see `effect_of_row`."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from allostasis.errors import EvidenceError
from allostasis.evidence.meta import effect_sizes as es
from allostasis.evidence.meta.effect_sizes import EffectSize
from allostasis.evidence.meta.effect_sizes.quantiles import statistic_from_p
from allostasis.evidence.rows import Effect

__all__ = ["Facts", "first_size"]

_NO_FLAGS: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """A row with what has to be worked out before it can give a size."""

    row: Effect
    good: str
    sign: int | None
    paired: bool
    treat: int | None
    control: int | None
    correlation: float
    flags: tuple[str, ...]

    @property
    def towards(self) -> int | None:
        """Sign of treated minus control: which way the measure moved."""
        if not self.sign:
            return None
        return -self.sign if self.good == "lower" else self.sign


def first_size(facts: Facts) -> tuple[str, EffectSize | None, tuple[str, ...]]:
    """The first way that gives a size, the size with its sign turned, and why earlier ways failed."""
    refused = []
    for way, build in _ways(facts.row):
        try:
            size = build(facts)
        except EvidenceError as error:
            refused.append(f"{way} cannot be used: {error.problems[0].place} is {error.problems[0].found}")
            continue
        if size is not None:
            return way, _turned(size, facts.good), tuple(refused)
    return "", None, tuple(refused)


def _turned(size: EffectSize, good: str) -> EffectSize:
    return es.flip(size) if good == "lower" else size


def _from_means(facts: Facts) -> EffectSize | None:
    row, kind = facts.row, facts.row.spread_kind
    cells = (row.mean_treat, row.mean_control, row.spread_treat, row.spread_control)
    m1, m2, s1, s2 = cells
    if m1 is None or m2 is None or s1 is None or s2 is None or kind not in ("sd", "se"):
        return None
    if not facts.treat or not facts.control:
        return None
    as_arm = es.Arm if kind == "sd" else es.arm_from_se
    treat, control = as_arm(facts.treat, m1, s1), as_arm(facts.control, m2, s2)
    if not facts.paired:
        return es.hedges_g(treat, control)
    pair = es.Paired(facts.treat, treat.mean, treat.sd, control.mean, control.sd, facts.correlation)
    return _assumed(es.crossover_smd(pair), facts)


def _from_counts(facts: Facts) -> EffectSize | None:
    row = facts.row
    if row.events_treat is None or row.events_control is None or not row.n_treat or not row.n_control:
        return None
    if row.events_treat + row.events_control in (0, row.n_treat + row.n_control):
        return None  # nobody differs: an odds ratio says nothing
    return es.log_odds_ratio(es.Counts(int(row.events_treat), row.n_treat, int(row.events_control), row.n_control))


def _from_published(facts: Facts) -> EffectSize | None:
    row = facts.row
    if row.effect_type not in ("hedges_g", "cohens_d", "dz"):
        return None
    value, flags = _value(row, facts.towards)
    if value is None:
        return None
    if row.effect_type != "dz" and row.error_kind == "ci95" and row.value is not None and _ends(row):
        return _signed_interval(facts, row.effect_type)
    if facts.paired and facts.treat:
        t = value * math.sqrt(facts.treat) if row.effect_type == "dz" else _t_of_d(value, facts)
        return _assumed(es.paired_g_from_t(t, facts.treat, facts.correlation), facts, flags)
    if row.effect_type == "dz" or not facts.treat or not facts.control:
        return None
    return es.g_from_d(value, facts.treat, facts.control, imputed=flags)


def _t_of_d(value: float, facts: Facts) -> float:
    """The paired t behind a d in standard deviations of the score."""
    return value * math.sqrt((facts.treat or 0) / (2 * (1 - facts.correlation)))


def _signed_interval(facts: Facts, kind: str) -> EffectSize:
    """A printed d or g with its interval, turned to treated minus control where the direction is known."""
    row = facts.row
    value, low, high = float(row.value or 0), float(row.low or 0), float(row.high or 0)
    if facts.towards and value * facts.towards < 0:
        value, low, high = -value, -high, -low
    if kind == "cohens_d" and facts.treat and facts.control:
        return es.g_from_interval(value, low, high, facts.treat, facts.control, kind="cohens_d")
    return es.g_from_interval(value, low, high, facts.treat, facts.control)


def _value(row: Effect, towards: int | None) -> tuple[float | None, tuple[str, ...]]:
    """A printed effect as treated minus control, and what was assumed about it."""
    value, flags = row.value, _NO_FLAGS
    if value is None and _ends(row) and row.error_kind == "range":
        value, flags = (float(row.low or 0) + float(row.high or 0)) / 2, ("middle of the printed range",)
    if value is None:
        return None, ()
    return (abs(value) * towards, flags) if towards else (value, (*flags, "sign as printed"))


def _ends(row: Effect) -> bool:
    return row.low is not None and row.high is not None


def _from_test(facts: Facts) -> EffectSize | None:
    row, towards = facts.row, facts.towards
    is_t = row.test == "t" or (row.test == "F" and row.df1 == 1)
    if not is_t or row.test_value is None or not towards or not facts.treat or not facts.control:
        return None
    size = abs(row.test_value) if row.test == "t" else math.sqrt(max(row.test_value, 0.0))
    flags = _odd_df(row, facts.treat - 1 if facts.paired else facts.treat + facts.control - 2)
    if facts.paired:
        return _assumed(es.paired_g_from_t(towards * size, facts.treat, facts.correlation), facts, flags)
    return es.g_from_t(towards * size, facts.treat, facts.control, imputed=flags)


def _odd_df(row: Effect, expected: int) -> tuple[str, ...]:
    """A remark where the degrees of freedom are not those of a comparison of two means of these subjects."""
    df = row.df1 if row.test == "t" else row.df2
    if df is None or abs(df - expected) <= 0.2 * expected:
        return ()
    return (f"{df:g} degrees of freedom, {expected} expected: repeated measurements taken for one",)


def _from_odds_ratio(facts: Facts) -> EffectSize | None:
    row = facts.row
    if row.effect_type != "odds_ratio" or row.value is None or not _ends(row) or row.error_kind != "ci95":
        return None
    low, high = float(row.low or 0), float(row.high or 0)
    treat, control = facts.treat, facts.control
    return es.ratio_from_interval(row.value, low, high, "log_odds_ratio", n_treat=treat, n_control=control)


def _from_p(facts: Facts) -> EffectSize | None:
    row, towards = facts.row, facts.towards
    if row.p_value is None or row.p_bound != "equal" or not towards or not facts.treat or not facts.control:
        return None
    flags = ("size from p; a test of two means assumed",)
    if facts.paired:
        t = towards * statistic_from_p(row.p_value, facts.treat - 1)
        return _assumed(es.paired_g_from_t(t, facts.treat, facts.correlation), facts, flags)
    found = es.g_from_p(row.p_value, facts.treat, facts.control, towards)
    return replace(found, imputed=(*found.imputed, *flags))


def _assumed(size: EffectSize, facts: Facts, flags: tuple[str, ...] = ()) -> EffectSize:
    """A size that rests on the assumed within-person correlation, marked."""
    said = f"within-person correlation taken as {facts.correlation:g}"
    return replace(size, imputed=(*size.imputed, said, *flags))


def _from_correlation(facts: Facts) -> EffectSize | None:
    row = facts.row
    if row.effect_type != "correlation" or row.value is None or not facts.treat:
        return None
    ranks = ("rank correlation taken for one of values",) if row.test == "rho" else _NO_FLAGS
    found = es.smd_from_correlation(es.correlation(row.value, facts.treat))
    return replace(found, imputed=(*found.imputed, *ranks))


def _ways(row: Effect) -> tuple[tuple[str, Callable[[Facts], EffectSize | None]], ...]:
    """What can give a size: two means or risks that are compared, or a correlation; an interaction or a course not."""
    if row.contrast_kind in ("intervention", "groups", "within_arm"):
        return _ORDER
    return (("correlation", _from_correlation),) if row.contrast_kind == "association" else ()


_ORDER: tuple[tuple[str, Callable[[Facts], EffectSize | None]], ...] = (
    ("means", _from_means),
    ("counts", _from_counts),
    ("published", _from_published),
    ("test", _from_test),
    ("odds ratio", _from_odds_ratio),
    ("exact p", _from_p),
)
