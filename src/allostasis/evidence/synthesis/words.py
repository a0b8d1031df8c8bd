"""A synthesis in plain words, with its numbers."""

from __future__ import annotations

import math

from allostasis.evidence.meta.sign_and_size import SignAndSize
from allostasis.evidence.synthesis.pooling import Pooled, Pooling
from allostasis.evidence.synthesis.result import SpeciesPart, Synthesis
from allostasis.evidence.synthesis.selection import ANY, Question

__all__ = ["diagnostics_in_words", "favours", "harvest_in_words", "in_words", "percent", "pooled_in_words"]
__all__ += ["published_in_words", "sign_in_words", "species_in_words"]


def in_words(answer: Synthesis) -> str:
    """The answer as one paragraph."""
    asked = answer.question
    sentences = [asked.in_words(), _found(answer)]
    if answer.rows:
        sentences += [harvest_in_words(answer)]
        sentences += [_part(part, asked) for part in answer.species]
        sentences += species_in_words(answer)
        if answer.sign_and_size is not None:
            sentences += [pooled_in_words(answer.pooling, asked), *diagnostics_in_words(answer)]
            sentences += [sign_in_words(answer.sign_and_size, asked)]
    return " ".join([*sentences, *published_in_words(answer), *answer.limits])


def favours(asked: Question, estimate: float) -> str:
    """What the sign of a pooled result means."""
    if asked.good == "neither":
        return "higher" if estimate > 0 else "lower"
    if asked.contrast != "intervention":
        return "better in the first group" if estimate > 0 else "worse in the first group"
    treated = "the treatment" if asked.intervention == ANY else asked.intervention.replace("_", " ")
    return f"favours {treated}" if estimate > 0 else "favours the comparator"


def pooled_in_words(pooling: Pooling, asked: Question) -> str:
    """The pooled number with its interval, heterogeneity and prediction interval, or why there is none."""
    if pooling.pooled is None:
        return f"No pooled number: {pooling.why_not}."
    found = pooling.pooled
    text = f"Pooled: {_size(found)} ({favours(asked, found.estimate)}), 95 % interval {_range(found)}, "
    text += f"from {_count(found.rows, 'size')} of {_count(found.samples, 'independent sample')}; {found.model}"
    text += f"; tau {math.sqrt(found.tau2):.2f}" + (f", I2 {found.i2:.0f} %" if found.i2 is not None else "")
    if found.prediction_low is not None and found.prediction_high is not None:
        text += f"; a new sample is expected between {found.prediction_low:.2f} and {found.prediction_high:.2f}"
    return f"{text}." + (f" Caution: {found.note.rstrip('.')}." if found.note else "")


def diagnostics_in_words(answer: Synthesis) -> list[str]:
    """What the pooled number hangs on, as one sentence, if there is one."""
    found, pooled = answer.diagnostics, answer.pooling.pooled
    if found is None or pooled is None:
        return []
    is_ratio = pooled.measure == "log_odds_ratio"
    tried = [each.estimate for each in found.leave_one_out if each.estimate is not None]
    ends = (_one_number(min(tried), is_ratio), _one_number(max(tried), is_ratio)) if tried else ()
    text = [f"without one sample {' to '.join(ends)}"] if ends else []
    text += [f"Egger p {found.egger_p:.2g}"] if found.egger_p is not None else []
    if found.filled is not None and found.filled_estimate is not None:
        filled = _one_number(found.filled_estimate, is_ratio)
        text += [f"trim and fill adds {found.filled}" + (f" and gives {filled}" if found.filled else "")]
    sentence = f"Weak points ({found.model}): {', '.join(text) or 'nothing can be tested'}"
    sentence += f"; {found.note}." if found.note else "."
    why = f"Egger's test goes by {found.egger_predictor}: {found.egger_reason}."
    return [sentence, why] if found.egger_p is not None else [sentence]


def _one_number(value: float, is_ratio: bool) -> str:
    return f"{math.exp(value):.2f}" if is_ratio else f"{value:+.2f}"


def sign_in_words(answer: SignAndSize, asked: Question) -> str:
    """The sign-and-size synthesis in two sentences."""
    after, before = answer.posterior, answer.prior
    if not answer.k:
        return "Signs and sizes: no sample gives a single verdict, so what is believed is the prior."
    way = "above zero" if asked.good == "neither" else "in the good direction"
    return (
        f"Signs and sizes of {_count(answer.k, 'sample')} together: mean g {after.mean:+.2f} "
        f"(95 % {after.low:.2f} to {after.high:.2f}), spread between studies tau {after.tau_mean:.2f} "
        f"({after.tau_low:.2f} to {after.tau_high:.2f}). The true effect of a new study of this kind is {way} "
        f"with probability {percent(after.new_positive)} (before any row {percent(before.new_positive)}), "
        f"and above 0.2 with {percent(after.new_worthwhile)} (before any row {percent(before.new_worthwhile)})."
    )


def percent(share: float) -> str:
    """A probability as whole per cent."""
    return f"{round(100 * share)} %"


def harvest_in_words(answer: Synthesis) -> str:
    """Verdicts of the independent samples as one sentence."""
    good, bad = ("higher", "lower") if answer.question.good == "neither" else ("better", "worse")
    count = answer.harvest.count
    return (
        f"Of {_count(len(answer.harvest.lines), 'independent sample')}, {count('positive')} found {good}, "
        f"{count('none')} no significant difference, {count('negative')} {bad}, {count('mixed')} mixed."
    )


def species_in_words(answer: Synthesis) -> list[str]:
    """The difference of two species as one sentence, if there is one."""
    found = answer.species_difference
    if found is None:
        return []
    first, second = (name.replace("_", " ") for name in answer.question.species)
    text = f"{second.capitalize()} minus {first}: g {found.mean:+.2f} (95 % {found.low:.2f} to {found.high:.2f})"
    return [f"{text}; this is not a test of species, because their trials differ in all else too."]


def published_in_words(answer: Synthesis) -> list[str]:
    """What others pooled, as one sentence, if anybody did."""
    if not answer.published:
        return []
    pools = "; ".join(each.in_words().replace("; ", ", ") for each in answer.published)
    return [f"Published by others (a check, never an input): {pools}."]


def _found(answer: Synthesis) -> str:
    if not answer.rows:
        return f"No row answers this; {_count(len(answer.excluded), 'row')} of these outcomes are left out."
    studies = "1 study" if len(answer.studies) == 1 else f"{len(answer.studies)} studies"
    size, sign = answer.samples_with("size"), answer.samples_with("bound") + answer.samples_with("sign")
    return (
        f"{_count(len(answer.rows), 'row')} of {studies} answer it; {_count(size, 'sample')} allow an effect size, "
        f"{sign} only a sign or a bound; {_count(len(answer.excluded), 'row')} left out, each with a reason."
    )


def _part(part: SpeciesPart, asked: Question) -> str:
    name = part.species.replace("_", " ").capitalize()
    text = f"{name} ({_count(part.samples, 'sample')}): {pooled_in_words(part.pooling, asked)}"
    return f"{text} {sign_in_words(part.sign_and_size, asked)}"


def _size(found: Pooled) -> str:
    if found.measure == "log_odds_ratio":
        return f"odds ratio {math.exp(found.estimate):.2f}"
    return f"g {found.estimate:+.2f}"


def _range(found: Pooled) -> str:
    ends = (found.low, found.high)
    low, high = (math.exp(end) for end in ends) if found.measure == "log_odds_ratio" else ends
    return f"{low:.2f} to {high:.2f}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
