"""The acceptance checks: a page of all, what they cover, and the table that stands on the page of each subsystem."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from allostasis.evidence import Evidence
from allostasis.models.describe import parts
from allostasis.verification import FREE_SHARE, Result, counts, free_in_words, free_within, recorded
from allostasis.verification.coverage import coverage, unasked
from pages.acceptance_figure import acceptance_figure
from pages.marks import cited, code, plain, table

_OPENING = (
    "What was published about each part of the model, and what the model gives. A check is of one of three classes. "
    "*Free of gains*: it follows from the structure and the parameters as they were fixed before any calibration. "
    "*Prior*: the distribution over the priors against the published value; a number agrees if the median lies in the "
    "published band, a direction only if the whole 90 % interval has it, and either is *undecided* if the interval "
    "merely reaches the band. *Not yet possible*: the model cannot answer it yet. A number that went into the model, "
    "that follows by algebra or that another check has tested already is no test: such checks are marked with an "
    "asterisk, with the reason, and are not counted. Misses stay, with the reason. Rows of held-out studies are never "
    "read here.\n"
)
_COMMAND = (
    "The numbers were written down by `python -m allostasis.verification`; `allostasis verify` works them out anew.\n"
)


def pages(evidence: Evidence) -> dict[str, str]:
    """Text of the page by its path."""
    results = recorded()
    rows = [
        [kind, str(n["checks"]), str(n["tests"]), str(n["within"]), str(n["undecided"])]
        for kind, n in counts(results).items()
    ]
    tested = dict.fromkeys(part for result in results for part in result.parts)
    text = [
        "# Verification\n",
        _OPENING,
        _COMMAND,
        table(("class", "checks", "tests", "that agree", "undecided"), rows),
        _aim(results),
        acceptance_figure(results),
        *_coverage(),
        *_subsystems(results),
    ]
    for part in tested:
        text += [f"## {part}\n", *_of_part(part, results, evidence)]
    return {"verification.md": "\n".join(text)}


def _aim(results: Sequence[Result]) -> str:
    """How far the tests free of gains are from what is aimed at."""
    tests, within = free_within(results, blind=False)
    reached = "is reached" if within >= FREE_SHARE * tests else "is **not** reached"
    return (
        f"Tests free of gains that agree: {', '.join(free_in_words(results))}. The aim of {100 * FREE_SHARE:.0f} % was "
        f"set for the suite and {reached}. The blind lists were added to see how far it carries: numbers of "
        "publications that the model was not built from, each with its band written down before the model was asked, "
        "and all of them kept. They say what to expect of a number that nobody has compared yet. What they showed to "
        "be wrong was mended from other publications, so that a blind test that agrees today may have missed at "
        "first.\n"
    )


def _coverage() -> Iterator[str]:
    """Which line of the acceptance list and of the animal evidence is held by which check."""
    yield "## What is covered\n"
    yield (
        "Every quantitative line of the list that was written before the model, and every regularity of the animal "
        "evidence with numbers and errors behind it, with its checks or the reason why there is none.\n"
    )
    for place in dict.fromkeys(each.place for each in coverage()):
        rows = [
            (plain(each.what), "<br>".join([*map(code, each.checks), *filter(None, [plain(each.reason)])]))
            for each in coverage()
            if each.place == place
        ]
        yield f"### From the {place}\n"
        yield table(("line", "checks, and what no check can hold"), rows)


def _subsystems(results: Sequence[Result]) -> Iterator[str]:
    """How many checks test each part of the model, and why nothing is asked of the others."""
    yield "### Over all subsystems\n"
    yield (
        "A check that tests several parts of the model stands in the line of each here; everywhere else it is counted "
        "once, under the part in its name.\n"
    )
    rows = []
    for part in parts():
        of_part = [result for result in results if part in result.parts]
        numbers = (
            sum(result.counts for result in of_part),
            sum(bool(result.uncounted) for result in of_part),
            sum(result.verdict == "waits" for result in of_part),
        )
        rows.append([code(part), *map(str, numbers), plain(unasked().get(part, ""))])
    yield table(("part", "tests", "shown, no tests", "wait", "why there is no test"), rows)


def _of_part(part: str, results: Sequence[Result], evidence: Evidence) -> Iterator[str]:
    """The checks of a part, and the names of those of other parts that test it as well."""
    own = [result for result in results if result.subsystem == part]
    others = [result for result in results if part in result.also]
    if own:
        yield from acceptance(own, evidence)
    if others:
        names = ", ".join(f"{code(result.check)} ({result.verdict})" for result in others)
        yield f"{'Also tested' if own else 'Tested'} by checks of other parts: {names}.\n"


def of_subsystem(name: str, evidence: Evidence) -> Iterator[str]:
    """The section of one subsystem's page; nothing if no check tests it."""
    results = [result for result in recorded() if name in result.parts]
    if results:
        yield "## Acceptance\n"
        yield from acceptance(results, evidence)
        yield "What the classes mean stands on the [page of all checks](../verification.md).\n"


def acceptance(results: Sequence[Result], evidence: Evidence) -> Iterator[str]:
    """A table of checks, and below it why misses miss and what the others wait for."""
    head = ("what is compared", "published, and the band", "ours", "", "source")
    yield table(head, (_row(result, evidence) for result in results))
    tolerances = dict.fromkeys(plain(result.tolerance) for result in results if result.tolerance)
    yield f"Bands: {'; '.join(tolerances)}.\n" if tolerances else ""
    yield from (f"- {code(r.check)}: {plain(r.explanation)}" for r in results if r.explanation)
    yield from (f"- {code(r.check)} is not counted: {plain(r.uncounted)}" for r in results if r.uncounted)
    yield ""


def _row(result: Result, evidence: Evidence) -> list[str]:
    unit = "" if result.unit == "1" else f" {plain(result.unit)}"
    ours = "" if result.ours is None else f"{result.ours:.3g}{unit}"
    if result.ours_low is not None:
        ours += f" ({result.ours_low:.3g} to {result.ours_high:.3g})"
    if result.share_within is not None:
        ours += f", {100 * result.share_within:.0f} % in the band"
    published = plain(result.published_text) + (unit if result.published is not None else "")
    band = _band(result)
    return [
        f"{plain(result.asks)} ({result.model})<br>{code(result.check)}" + (" \\*" if result.uncounted else ""),
        f"{published}<br>*{band}*" if band else published,
        ours,
        ("**misses**" if result.verdict == "misses" else result.verdict) + f"<br>{_class(result)}",
        cited(result.source, evidence),
    ]


def _class(result: Result) -> str:
    return f"{result.kind}, blind list" if result.blind else result.kind


def _band(result: Result) -> str:
    low, high = result.published_low, result.published_high
    if low is None and high is None:
        return ""
    if low is None or high is None:
        return f"below {high:.3g}" if low is None else f"above {low:.3g}"
    return f"{low:.3g} to {high:.3g}"
