"""Design and findings of a study in our own words, made from the coded fields of the evidence.

No sentence here stands in a source. What was not seen is said to be unknown, or is left out.
"""

from __future__ import annotations

from typing import Any

from allostasis.evidence.rows import Effect, Study

__all__ = ["as_printed", "citation_place", "design_in_words", "finding_in_words", "number", "plain", "result_in_words"]

_DESIGNS = {
    "crossover": "crossover trial",
    "parallel": "trial with parallel arms",
    "within_subject": "within-subject study",
    "case_control": "comparison of groups",
    "cross_sectional": "cross-sectional study",
    "cohort": "cohort study",
    "daily_life": "study of daily life",
    "kinetics": "kinetic study",
    "laboratory": "laboratory experiment",
    "synthesis": "synthesis of studies by others",
}
_PEOPLE = {"human": "people", "rat": "rats", "mouse": "mice", "vole": "voles", "macaque": "macaques", "dog": "dogs"}
_BLINDING = {"double": "Double-blind", "single": "Single-blind", "open": "Open"}
_CHANGE = {
    "lower": "lower",
    "higher": "higher",
    "null": "no significant difference",
    "mixed": "different between conditions",
    "not_stated": "direction not stated",
}
_VERDICT = {"better": "better for the subject", "worse": "worse for the subject"}
_MOST_WORDS = 8
_INTERVAL = {"ci95": "95 % interval", "ci90": "90 % interval", "sd": "SD", "se": "SE", "range": "range", "iqr": "IQR"}


def plain(word: str) -> str:
    """A coded word as it is read: opioid_withdrawal is "opioid withdrawal"."""
    return word.replace("_", " ")


def number(value: float | None) -> str:
    """A number as printed, without digits that mean nothing; nothing if it is unknown."""
    return "" if value is None else f"{value:.6g}".replace("-", "−")


def citation_place(year: int | None, volume: str | None, issue: str | None, first: str, last: str) -> str:
    """Where an article stands, in the form of the journal page: 2022, 24, N5 (pages: 27 - 35)."""
    parts = [str(year) if year else "year not known"]
    parts += [volume] if volume else []
    parts += [f"N{issue}"] if issue else []
    pages = f" (pages: {first} - {last})" if last else f" (page: {first})" if first else ""
    return ", ".join(parts) + pages


def design_in_words(study: Study) -> str:
    """Who was studied and how, as sentences."""
    sentences = [_kind_and_subjects(study), _drug(study), _test(study)]
    return " ".join(sentence for sentence in sentences if sentence)


def _kind_and_subjects(study: Study) -> str:
    design = _DESIGNS.get(study.design_kind or "", "study")
    start = f"{_BLINDING[study.blinding]} {design}" if study.blinding else design[0].upper() + design[1:]
    if study.design_kind == "synthesis":
        return f"{start}: {study.population}."
    subjects = _PEOPLE.get(study.species, plain(study.species))
    count = f"{study.n_total} {subjects}" if study.n_total else f"{subjects} (number not seen)"
    extras = [study.strain] if study.strain else []
    if study.percent_female is not None:
        extras += [f"{number(study.percent_female)} % female"]
    return f"{start} in {count}: {'; '.join([study.population, *extras])}."


def _drug(study: Study) -> str:
    if not study.drug:
        return ""
    dose = f"{number(study.dose_value)} {study.dose_unit or ''}".strip() or study.dose_text or "dose not seen"
    repeated = {"single": "as a single dose", "repeated": "repeatedly"}.get(study.dosing or "")
    parts = [f"Given: {study.drug}, {dose}", study.route, repeated, study.schedule]
    return ", ".join(part for part in parts if part) + "."


def _test(study: Study) -> str:
    parts = [study.paradigm] if study.paradigm else []
    if study.treatment and study.treatment != "none":
        parts.append(f"opioid treatment: {plain(study.treatment)}")
    if study.dose_to_test_minutes is not None:
        parts.append(f"{number(study.dose_to_test_minutes)} min from dose to test")
    return f"Measured: {'; '.join(parts)}." if parts else ""


def finding_in_words(effect: Effect, meaning: str) -> str:
    """One reported result as a sentence.

    Args:
        effect: the row.
        meaning: what its outcome measures, in words.
    """
    good = f", {_VERDICT[effect.verdict]}" if effect.verdict in _VERDICT else ""
    who = f"; in {effect.subgroup}" if effect.subgroup else ""
    return f"{meaning[:1].upper()}{meaning[1:]}: {_CHANGE[effect.direction]}{good} ({effect.contrast}{who})."


def result_in_words(row: dict[str, Any]) -> str:
    """The number of a row of effects.csv with its interval, or the means of its arms; empty if neither was seen."""
    if row["value"] is not None:
        kind = plain(row["effect_type"])
        text = f"{kind} {number(row['value'])}" + (f" {row['unit']}" if row["unit"] else "")
        if row["low"] is not None and row["high"] is not None:
            text += (
                f" ({_INTERVAL.get(row['error_kind'] or '', 'interval')} {number(row['low'])} to {number(row['high'])})"
            )
        return text
    arms = [_arm(row, arm) for arm in ("treat", "control")]
    return " against ".join(arm for arm in arms if arm)


def as_printed(text: str | None) -> str:
    """A statistic as printed; empty for a statement that could be read as a sentence of the source.

    A number is a fact and short words are terms; more than eight words without a number are somebody's wording, and
    readers get the finding in our own words instead.
    """
    words = (text or "").split()
    return "" if len(words) > _MOST_WORDS and not any(c.isdigit() for c in "".join(words)) else text or ""


def _arm(row: dict[str, Any], arm: str) -> str:
    mean, spread, n = (row[f"{name}_{arm}"] for name in ("mean", "spread", "n"))
    if mean is not None:
        text = number(mean) + (f" ± {number(spread)}" if spread is not None else "")
        return text + (f" (n = {n})" if n else "")
    if row[f"events_{arm}"] is not None:
        return f"{number(row[f'events_{arm}'])} events" + (f" of {n}" if n else "")
    return ""
