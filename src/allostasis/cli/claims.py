"""`allostasis claims`: what the review says, and what the rows of the evidence say about it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from allostasis.evidence import Evidence
    from allostasis.evidence.claims import ClaimVerdict, PartVerdict

_NOTICE = "Research tool, not medical advice."


def claims(
    claim: Annotated[str | None, typer.Argument(metavar="[CLAIM]", help="A claim; without it, all are listed.")] = None,
    directory: Annotated[
        Path | None, typer.Option(help="Directory with the tables and claims.yaml; without it, those of the package.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Print the claims of the review with the verdict that the rows of the evidence give.

    With a claim: its statements, the rows that bear on each, where every row stands, and the quantities of the model
    that express it. Verdicts follow from the rows by the rule that is printed below the list.
    """
    from allostasis.evidence import load
    from allostasis.evidence.claims import judge, load_claims, unlisted
    from allostasis.evidence.snapshots import claims_digest, current
    from allostasis.evidence.tables import CLAIMS

    evidence = load(directory)
    read = load_claims(directory / CLAIMS if directory else None, evidence)
    verdicts = judge(evidence, read)
    if claim is not None and claim not in verdicts:
        _refuse(claim, verdicts)
    unnamed, snapshot, digest = unlisted(evidence, read), current(directory).name, claims_digest(directory) or ""
    if as_json:
        _print_json(verdicts if claim is None else {claim: verdicts[claim]}, unnamed, snapshot, digest)
        return
    lines = _map(verdicts, len(unnamed)) if claim is None else _one(verdicts[claim], evidence)
    typer.echo("\n".join([*lines, "", f"Evidence {snapshot}, claims {digest[:8]}. {_NOTICE}"]))


def _refuse(claim: str, verdicts: Mapping[str, ClaimVerdict]) -> None:
    from difflib import get_close_matches

    from allostasis.errors import EvidenceError, Problem

    near = get_close_matches(claim, list(verdicts), n=1)
    cause = f'was "{near[0]}" meant?' if near else ""
    raise EvidenceError(Problem("CLAIM", f'"{claim}"', f"one of {', '.join(verdicts)}", cause))


def _map(verdicts: Mapping[str, ClaimVerdict], unnamed: int) -> list[str]:
    """The claims as a table, and the rule."""
    from allostasis.evidence.claims import RULE

    head = ("claim", "verdict", "for", "against", "neutral", "tested", "species")
    cells = [head, *(_cells(each) for each in verdicts.values())]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    table = ["  ".join(_fit(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    numbers = (
        "Numbers are independent samples. A sample that bears on several statements counts once. Tested: how many of "
        "the statements of a claim have enough evidence for a verdict of their own."
    )
    rest = f"{unnamed} effects of the tables bear on no claim. Details: allostasis claims CLAIM"
    return [*table, "", *_wrap(numbers), *_wrap(rest), "", "How a verdict follows", *_items(RULE)]


def _cells(each: ClaimVerdict) -> tuple[str, ...]:
    counts = each.counts
    numbers = (str(counts.supporting), str(counts.against), str(counts.neutral))
    tested = f"{each.tested_enough} of {len(each.parts)}"
    return (each.name, each.verdict.value, *numbers, tested, ", ".join(_word(s) for s in each.species) or "none")


def _fit(cell: str, width: int) -> str:
    return cell.rjust(width) if cell.isdigit() else cell.ljust(width)


def _one(each: ClaimVerdict, evidence: Evidence) -> list[str]:
    """One claim in full."""
    lines = [each.claim.title, *_wrap(each.claim.statement), f"Verdict: {each.verdict.value}", _strength(each)]
    if each.claim.holds_when == "results_disagree":
        lines += _wrap("This claim says that results disagree: it is judged by how even its samples are divided.")
    lines += _wrap(each.claim.note) if each.claim.note else []
    for part in each.parts:
        lines += ["", *_part(part, evidence)]
    return lines


def _strength(each: ClaimVerdict) -> str:
    strength = each.to_dict()["strength"]
    roles = ", ".join(f"{number} {_word(role)}" for role, number in strength["rows_by_role"].items())
    species = ", ".join(f"{number} {_word(name)}" for name, number in strength["rows_by_species"].items())
    return f"Rows by species: {species or 'none'}; by role: {roles or 'none'}"


def _part(part: PartVerdict, evidence: Evidence) -> list[str]:
    lines = [*_wrap(f"{part.name}: {part.part.statement}"), f"  {part.verdict.value}"]
    for each in part.by_species:
        counts, chance = each.tally, each.tally.probability
        numbers = f"for {counts.supporting}, against {counts.against}, neutral {counts.neutral}"
        likely = f"; probability that most are for: {chance:.2f}" if chance is not None else ""
        lines.append(f"  {_word(counts.species)}: {each.verdict.value} ({numbers}{likely})")
    for row in part.rows:
        cited = _cited(row.source, row.study_id, evidence)
        lines.append(f"    {row.standing.value:<10}  {row.effect_id}  {cited}, {_word(row.source_level)}, {row.role}")
    lines += [f"    not counted: pool {pool} of others" for pool in part.part.published_pools]
    if part.part.model_quantities:
        lines += _wrap(f"in the model: {', '.join(part.part.model_quantities)}", "  ")
    lines += _wrap(f"checks: {', '.join(part.part.checks)}", "  ") if part.part.checks else []
    return [*lines, *(_wrap(f"note: {part.part.note}", "  ") if part.part.note else [])]


def _cited(source: str | None, study_id: str, evidence: Evidence) -> str:
    """The publication as in a running text, or the key of the study where none is known."""
    from allostasis.evidence import short_name

    return f"{study_id}, publication not known" if source is None else short_name(evidence.bibliography[source])


def _print_json(verdicts: Mapping[str, ClaimVerdict], unnamed: Iterable[str], snapshot: str, digest: str) -> None:
    import json

    from allostasis.evidence.claims import RULE

    claims = [each.to_dict() for each in verdicts.values()]
    content = {
        "rule": list(RULE),
        "claims": claims,
        "effects_without_claim": list(unnamed),
        "snapshot": snapshot,
        "claims_digest": digest,
        "notice": _NOTICE,
    }
    typer.echo(json.dumps(content, indent=2, ensure_ascii=False))


def _word(key: str) -> str:
    return key.replace("_", " ")


def _items(sentences: Iterable[str]) -> list[str]:
    from textwrap import wrap

    return [
        line
        for n, sentence in enumerate(sentences, 1)
        for line in wrap(sentence, 100, initial_indent=f"{n}. ", subsequent_indent="   ")
    ]


def _wrap(text: str, indent: str = "") -> list[str]:
    from textwrap import wrap

    return wrap(text, 100, initial_indent=indent, subsequent_indent=indent)
