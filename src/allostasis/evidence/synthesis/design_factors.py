"""Which features of the trials go with which results, and where too few trials print a feature to say.

A factor is analysed if it is known for at least half of the samples and two of its levels hold at least three samples
each. Everything else is counted and refused. Each factor is looked at alone: with so few trials their effects cannot
be told apart, and none of this is a test of one factor against another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from allostasis.evidence.meta.sign_and_size import Belief, Slope, beliefs, slope
from allostasis.evidence.synthesis.effect_of_row import RowEffect, reports_of
from allostasis.evidence.synthesis.harvest import HarvestLine, harvest

__all__ = ["ENOUGH_PER_LEVEL", "Factor", "Level", "design_factors"]

ENOUGH_PER_LEVEL = 3


@dataclass(frozen=True)
class Level:
    """One level of a factor: how many samples found what, which they are, and what follows for a new study."""

    name: str
    samples: int
    positive: int
    none: int
    negative: int
    mixed: int
    belief: Belief | None
    lines: tuple[HarvestLine, ...] = ()


@dataclass(frozen=True)
class Factor:
    """One design factor.

    Args:
        name: the factor in words.
        known: number of samples for which it is known.
        samples: number of samples in the question.
        levels: its levels, the larger first.
        difference: second minus first level in g, where exactly two levels are large enough.
        says: the finding, or why there is none, as a sentence.
    """

    name: str
    known: int
    samples: int
    levels: tuple[Level, ...]
    difference: Slope | None
    says: str


@dataclass(frozen=True)
class _Split:
    """The rows of a question by the level of one factor, and which levels are large enough to analyse."""

    name: str
    by_level: dict[str, list[RowEffect]]
    samples: int
    known: int
    analysed: tuple[str, ...]

    @property
    def is_common(self) -> bool:
        """Whether the factor is known for at least half of the samples."""
        return 2 * self.known >= self.samples > 0


def design_factors(rows: Sequence[RowEffect], correlation: float = 0.5) -> tuple[Factor, ...]:
    """All coded design factors of the rows, analysed where enough samples print them."""
    splits = [_split(name, level_of, rows) for name, level_of in _FACTORS.items()]
    asked = [(split.name, level) for split in splits for level in split.analysed]
    groups = [reports_of(split.by_level[level]) for split in splits for level in split.analysed]
    after = dict(zip(asked, beliefs(groups, correlation=correlation), strict=True))
    return tuple(_factor(split, after, correlation) for split in splits)


def _split(name: str, level_of: Callable[[RowEffect], str | None], rows: Sequence[RowEffect]) -> _Split:
    by_level: dict[str, list[RowEffect]] = {}
    for row in rows:
        if (level := level_of(row)) is not None:
            by_level.setdefault(level, []).append(row)
    samples = len({row.effect.sample_id for row in rows})
    known = len({row.effect.sample_id for members in by_level.values() for row in members})
    counts = {level: len({row.effect.sample_id for row in members}) for level, members in by_level.items()}
    large = [level for level in sorted(counts, key=lambda each: -counts[each]) if counts[level] >= ENOUGH_PER_LEVEL]
    split = _Split(name, by_level, samples, known, tuple(large))
    return split if split.is_common and len(large) >= 2 else replace(split, analysed=())


def _factor(split: _Split, after: dict[tuple[str, str], Belief], correlation: float) -> Factor:
    levels = [_level(name, rows, after.get((split.name, name))) for name, rows in split.by_level.items()]
    levels.sort(key=lambda level: (-level.samples, level.name))
    pair = [level.name for level in levels if level.belief is not None]
    difference = _difference(split.by_level, pair, correlation) if len(pair) == 2 else None
    says = _says(split, levels, difference)
    return Factor(split.name, split.known, split.samples, tuple(levels), difference, says)


def _level(name: str, rows: Sequence[RowEffect], after: Belief | None) -> Level:
    found = harvest(rows)
    positive, none, negative, mixed = (found.count(word) for word in ("positive", "none", "negative", "mixed"))
    return Level(name, len(found.lines), positive, none, negative, mixed, after, found.lines)


def _difference(by_level: dict[str, list[RowEffect]], pair: Sequence[str], correlation: float) -> Slope | None:
    """Second minus first level; None if a sample stands in both."""
    first, second = (by_level[name] for name in pair)
    if {row.effect.sample_id for row in first} & {row.effect.sample_id for row in second}:
        return None
    moderator = {row.effect.sample_id: 0.0 for row in first} | {row.effect.sample_id: 1.0 for row in second}
    return slope(reports_of([*first, *second]), moderator, correlation=correlation)


def _says(split: _Split, levels: Sequence[Level], difference: Slope | None) -> str:
    start = f"{split.name}: known for {split.known} of {split.samples} samples"
    if not split.is_common:
        return f"{start}{', too few' if split.known else ''}; not analysed"
    analysed = [level for level in levels if level.belief is not None]
    if not analysed:
        return f"{start}; fewer than two levels with {ENOUGH_PER_LEVEL} samples, not analysed"
    parts = [f"{level.name} {round(100 * level.belief.new_positive)} %" for level in analysed if level.belief]
    text = f"{start}; probability that the true effect of a new study is above zero: {', '.join(parts)}"
    if difference is None:
        return f"{text}; a sample stands in both, so no difference" if len(analysed) == 2 else text
    return f"{text}; {_tells_apart(analysed, difference)}"


def _tells_apart(levels: Sequence[Level], difference: Slope) -> str:
    first, second = levels[0].name, levels[1].name
    numbers = f"difference in g {difference.mean:+.2f} (95 % interval {difference.low:.2f} to {difference.high:.2f})"
    if difference.low > 0 or difference.high < 0:
        return f"{second} and {first} differ, {numbers}"
    return f"{second} and {first} cannot be told apart, {numbers}"


def _dose(row: RowEffect) -> str | None:
    value, unit = row.effect.dose_value, row.effect.dose_unit
    if value is None:
        value, unit = row.study.dose_value, row.study.dose_unit
    if value is None or unit != "IU":
        return None
    return "40 IU or more" if value >= 40 else "below 40 IU"


def _treatment(row: RowEffect) -> str | None:
    kinds = {"methadone": "opioid agonist", "buprenorphine": "opioid agonist", "agonist": "opioid agonist"}
    return kinds.get(row.study.treatment or "", "no opioid agonist" if row.study.treatment == "none" else None)


def _provocation(row: RowEffect) -> str | None:
    return row.effect.provocation or row.study.provocation


def _sex(row: RowEffect) -> str | None:
    share = row.study.percent_female
    if share is None:
        return None
    return {0.0: "men only", 100.0: "women only"}.get(share, "women and men")


def _last_use(row: RowEffect) -> str | None:
    days = row.study.days_since_last_use
    return None if days is None else "up to 14 days" if days <= 14 else "over 14 days"


def _dose_to_test(row: RowEffect) -> str | None:
    minutes = row.effect.dose_to_test_minutes
    minutes = row.study.dose_to_test_minutes if minutes is None else minutes
    return None if minutes is None else "up to 40 min" if minutes <= 40 else "over 40 min"


_FACTORS: dict[str, Callable[[RowEffect], str | None]] = {
    "single or repeated doses": lambda row: row.study.dosing,
    "dose": _dose,
    "dose-to-test time": _dose_to_test,
    "opioid agonist treatment": _treatment,
    "time since last use": _last_use,
    "provocation": _provocation,
    "alone or in a group": lambda row: row.study.context,
    "sex": _sex,
    "trauma or attachment examined": lambda row: "examined" if row.study.moderator else None,
    "design": lambda row: row.study.design_kind,
    "measure": lambda row: row.effect.outcome.replace("_", " "),
    "device": lambda row: row.study.device,
    "substance": lambda row: row.study.substance,
}
