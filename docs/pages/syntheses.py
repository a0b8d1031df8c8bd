"""What the evidence says about five outcomes in people, for all and in opioid use disorder, in words and figures."""

from __future__ import annotations

from collections.abc import Iterator

from allostasis.evidence import Evidence
from allostasis.evidence.synthesis import Factor, Synthesis, in_words, synthesise
from allostasis.evidence.synthesis.words import harvest_in_words, published_in_words
from allostasis.report.rounding import percent
from allostasis.report.svg import inline_svg
from allostasis.report.synthesis import Picture, forest_table, harvest_table, pictures, pooled_fit, signs_table, wording
from allostasis.report.tables import Table
from pages.marks import cited, code, contents, plain, table

OUTCOMES = ("craving", "withdrawal", "cortisol", "anxiety", "retention")
"""Outcomes, or families of outcomes, with a page."""
POPULATIONS = {"all": "All substances, and healthy people", "oud": "Opioid use disorder only"}
_FEWEST_FOR_HARVEST = 4


def pages(evidence: Evidence) -> dict[str, str]:
    """Text of each page by its path."""
    answers = {outcome: {who: synthesise(outcome, population=who) for who in POPULATIONS} for outcome in OUTCOMES}
    made = {f"synthesis/{outcome}.md": _page(outcome, found, evidence) for outcome, found in answers.items()}
    return {"syntheses.md": _overview(answers), **made}


def _overview(answers: dict[str, dict[str, Synthesis]]) -> str:
    head = ("outcome", "who", "samples", "with a size", "only a bound or sign", "pooled", "good direction")
    rows = [
        [f"[{outcome}](synthesis/{outcome}.md)", POPULATIONS[who].lower(), *_line(answer)]
        for outcome, found in answers.items()
        for who, answer in found.items()
    ]
    text = (
        "Does nasal oxytocin help? Five outcomes in people, from every row of the evidence tables that compares "
        "oxytocin with a comparator. Few studies print enough for an effect size, so most pooled numbers are refused; "
        "what can be learnt from signs is in the last column: the probability that the true effect of a new study of "
        "this kind is in the good direction (cortisol: higher), after the rows and, in brackets, before any row. "
        "[How to read these pages](../evidence/reading.md), [how it is computed](../evidence/methods.md).\n"
    )
    return f"# What the evidence says\n\n{text}\n{table(head, rows)}\n{contents('synthesis/*')}"


def _line(answer: Synthesis) -> list[str]:
    pooled, together = answer.pooling.pooled, answer.sign_and_size
    size = "none" if pooled is None else wording.size_text(pooled.estimate, pooled.low, pooled.high, pooled.measure)
    chance = "" if together is None else percent(together.posterior.new_positive)
    before = "" if together is None else percent(together.prior.new_positive)
    fewer = answer.samples_with("bound") + answer.samples_with("sign")
    samples = len(answer.harvest.lines)
    return [str(samples), str(answer.samples_with("size")), str(fewer), size, f"{chance} ({before})"]


def _page(outcome: str, answers: dict[str, Synthesis], evidence: Evidence) -> str:
    parts = [
        f"# {outcome.capitalize()}\n",
        f"```console\n$ allostasis meta {outcome}\n$ allostasis meta {outcome} --population oud\n```\n",
    ]
    for who, answer in answers.items():
        parts += [f"## {POPULATIONS[who]}\n", *_words(answer), *_figures(outcome, who, answer, evidence)]
        parts += _factors(answer) if who == "all" else []
    parts += _published(answers["all"], evidence)
    return "\n".join([*parts, f"Evidence {plain(answers['all'].snapshot)}.\n"])


def _words(answer: Synthesis) -> Iterator[str]:
    """The answer as a paragraph, and what has to be known before using it as a list."""
    apart = " ".join([*published_in_words(answer), *answer.limits])  # the pools have a table at the end of the page
    yield f"{plain(in_words(answer).removesuffix(apart))}\n"
    yield "\n".join(f"- {plain(limit)}" for limit in answer.limits) + "\n"


def _figures(outcome: str, who: str, answer: Synthesis, evidence: Evidence) -> Iterator[str]:
    """Each figure for wide and for narrow screens, then its table."""
    for picture in pictures(answer, evidence.bibliography):
        if who == "oud" and picture.name != "forest":
            continue  # so few samples that the forest plot shows all of them
        if picture.name == "harvest" and len(answer.harvest.lines) < _FEWEST_FOR_HARVEST:
            continue
        yield _drawn(f"{outcome}-{who}-{picture.name}", picture)
        if picture.name == "forest":
            yield _twin(_linked(answer, evidence), "The same as a table")
            yield _twin(_left_out(answer), f"The {len(answer.excluded)} rows that are left out")
        elif picture.name == "harvest":
            yield _twin(_as_text(harvest_table(answer)), "The same as a table")
        elif picture.name == "signs" and answer.sign_and_size is not None:
            yield _twin(_as_text(signs_table(answer.sign_and_size)), "The same as a table")


def _drawn(name: str, picture: Picture) -> str:
    drawings = [
        inline_svg(
            picture.draw(layout),
            f"{name}-{layout}",
            picture.title,
            picture.description,
            f"synthesis {'every' if len(picture.layouts) == 1 else layout}",
        )
        for layout in picture.layouts
    ]
    return "```{raw} html\n" + "\n".join(drawings) + "\n```\n"


def _linked(answer: Synthesis, evidence: Evidence) -> str:
    """The table of the forest plot, each row with its key and its source."""
    found = forest_table(answer, evidence.bibliography, pooled_fit(answer))
    rows = []
    for place, cells in enumerate(found.rows):
        row = answer.rows[place] if place < len(answer.rows) else None
        key = code(row.effect.effect_id) if row else plain(cells[0])
        source = cited([row.study.source], evidence) if row and row.study.source else ""
        rows.append([key, source, row.study.role.replace("_", " ") if row else "", *map(plain, cells[1:])])
    return table(("Row", "Source", "Role", *found.columns[1:]), rows)


def _as_text(found: Table) -> str:
    return table(found.columns, [[plain(cell) for cell in row] for row in found.rows])


def _left_out(answer: Synthesis) -> str:
    return table(("row", "reason"), [[code(row.effect_id), plain(row.reason)] for row in answer.excluded])


def _twin(text: str, summary: str) -> str:
    start = f'```{{raw}} html\n<details class="twin"><summary>{summary}</summary>\n```\n'
    return f"{start}\n{text}\n```{{raw}} html\n</details>\n```\n"


def _factors(answer: Synthesis) -> Iterator[str]:
    """Which features of the trials could be analysed, and which could not."""
    analysed = [factor for factor in answer.factors if _is_analysed(factor)]
    refused = [factor for factor in answer.factors if not _is_analysed(factor)]
    yield "### Features of the trials\n"
    yield "Each by itself; with so few trials their effects cannot be told apart.\n"
    yield "Analysed:\n" if analysed else "None could be analysed.\n"
    yield "\n".join(f"- {plain(factor.says)}" for factor in analysed) + "\n"
    if refused:
        yield "Could not be analysed:\n"
        yield "\n".join(f"- {plain(factor.says)}" for factor in refused) + "\n"


def _is_analysed(factor: Factor) -> bool:
    return any(level.belief is not None for level in factor.levels)


def _published(answer: Synthesis, evidence: Evidence) -> Iterator[str]:
    """What others pooled, beside what we find; never an input."""
    yield "## Beside published syntheses\n"
    if not answer.published:
        yield "No published synthesis of this question is in the tables.\n"
        return
    yield "A check, never an input: these results rest on studies that may stand in our rows too.\n"
    rows = []
    for each in answer.published:
        pool = each.pool
        beside = "" if each.covers == "same" else f" ({each.covers} than asked)"
        rows.append(
            [
                cited([each.source], evidence) if each.source else "",
                plain(f"{pool.question}{beside}"),
                str(pool.k) if pool.k is not None else plain(pool.k_text),
                plain(each.result),
                plain(pool.heterogeneity),
                plain(pool.sign_convention),
            ]
        )
    rows.append(["these tables", plain(answer.question.in_words()), *_ours(answer)])
    yield table(("source", "question", "studies", "result", "heterogeneity", "what positive means"), rows)


def _ours(answer: Synthesis) -> list[str]:
    together, pooled = answer.sign_and_size, answer.pooling.pooled
    says = plain(harvest_in_words(answer))
    if pooled is not None:
        says += f" Pooled {wording.size_text(pooled.estimate, pooled.low, pooled.high, pooled.measure)}."
    if together is not None:
        after = together.posterior
        says += f" Signs and sizes: mean g {wording.size_text(after.mean, after.low, after.high, 'smd')}."
    positive = "higher" if answer.question.good == "neither" else "favours oxytocin"
    spread = "" if pooled is None or pooled.i2 is None else f"I2 {pooled.i2:.0f} %"
    return [str(len(answer.studies)), says, spread, positive]
