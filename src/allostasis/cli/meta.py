"""`allostasis meta`: what the evidence says about one outcome, pooled where the rows allow it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from allostasis.evidence.synthesis import Synthesis

_NOTICE = "Research tool, not medical advice."

Outcome = Annotated[
    str | None,
    typer.Argument(metavar="OUTCOME", help="A family of outcomes, such as craving, or one outcome, such as cortisol."),
]
Exact = Annotated[bool, typer.Option("--exact", help="The outcome of this name alone, not the family.")]
SpeciesList = Annotated[
    list[str] | None,
    typer.Option("--species", help="Species; human if left out. Give it again for several, side by side."),
]
Population = Annotated[str, typer.Option(help="all, or oud: opioid use disorder (animals: opioid-taking).")]
Intervention = Annotated[str, typer.Option(help="Key of the treatment, or any.")]
Contrast = Annotated[str, typer.Option(help="Kind of comparison: intervention, groups, within_arm and so on.")]
Model = Annotated[str, typer.Option(help="auto, common, DL, HE, HS, SJ, PM, EB, ML, REML or CHE.")]
TestOf = Annotated[str, typer.Option("--test", help="knapp_hartung or normal; CHE has its own (CR2).")]
Correlation = Annotated[
    float,
    typer.Option(min=0.0, max=0.99, help="Correlation taken within persons and samples where none is printed."),
]
Roles = Annotated[str | None, typer.Option(help="Roles of studies that may enter, with commas; all if left out.")]
List = Annotated[bool, typer.Option("--list", help="List the families and outcomes that can be asked for, and stop.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print everything as JSON.")]
Directory = Annotated[
    Path | None, typer.Option(help="Directory with the tables; without it, those that come with the package.")
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Directory for tables and the answer in words.")]


def meta(
    outcome: Outcome = None,
    exact: Exact = False,
    species: SpeciesList = None,
    population: Population = "all",
    intervention: Intervention = "oxytocin",
    contrast: Contrast = "intervention",
    model: Model = "auto",
    test: TestOf = "knapp_hartung",
    correlation: Correlation = 0.5,
    roles: Roles = None,
    directory: Directory = None,
    list_outcomes: List = False,
    as_json: AsJson = False,
    output: Output = None,
) -> None:
    """Show what the evidence says about an outcome: every row, a pooled number or why there is none, and the signs.

    Examples: allostasis meta craving, allostasis meta withdrawal --population oud, allostasis meta cortisol --json.
    """
    if list_outcomes or outcome is None:
        families = _outcomes(directory)
        typer.echo(_as_json(families) if as_json else "\n".join(_list_lines(families)))
        return
    from allostasis.evidence import load
    from allostasis.evidence.snapshots import current
    from allostasis.evidence.synthesis import synthesise

    answer = synthesise(
        outcome,
        exact=exact,
        species=tuple(species) if species else "human",
        population=population,
        intervention=intervention,
        contrast=contrast,
        roles=[role.strip() for role in roles.split(",")] if roles is not None else None,
        model=model,  # type: ignore[arg-type]  # checked by `pool`, which names what is allowed
        test=test,  # type: ignore[arg-type]
        correlation=correlation,
        evidence=load(directory) if directory else None,
        snapshot=current(directory).name if directory else None,
    )
    if output is not None:
        from allostasis.cli.meta_files import write

        written = write(answer, output)
    typer.echo(_as_json({**answer.to_dict(), "notice": _NOTICE}) if as_json else "\n".join(lines(answer)))
    if output is not None and not as_json:
        typer.echo(f"Written to {output}: {', '.join(path.name for path in written)}")


def lines(answer: Synthesis) -> list[str]:
    """The answer for a reader at a terminal."""
    from allostasis.evidence.synthesis import words

    asked = answer.question
    text = [asked.in_words(), "", *_table(answer), ""]
    for part in answer.species:
        text += [f"{part.species.replace('_', ' ').capitalize()}: {words.pooled_in_words(part.pooling, asked)}"]
        text += [f"  {words.sign_in_words(part.sign_and_size, asked)}"]
    text += words.species_in_words(answer)
    if answer.sign_and_size is not None:
        text += [words.pooled_in_words(answer.pooling, asked)]
        text += [_swept(answer)] if answer.pooling.swept else []
        text += [f"  {sentence}" for sentence in words.diagnostics_in_words(answer)]
        text += ["", words.sign_in_words(answer.sign_and_size, asked)]
        text += [f"  with {each.assumption}: {_belief(each)}" for each in answer.sensitivity]
    text += ["", *_published(answer), *_harvest(answer), "", *_factors(answer), *_excluded(answer), ""]
    text += answer.limits
    roles = ", ".join(f"{role.replace('_', ' ')} {count}" for role, count in sorted(answer.roles.items()))
    return [*text, f"Studies by role: {roles or 'none'}.", f"Evidence {answer.snapshot}. {_NOTICE}"]


def _table(answer: Synthesis) -> list[str]:
    """One line per row: estimate where there is one, else what is known."""
    if not answer.rows:
        return ["No row answers this question."]
    width = max(len(row.effect.effect_id) for row in answer.rows)
    said = _signs(answer)
    out = [f"{'row':<{width}}  {'n':>4}  {'says':<8}  g (95 % interval)"]
    for row in answer.rows:
        number = row.way
        if row.size is not None:
            low, high = row.size.interval()
            number = f"{row.size.estimate:+.2f} ({low:.2f} to {high:.2f}), from {row.way}{' *' if row.flags else ''}"
        out.append(f"{row.effect.effect_id:<{width}}  {row.n or '?':>4}  {said[row.sign]:<8}  {number}")
    if any(row.size is not None and row.flags for row in answer.rows):
        out.append("* rests on an assumption; --json names it")
    return out


def _signs(answer: Synthesis) -> dict[int | None, str]:
    if answer.question.good == "neither":
        return {1: "higher", 0: "no diff.", -1: "lower", None: "mixed"}
    return {1: "better", 0: "no diff.", -1: "worse", None: "mixed"}


def _swept(answer: Synthesis) -> str:
    tried = (f"{r:g}: {found.estimate:+.2f} ({found.low:.2f} to {found.high:.2f})" for r, found in answer.pooling.swept)
    return f"  with a correlation of {'; '.join(tried)}"


def _belief(each: Any) -> str:
    from allostasis.evidence.synthesis.words import percent

    return f"mean g {each.mean:+.2f} ({each.low:.2f} to {each.high:.2f}), new study {percent(each.new_positive)}"


def _harvest(answer: Synthesis) -> list[str]:
    """The harvest in text: one mark per sample, o for a size, + for a bound, . for a sign."""
    from allostasis.evidence.synthesis.words import harvest_in_words

    marks = {"size": "o", "bound": "+", "sign": ".", "none": "?"}
    said = {"positive": _signs(answer)[1], "none": "no diff.", "negative": _signs(answer)[-1], "mixed": "mixed"}
    rows = []
    for verdict, name in said.items():
        found = [line for line in answer.harvest.lines if line.verdict == verdict]
        if found:
            names = ", ".join(f"{line.sample_id} {marks[line.information]}" for line in found)
            rows.append(f"  {name:<8}  {len(found):>3}  {names}")
    legend = ["  o size, + bound of p, . verdict only, ? no single verdict"] if rows else []
    return [harvest_in_words(answer), *rows, *legend]


def _published(answer: Synthesis) -> list[str]:
    if not answer.published:
        return []
    return ["Published by others: a check, never an input", *(f"  {each.in_words()}" for each in answer.published), ""]


def _factors(answer: Synthesis) -> list[str]:
    if not answer.factors:
        return []
    return ["Design factors, each by itself", *(f"  {factor.says}" for factor in answer.factors), ""]


def _excluded(answer: Synthesis) -> list[str]:
    if not answer.excluded:
        return ["No row of these outcomes is left out."]
    reasons = [f"  {count:>3}  {reason}" for reason, count in answer.reasons.items()]
    return [f"Left out: {len(answer.excluded)} rows of these outcomes (--json names each)", *reasons]


def _outcomes(directory: Path | None) -> dict[str, list[dict[str, Any]]]:
    """Outcomes by family, with the number of rows of each."""
    from collections import Counter

    from allostasis.evidence import load

    tables = load(directory)
    rows = Counter(effect.outcome for effect in tables.effects.values())
    families: dict[str, list[dict[str, Any]]] = {}
    for key, outcome in tables.outcomes.items():
        facts = {
            "outcome": key,
            "good_direction": outcome.good_direction,
            "meaning": outcome.meaning,
            "rows": rows[key],
        }
        families.setdefault(outcome.family, []).append(facts)
    return families


def _list_lines(found: dict[str, list[dict[str, Any]]]) -> list[str]:
    text = ["Families and, below each, its outcomes with the number of rows. Ask for either."]
    for family, outcomes in found.items():
        text.append(f"\n{family}")
        text += [f"  {each['outcome']:<24} {each['rows']:>4}  {each['meaning']}" for each in outcomes]
    return text


def _as_json(value: object) -> str:
    import json

    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)
