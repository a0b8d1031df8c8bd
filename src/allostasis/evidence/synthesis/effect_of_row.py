"""From one row to a number on the common scale, or to what else it says: bounds, or only a sign.

A row gives a size by the first of these ways that its cells allow:

    means       means, spreads and numbers of both arms
    counts      events of both arms; the odds ratio becomes an SMD
    published   a printed g, d or dz
    test        t, or F with one numerator degree of freedom
    odds ratio  a printed odds ratio with its interval; becomes an SMD
    exact p     a printed p with its direction
    correlation a printed r, of an association; becomes an SMD

"p < 0.001" and verdicts in words are no sizes: they give bounds of the estimate in standard errors. The signs of all
sizes are turned so that positive is good for the subject (for a marker: higher). What is assumed on the way is listed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from allostasis.evidence.library import Evidence
from allostasis.evidence.meta import effect_sizes as es
from allostasis.evidence.meta.effect_sizes import EffectSize
from allostasis.evidence.meta.effect_sizes.quantiles import statistic_from_p
from allostasis.evidence.meta.sign_and_size import Report
from allostasis.evidence.rows import Effect, Outcome, Study
from allostasis.evidence.synthesis.row_sizes import Facts, first_size

__all__ = [
    "CORRELATION",
    "TYPICAL_ANIMALS",
    "TYPICAL_SIZES",
    "RowEffect",
    "effect_of_row",
    "effects_of_rows",
    "reports_of",
]

CORRELATION = 0.5
"""Within-person correlation where none was printed: assumed, and swept from 0.3 to 0.7."""
TYPICAL_SIZES = (16, 24, 36, 60, 100)
"""Numbers of people, equally likely, for a study of unknown size among fewer than five of known size. Assumed: the
trials of this field are pilots of a few dozen people."""
TYPICAL_ANIMALS = (10, 14, 18, 24, 36)
"""The same for animals. Assumed: groups of five to eighteen."""
_SIGNIFICANT = 1.959964
_NO_FLAGS: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowEffect:
    """What one row says.

    Args:
        effect: the row.
        study: its study.
        sign: +1 good for the subject (a marker: higher), -1 bad, 0 no significant difference, None not one sign.
        information: "size", "bound" (a p below or above a limit), "sign", or "none" (no single verdict).
        way: how the size was found, or what stands in for it.
        size: standardised mean difference; None if the row gives none.
        ratio: log odds ratio, where the row gives one.
        n: number of subjects, if known.
        is_paired: whether the same subjects had both treatments.
        low: lower bound of estimate / standard error.
        high: upper bound.
        flags: what was assumed or could not be used, one phrase each.
    """

    effect: Effect
    study: Study
    sign: int | None
    information: str
    way: str
    size: EffectSize | None
    ratio: EffectSize | None
    n: int | None
    is_paired: bool
    low: float
    high: float
    flags: tuple[str, ...]

    @property
    def is_swept(self) -> bool:
        """Whether the size depends on an assumed within-person correlation."""
        return self.size is not None and any("within-person correlation" in flag for flag in self.size.imputed)


def effects_of_rows(evidence: Evidence, rows: Sequence[Effect], correlation: float = CORRELATION) -> list[RowEffect]:
    """What each row says; `correlation` is taken within persons where none was printed."""
    return [
        effect_of_row(row, evidence.studies[row.study_id], evidence.outcomes[row.outcome], correlation) for row in rows
    ]


def effect_of_row(row: Effect, study: Study, outcome: Outcome, correlation: float = CORRELATION) -> RowEffect:
    """What one row says: a size if its cells allow one, else bounds, else a sign."""
    facts = _facts(row, study, outcome, correlation)
    way, found, refused = first_size(facts)
    ratio = found if found is not None and found.measure == "log_odds_ratio" else None
    size = es.smd_from_odds_ratio(ratio) if ratio is not None else found
    low, high, information = _bounds(row, facts.sign)
    if size is not None:
        information = "size"
    flags = (*facts.flags, *refused) if size is None else (*facts.flags, *size.imputed, *refused)
    return RowEffect(
        effect=row,
        study=study,
        sign=facts.sign,
        information=information,
        way=way or _WAYS[information],
        size=size,
        ratio=ratio,
        n=_number(row, study, facts),
        is_paired=facts.paired,
        low=low,
        high=high,
        flags=tuple(dict.fromkeys(flags)) if size is not None or refused else (),
    )


def reports_of(rows: Sequence[RowEffect]) -> list[Report]:
    """The rows for the sign-and-size synthesis; one true effect per sample. Rows without a single verdict are left out.

    A row of unknown size may be as large as the others: five quantiles of the known numbers of subjects, or
    `TYPICAL_SIZES` (animals: `TYPICAL_ANIMALS`) if fewer than five are known.
    """
    known = sorted(row.n for row in {row.effect.sample_id: row for row in rows if row.n}.values() if row.n)
    typical = TYPICAL_SIZES if all(row.study.species == "human" for row in rows) else TYPICAL_ANIMALS
    spread = [known[(2 * i + 1) * len(known) // 10] for i in range(5)] if len(known) >= 5 else typical
    reports = []
    for row in rows:
        sample = row.effect.sample_id
        if row.size is not None:
            reports.append(Report(sample, (row.size.se,), row.size.estimate))
        elif row.information in ("bound", "sign"):
            errors = (_error(row),) if row.n else tuple(_error(replace(row, n=n)) for n in spread)
            reports.append(Report(sample, errors, None, row.low, row.high))
    return reports


def _error(row: RowEffect) -> float:
    """Standard error of g near zero: sqrt(1/n1 + 1/n2), or sqrt(2 (1 - r) / n) if the same subjects had both."""
    n_treat, n_control, total = row.effect.n_treat, row.effect.n_control, row.n or 0
    if row.is_paired:
        return math.sqrt(2 * (1 - CORRELATION) / total)
    if n_treat and n_control:
        return math.sqrt(1 / n_treat + 1 / n_control)
    return math.sqrt(4 / total)


def _facts(row: Effect, study: Study, outcome: Outcome, correlation: float) -> Facts:
    crossed = study.design_kind in ("crossover", "within_subject") and row.contrast_kind != "groups"
    paired = crossed or row.contrast_kind == "within_arm"
    treat, control = row.n_treat, row.n_control
    flags = _NO_FLAGS
    if row.contrast_kind == "association":
        treat, paired = treat or study.n_total, False
    elif paired and not crossed:
        control = treat  # one arm of a trial: the number in the study is not its own
    elif paired:
        treat = control = treat or control or study.n_total
        flags = () if row.n_treat or row.n_control or not treat else ("number of subjects: all of the study",)
    elif treat is None and control is None and study.n_total and study.n_total >= 4:
        treat = control = study.n_total // 2
        flags = ("arms of equal size assumed",)
    return Facts(row, outcome.good_direction, _sign(row, outcome), paired, treat, control, correlation, flags)


def _sign(row: Effect, outcome: Outcome) -> int | None:
    """Which way the row points; its verdict first, then the direction of the measure."""
    if outcome.good_direction != "neither":
        verdicts = {"better": 1, "worse": -1, "null": 0}
        if row.verdict in verdicts:
            return verdicts[row.verdict]
        if row.verdict == "mixed":
            return None
    moved = {"higher": 1, "lower": -1, "null": 0}.get(row.direction)
    return -moved if moved is not None and outcome.good_direction == "lower" else moved


def _number(row: Effect, study: Study, facts: Facts) -> int | None:
    if facts.paired or row.contrast_kind == "association":
        return facts.treat
    return row.n_treat + row.n_control if row.n_treat and row.n_control else study.n_total


def _bounds(row: Effect, sign: int | None) -> tuple[float, float, str]:
    """Bounds of estimate / standard error, from p with its bound or from the verdict (two-sided, 0.05)."""
    if sign is None:
        return -math.inf, math.inf, "none"
    limit, information = _SIGNIFICANT, "sign"
    if row.p_value and row.p_value < 1 and row.p_bound in ("below", "equal") and sign:
        limit, information = float(statistic_from_p(row.p_value)), "bound"
    if sign == 0:
        return -_SIGNIFICANT, _SIGNIFICANT, information
    return (limit, math.inf, information) if sign > 0 else (-math.inf, -limit, information)


_WAYS = {"bound": "p below a limit", "sign": "only a verdict", "none": "no single verdict"}
