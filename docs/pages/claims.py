"""The claims of the review: the map with verdicts, then each claim with its statements and the rows behind them."""

from __future__ import annotations

from collections.abc import Iterator

from allostasis.evidence import Evidence
from allostasis.evidence.claims import RULE, ClaimVerdict, PartVerdict, judge, load_claims, unlisted
from allostasis.evidence.snapshots import claims_digest, current
from pages.marks import cited, code, plain, table


def pages(evidence: Evidence) -> dict[str, str]:
    """Text of the page by its path."""
    claims = load_claims(evidence=evidence)
    verdicts = judge(evidence, claims)
    head = ("claim", "verdict", "for", "against", "neutral", "species")
    rows = [
        [
            f"[{plain(each.claim.title)}](#claim-{each.name})",
            each.verdict.value,
            str(each.counts.supporting),
            str(each.counts.against),
            str(each.counts.neutral),
            _words(", ".join(each.species)),
        ]
        for each in verdicts.values()
    ]
    opening = (
        "What the review says, and what the rows of the evidence say about it. Numbers are independent samples. "
        f"{len(unlisted(evidence, claims))} effects of the tables bear on no claim.\n"
    )
    rule = "\n".join(f"{n}. {plain(sentence)}" for n, sentence in enumerate(RULE, start=1))
    sections = [text for each in verdicts.values() for text in _claim(each, evidence)]
    state = f"Evidence {code(current().name)}, claims {code((claims_digest() or '')[:8])}.\n"
    parts = [opening, table(head, rows), state, "## How a verdict follows\n", f"{rule}\n", *sections]
    text = "\n".join(["# Claims\n", *parts])
    return {"claims.md": text}


def _claim(each: ClaimVerdict, evidence: Evidence) -> Iterator[str]:
    yield f"(claim-{each.name})=\n"
    yield f"## {plain(each.claim.title)}\n"
    yield f"`{each.name}`: {each.verdict.value}. {plain(each.claim.statement)}\n"
    if each.claim.holds_when == "results_disagree":
        yield "This claim says that results disagree: it is judged by how even its samples are divided.\n"
    if each.claim.note:
        yield f"{plain(each.claim.note)}\n"
    for part in each.parts:
        yield from _part(part, evidence)


def _part(part: PartVerdict, evidence: Evidence) -> Iterator[str]:
    yield f"**{plain(part.part.statement)}** Verdict: {part.verdict.value}.\n"
    for each in part.by_species:
        counts, chance = each.tally, each.tally.probability
        numbers = f"for {counts.supporting}, against {counts.against}, neutral {counts.neutral}"
        likely = f", probability that most are for {chance:.2f}" if chance is not None else ""
        yield f"- {_words(counts.species)}: {each.verdict.value} ({numbers}{likely})"
    yield ""
    if part.rows:
        lines = [
            [row.standing.value, code(row.effect_id), _source(row.source, evidence), _words(row.source_level), row.role]
            for row in part.rows
        ]
        yield table(("stands", "effect", "source", "read in", "role"), lines)
    if part.part.published_pools:
        yield f"Not counted, pools of others: {', '.join(code(pool) for pool in part.part.published_pools)}.\n"
    if part.part.model_quantities:
        yield f"In the model: {', '.join(code(name) for name in part.part.model_quantities)}.\n"
    if part.part.note:
        yield f"{plain(part.part.note)}\n"


def _source(source: str | None, evidence: Evidence) -> str:
    return "not known" if source is None else cited([source], evidence)


def _words(text: str) -> str:
    return text.replace("_", " ")
