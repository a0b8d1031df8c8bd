"""`allostasis verify`: the model against what was published about each part of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from allostasis.verification import Result

Part = Annotated[
    str | None,
    typer.Argument(metavar="SUBSYSTEM", help="A part of the model, such as hpa or pressing; all if left out."),
]
Model = Annotated[str | None, typer.Option("--model", metavar="SPECIES", help="Only one model: human, rat or mouse.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print everything as JSON.")]


def verify(subsystem: Part = None, model: Model = None, as_json: AsJson = False) -> None:
    """Check the model against published results, part by part. A miss is a result: it is shown and explained.

    Examples: allostasis verify hpa, allostasis verify --model rat, allostasis verify --json.
    """
    from allostasis import verification
    from allostasis.evidence import load

    results = verification.verify(load(), subsystem, model)
    if as_json:
        import json

        found = {"checks": [result.as_json() for result in results], "counts": verification.counts(results)}
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False, allow_nan=False))
    else:
        typer.echo("\n".join(lines(results)))


def lines(results: Iterable[Result]) -> Iterator[str]:
    """The results for a reader at a terminal, part by part, and how many agree."""
    found = list(results)
    for part in dict.fromkeys(result.subsystem for result in found):
        yield f"{part}"
        for result in found:
            if result.subsystem == part:
                yield from _result(result)
        yield ""
    yield from summary(found)


def summary(results: Iterable[Result]) -> Iterator[str]:
    """How many checks of each class there are, and how many of those that are tests agree."""
    from allostasis import verification

    found = list(results)
    for kind, n in verification.counts(found).items():
        agree = f"{n['within']} of {n['tests']} tests agree" if n["tests"] else "no tests"
        agree += f", {n['undecided']} undecided before calibration" if n["undecided"] else ""
        yield f"{kind}: {n['checks']} checks; {agree}"
    if words := ", ".join(verification.free_in_words(found)):
        aim = 100 * verification.FREE_SHARE
        yield f"Free of gains, tests that agree: {words}. The aim is {aim:.0f} % of the suite."
    yield "A check that is no test of the model is marked *, with the reason."
    yield "Research tool, not medical advice."


def _result(result: Result) -> Iterator[str]:
    verdict = "MISSES" if result.verdict == "misses" else result.verdict
    mark = "*" if result.uncounted else ""
    name = result.check.partition(".")[2]
    kind = f"{result.kind}, blind list" if result.blind else result.kind
    yield f"  {verdict}{mark:<1} {name} ({result.model}; {kind}): {result.asks}"
    unit = "" if result.unit == "1" else f" {result.unit}"
    published = f"published {result.published_text}{unit if result.published is not None else ''}"
    if result.ours is not None:
        spread = (
            "" if result.ours_low is None else f" ({result.ours_low:.3g} to {result.ours_high:.3g}{_share(result)})"
        )
        yield f"      {published}; agrees {band(result)}; ours {result.ours:.3g}{spread}{unit}"
    else:
        yield f"      {published}"
    yield f"      source: {', '.join(result.source)}"
    if result.also:
        yield f"      also tests: {', '.join(result.also)}"
    if result.uncounted:
        yield f"      not counted: {result.uncounted}"
    if result.explanation:
        yield f"      {result.explanation}"


def _share(result: Result) -> str:
    """How much of the draws agrees, where it was counted."""
    return " over the priors" + ("" if result.share_within is None else f", {100 * result.share_within:.0f} % agree")


def band(result: Result) -> str:
    """The band in words, such as "from 0.2 to 0.4" or "above 1"."""
    low, high = result.published_low, result.published_high
    if low is None or high is None:
        return f"below {high:.3g}" if low is None else f"above {low:.3g}"
    return f"from {low:.3g} to {high:.3g}"
