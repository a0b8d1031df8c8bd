"""Effect sizes of a question as arrays, and how the errors of the sizes of one sample hang together.

Sizes of different samples are independent. Two sizes of one sample have one assumed correlation of their errors, unless
the rows show that they compare different treated arms with the same control arm of a parallel trial: what such sizes
share follows from the numbers of people (Gleser & Olkin 2009; see `shared_control_smd`), and nothing is assumed.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from allostasis.evidence.meta.effect_sizes.effect import EffectSize
from allostasis.evidence.synthesis.effect_of_row import CORRELATION, RowEffect

__all__ = ["Sizes", "combined", "sampling_covariance", "sizes_of", "smallness_of"]


@dataclass(frozen=True)
class Sizes:
    """Effect sizes of one measure as arrays, one entry per row.

    Args:
        effect_ids: the rows.
        samples: the independent sample of each row.
        estimates: shape (k,).
        variances: sampling variances, shape (k,).
        measure: "smd" or "log_odds_ratio".
        controls: label of the control arm of each row; rows with one label share it. Empty if that is not known.
        n_treat: people in the treated arm, shape (k,); NaN where `controls` is empty.
        n_control: people in the control arm, shape (k,); NaN where `controls` is empty.
        smallness: how small each sample is, from the numbers of people alone, shape (k,); see `smallness_of`. NaN
            where they are not known, and for odds ratios.
    """

    effect_ids: tuple[str, ...]
    samples: tuple[str, ...]
    estimates: Any
    variances: Any
    measure: str
    controls: tuple[str, ...]
    n_treat: Any
    n_control: Any
    smallness: Any

    @property
    def independent(self) -> int:
        """Number of independent samples."""
        return len(set(self.samples))

    @property
    def sharing(self) -> int:
        """Number of rows that share their control arm with another row."""
        return sum(bool(control) for control in self.controls)


def sizes_of(rows: Sequence[RowEffect], correlation: float = CORRELATION) -> Sizes:
    """The sizes of the rows: log odds ratios if all are, else standardised mean differences.

    Args:
        rows: what each row says.
        correlation: within-person correlation with which the sizes of paired rows were made.
    """
    sized = [row for row in rows if row.size is not None]
    ratios = bool(sized) and all(row.ratio is not None for row in sized)
    chosen: list[EffectSize] = [size for row in sized if (size := row.ratio if ratios else row.size) is not None]
    controls = _controls(sized)
    arms = [(row.effect.n_treat, row.effect.n_control) if controls[i] else (None, None) for i, row in enumerate(sized)]
    people = np.array(arms, dtype=float).reshape(len(sized), 2)
    return Sizes(
        tuple(row.effect.effect_id for row in sized),
        tuple(row.effect.sample_id for row in sized),
        np.array([size.estimate for size in chosen]),
        np.array([size.variance for size in chosen]),
        "log_odds_ratio" if ratios else "smd",
        controls,
        people[:, 0],
        people[:, 1],
        np.array([np.nan if ratios else smallness_of(row, correlation) for row in sized]),
    )


def smallness_of(row: RowEffect, correlation: float = CORRELATION) -> float:
    """How small the sample behind a standardised mean difference is, untouched by the difference itself.

    sqrt(1/n1 + 1/n2) for two groups, sqrt(2 (1 - r) / n) for the same people twice (sqrt(1/n) at r = 0.5): the part of
    the standard error that does not depend on the effect (Pustejovsky & Rodgers 2019, Res Synth Methods 10:57-71, for
    two groups; for pairs the same part of Becker's variance, our extension). Of a size that was converted from an odds
    ratio it says how many people there were, and is not that part. NaN where the numbers are not known.
    """
    size = row.size
    if size is None or size.n_treat is None or row.way == "correlation":
        return np.nan
    if row.is_paired:
        return float(np.sqrt(2 * (1 - correlation) / size.n_treat))
    return float(np.sqrt(1 / size.n_treat + 1 / size.n_control)) if size.n_control else np.nan


def combined(sizes: Sizes, correlation: float) -> Sizes:
    """One size per sample: the mean of its sizes, whose errors hang together (Borenstein 2009, eq. 24.4)."""
    names = tuple(dict.fromkeys(sizes.samples))
    covariance = sampling_covariance(sizes, correlation)
    members = [np.flatnonzero([sample == name for sample in sizes.samples]) for name in names]
    none = np.full(len(names), np.nan)
    return Sizes(
        names,
        names,
        np.array([sizes.estimates[held].mean() for held in members]),
        np.array([covariance[np.ix_(held, held)].mean() for held in members]),
        sizes.measure,
        ("",) * len(names),
        none,
        none,
        np.array([sizes.smallness[held].mean() for held in members]),
    )


def sampling_covariance(sizes: Sizes, correlation: float) -> Any:
    """Sampling covariance of the sizes, shape (k, k); the correlation is taken where no shared arm gives the number."""
    se = np.sqrt(sizes.variances)
    samples = np.array(sizes.samples)
    covariance = correlation * np.outer(se, se) * (samples[:, None] == samples[None, :])
    for control in set(sizes.controls) - {""}:
        held = np.flatnonzero([label == control for label in sizes.controls])
        covariance[np.ix_(held, held)] = _shared(sizes, held)
    np.fill_diagonal(covariance, sizes.variances)
    return covariance


def _shared(sizes: Sizes, held: Any) -> Any:
    from allostasis.evidence.meta.covariance import shared_control_smd

    arms = (sizes.n_treat[held], sizes.n_control[held])
    return shared_control_smd(sizes.estimates[held], *arms, ["one"] * len(held), variances=sizes.variances[held])


def _controls(rows: Sequence[RowEffect]) -> tuple[str, ...]:
    """A label for each control arm that several rows share, else nothing.

    Rows share one if they are sizes from means of one parallel trial, whose outcome, scale, time, subgroup, comparator
    and control arm (number, mean and spread) are the same, and whose treatments are not.
    """
    keys = [_control(row) for row in rows]
    treatments: dict[Hashable, set[Hashable]] = {}
    for row, key in zip(rows, keys, strict=True):
        treatments.setdefault(key, set()).add(_treatment(row))
    shared = [key for key in treatments if key is not None and len(treatments[key]) == keys.count(key) > 1]
    return tuple(f"control {shared.index(key)}" if key in shared else "" for key in keys)


def _control(row: RowEffect) -> Hashable:
    cells, study = row.effect, row.study
    if row.way != "means" or study.design_kind != "parallel" or cells.contrast_kind != "intervention":
        return None
    arm = (cells.n_control, cells.mean_control, cells.spread_control)
    what = (cells.outcome, cells.scale, cells.timepoint, cells.subgroup, cells.comparator)
    return (study.study_id, cells.sample_id, *what, *arm)


def _treatment(row: RowEffect) -> Hashable:
    cells = row.effect
    return (cells.intervention, cells.contrast, cells.dose_value, cells.dose_unit)
