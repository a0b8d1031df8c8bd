"""From rows to independent samples, and from samples to a verdict, by a rule that is fixed before the rows are read.

The thresholds are conventions: no theory gives them. They are mirror images, so that turning every row round turns the
verdict round.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from math import comb

from allostasis.evidence.claims.standing import Standing

ENOUGH_SAMPLES = 3
SECONDARY_WEIGHT = 0.5
SECONDARY_LEVELS = frozenset({"secondary_review", "secondary_summary"})
CLEAR, MOST, NOTHING_SEEN = 0.8, 0.5, 0.75
"""Net share of samples for a clear verdict, for a leaning one, and share of neutral samples for no effect."""
HALFWAY = 1.5
"""Mean step from which a combined verdict is clear: halfway between "mostly" and "wholly"."""

RULE = (
    "A row is for a statement, against it or neutral by its own direction. Neutral is a result that was not "
    "significant, or whose sign depends on something else. A row that does not say which way its result went is "
    "shown, not counted.",
    "The rows of one sample count once: most of them decide, and a tie is neutral. A sample that is known only "
    "from a secondary source weighs one half, any other sample one.",
    "Species are judged apart. With the weights F for, A against and N neutral, the net share of a species is (F "
    "- A)/(F + A + N). From 0.8 on the statement is supported, above 0.5 mostly supported; the mirror images are "
    "contradicted and mostly contradicted. In between, it says no effect seen if N is at least 0.75 of the whole, "
    "and mixed otherwise.",
    "Fewer than three samples, by weight, are too little evidence, whichever way they point. Without a counted row "
    "there is no evidence.",
    "A statement seen in several species, and a claim with several statements, take the mean of their steps: "
    "supported 2, mostly supported 1, mixed or no effect seen 0, mostly contradicted -1, contradicted -2; too "
    "little evidence 1, 0 or -1; a statement of a claim without evidence 0. From 1.5 on it is supported, above "
    "0.5 mostly supported, and so on downwards. If one of several points the other way, the whole is at best mostly "
    "supported, or at worst mostly contradicted; a claim also if one of its statements has no or too little evidence.",
    "A claim of which fewer than half of the statements have enough evidence is neither supported nor contradicted, "
    "nor mostly so: it has too little evidence itself, even where all that there is points one way. Where its "
    "statements lean to neither side, it stays mixed or no effect seen.",
    "A claim that results are mixed is supported if at least a quarter of the samples, by weight, are for and at "
    "least a quarter are not; mostly supported from one eighth on; otherwise contradicted.",
    "The probability is that more than half of the samples which show a direction are for the statement, after a "
    "uniform prior. It takes for granted that studies are published whatever they find.",
    "The thresholds and weights are conventions; no theory gives them.",
)
"""How a verdict follows from the rows, one rule after the other."""


class Verdict(StrEnum):
    """What the rows say about a statement or a claim."""

    SUPPORTED = "supported"
    MOSTLY_SUPPORTED = "mostly supported"
    MIXED = "mixed"
    NO_EFFECT = "no effect seen"
    MOSTLY_CONTRADICTED = "mostly contradicted"
    CONTRADICTED = "contradicted"
    THIN_FOR = "too little evidence, so far for it"
    THIN_OPEN = "too little evidence, open"
    THIN_AGAINST = "too little evidence, so far against it"
    NO_EVIDENCE = "no evidence"

    @property
    def step(self) -> int:
        """How far the verdict leans, from -2 (contradicted) to 2 (supported)."""
        return _STEPS.get(self, 0)

    @property
    def is_thin(self) -> bool:
        """Whether there is too little evidence: fewer than three independent samples, by weight."""
        return self in (Verdict.THIN_FOR, Verdict.THIN_OPEN, Verdict.THIN_AGAINST)

    @property
    def mirror(self) -> Verdict:
        """The verdict if every row pointed the other way."""
        return _MIRROR.get(self, self)


_STEPS = {
    Verdict.SUPPORTED: 2,
    Verdict.MOSTLY_SUPPORTED: 1,
    Verdict.THIN_FOR: 1,
    Verdict.THIN_AGAINST: -1,
    Verdict.MOSTLY_CONTRADICTED: -1,
    Verdict.CONTRADICTED: -2,
}
_PAIRS = (
    (Verdict.SUPPORTED, Verdict.CONTRADICTED),
    (Verdict.MOSTLY_SUPPORTED, Verdict.MOSTLY_CONTRADICTED),
    (Verdict.THIN_FOR, Verdict.THIN_AGAINST),
)
_MIRROR = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])}


def standing_of_sample(standings: Iterable[Standing]) -> Standing:
    """Where a sample stands: what most of its rows say; a tie is neutral, and rows that say nothing do not count."""
    counted = [standing for standing in standings if standing is not Standing.UNKNOWN]
    if not counted:
        return Standing.UNKNOWN
    numbers = {standing: counted.count(standing) for standing in set(counted)}
    most = [standing for standing, number in numbers.items() if number == max(numbers.values())]
    return most[0] if len(most) == 1 else Standing.NEUTRAL


def weight_of_sample(source_levels: Iterable[str]) -> float:
    """One half for a sample of which every row was read in a secondary source, otherwise one.

    An assumption: a summary by others can be wrong about a result, but is rarely wrong about its direction.
    """
    return SECONDARY_WEIGHT if set(source_levels) <= SECONDARY_LEVELS else 1.0


def verdict_of_samples(samples: Sequence[tuple[Standing, float]]) -> Verdict:
    """The verdict on a statement from independent samples of one species, each with its standing and weight."""
    counted = [(standing, weight) for standing, weight in samples if standing is not Standing.UNKNOWN]
    if not counted:
        return Verdict.NO_EVIDENCE
    whole = sum(weight for _, weight in counted)
    net = (_weight(counted, Standing.FOR) - _weight(counted, Standing.AGAINST)) / whole
    if whole < ENOUGH_SAMPLES:
        return _leaning(net, Verdict.THIN_FOR, Verdict.THIN_OPEN)
    if abs(net) > MOST:
        strong = abs(net) >= CLEAR
        return _leaning(net, Verdict.SUPPORTED if strong else Verdict.MOSTLY_SUPPORTED, Verdict.MIXED)
    return Verdict.NO_EFFECT if _weight(counted, Standing.NEUTRAL) / whole >= NOTHING_SEEN else Verdict.MIXED


def over_species(verdicts: Iterable[Verdict]) -> Verdict:
    """One verdict on a statement from those of several species; a species without evidence does not count."""
    tested = [verdict for verdict in verdicts if verdict is not Verdict.NO_EVIDENCE]
    return _by_mean_step(tested, are_enough=True) if tested else Verdict.NO_EVIDENCE


def combine(verdicts: Iterable[Verdict]) -> Verdict:
    """One verdict on a claim from those of its statements.

    A statement that was not tested enough holds the claim back, because the claim says all of its statements; where
    most of them were not, the claim itself has too little evidence to lean on.
    """
    given = list(verdicts)
    tested = [verdict for verdict in given if verdict is not Verdict.NO_EVIDENCE]
    if not tested:
        return Verdict.NO_EVIDENCE
    enough = sum(not verdict.is_thin for verdict in tested)
    found = _by_mean_step(given, are_enough=enough == len(given))
    if 2 * enough >= len(given) or not found.step:
        return found
    return Verdict.THIN_FOR if found.step > 0 else Verdict.THIN_AGAINST


def _by_mean_step(verdicts: Sequence[Verdict], *, are_enough: bool) -> Verdict:
    """The verdict at the mean step; the clear one needs enough evidence everywhere and nothing the other way."""
    mean = sum(verdict.step for verdict in verdicts) / len(verdicts)
    tested = [verdict for verdict in verdicts if verdict is not Verdict.NO_EVIDENCE]
    if all(verdict.is_thin for verdict in tested):
        return _leaning(mean, Verdict.THIN_FOR, Verdict.THIN_OPEN)
    if all(verdict in (Verdict.NO_EFFECT, Verdict.THIN_OPEN) for verdict in tested):
        return Verdict.NO_EFFECT
    is_clear = abs(mean) >= HALFWAY and are_enough and not any(verdict.step * mean < 0 for verdict in tested)
    return _leaning(mean, Verdict.SUPPORTED if is_clear else Verdict.MOSTLY_SUPPORTED, Verdict.MIXED)


def verdict_of_disagreement(samples: Sequence[tuple[Standing, float]]) -> Verdict:
    """The verdict on a claim that results are mixed: how even samples for, and samples not for, are."""
    counted = [(standing, weight) for standing, weight in samples if standing is not Standing.UNKNOWN]
    if not counted:
        return Verdict.NO_EVIDENCE
    whole = sum(weight for _, weight in counted)
    if whole < ENOUGH_SAMPLES:
        return Verdict.THIN_OPEN
    share = _weight(counted, Standing.FOR) / whole
    smaller = min(share, 1 - share)
    if smaller < 1 / 8:
        return Verdict.CONTRADICTED
    return Verdict.SUPPORTED if smaller >= 1 / 4 else Verdict.MOSTLY_SUPPORTED


def probability_of_for(supporting: int, against: int) -> float:
    """Probability that more than half of all samples which show a direction are for the statement.

    With a uniform prior the share has the distribution Beta(1 + F, 1 + A), whose upper half has the probability
    P(X <= F) for X ~ Binomial(F + A + 1, 1/2): the identity of beta and binomial distribution for whole numbers.
    """
    n = supporting + against + 1
    return float(sum(comb(n, i) for i in range(supporting + 1)) / 2**n)


def _leaning(value: float, positive: Verdict, between: Verdict) -> Verdict:
    """`positive` or its mirror image, if the value leans clearly enough."""
    if abs(value) <= MOST:
        return between
    return positive if value > 0 else positive.mirror


def _weight(samples: Sequence[tuple[Standing, float]], wanted: Standing) -> float:
    return sum(weight for standing, weight in samples if standing is wanted)
