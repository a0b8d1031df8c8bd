"""Running the checks: one result for each, ready to print, to write as JSON or to put on a page.

verify     results of all checks, of one subsystem or of one model
counts     how many there are of each class, and how many of them are within
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from importlib import resources
from typing import Any

from allostasis.errors import InputError, Problem, RunError
from allostasis.evidence import Evidence
from allostasis.models.describe import parts
from allostasis.verification.bench import Bench, rows_behind
from allostasis.verification.candidates import candidates
from allostasis.verification.check import FREE, NOT_YET, UNDECIDED, WAITS, Answer, Check, Class, Verdict, registered
from allostasis.verification.reference import references
from allostasis.verification.spread import of_values
from allostasis.verification.subjects import Cast, assembly_of, models
from allostasis.verification.undecided import what_decides

RECORD = "results.json"
"""Where the results are written down, in `data/`."""


@dataclass(frozen=True)
class Result:
    """How a check came out.

    Attributes:
        check: its name.
        subsystem: part of the model.
        model: whose model answered.
        kind: class of the check.
        asks: what was compared.
        unit: unit of the numbers.
        published: the published number, None where an order or a range was published.
        published_low, published_high: the band; None where it has no end there.
        published_text: what was published, in words; an order as published is met on one side of the band's end.
        ours: our number.
        ours_low, ours_high: 90 % interval over draws of the priors, for the class prior.
        share_within: share of the draws in the band, for the class prior.
        verdict: agrees, undecided (only over draws of the priors: see `check`), misses, or waits.
        within: whether they agree; None if the check is not yet possible.
        uncounted: why it is no test of the model and not counted; empty if it is one.
        tolerance: why the band is as wide as it is.
        source: citation keys.
        rows: rows of the evidence that were read.
        explanation: why a miss is one, or why the check is not yet possible.
        blind: whether it is of a list that was written down, with its bands, before the model was asked.
        also: further parts of the model that it tests; it is counted once, under `subsystem`.
    """

    check: str
    subsystem: str
    model: str
    kind: Class
    asks: str
    unit: str
    published: float | None
    published_low: float | None
    published_high: float | None
    published_text: str
    ours: float | None
    ours_low: float | None
    ours_high: float | None
    share_within: float | None
    verdict: Verdict
    within: bool | None
    uncounted: str
    tolerance: str
    source: tuple[str, ...]
    rows: tuple[str, ...]
    explanation: str
    blind: bool = False
    also: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """All parts of the model that it tests, its own first."""
        return (self.subsystem, *self.also)

    @property
    def counts(self) -> bool:
        """Whether it counts as a test of the model."""
        return not self.uncounted and self.kind != NOT_YET

    def as_json(self) -> dict[str, Any]:
        """Plain values; `class` is the class of the check."""
        facts = asdict(self)
        facts["class"] = facts.pop("kind")
        return {name: list(value) if isinstance(value, tuple) else value for name, value in facts.items()}


def verify(evidence: Evidence, subsystem: str | None = None, model: str | None = None) -> list[Result]:
    """Results of the checks, in the order in which they are written.

    Args:
        evidence: the tables.
        subsystem: only the checks that test this part of the model, its own or another's.
        model: only the checks that this model answers: human, rat or mouse.

    Raises:
        InputError: if no check tests this subsystem, there is no such model, or it answers none of these checks.
    """
    checks = _chosen(subsystem, model)
    cast = Cast(evidence)
    return [_result(each, cast) for each in checks]


def recorded() -> list[Result]:
    """Results as `python -m allostasis.verification` last wrote them: the pages show them without running anything."""
    text = (resources.files("allostasis.verification") / "data" / RECORD).read_text(encoding="utf-8")
    return [_from_json(facts) for facts in json.loads(text)["checks"]]


def _from_json(facts: dict[str, Any]) -> Result:
    held: dict[str, Any] = {n: tuple(value) if isinstance(value, list) else value for n, value in facts.items()}
    return Result(**{("kind" if name == "class" else name): value for name, value in held.items()})


def counts(results: Iterable[Result]) -> dict[str, dict[str, int]]:
    """For each class: checks, those that count as tests, and those of them that agree and that are undecided."""
    found = list(results)
    totals = Counter(result.kind for result in found)
    tests = Counter(result.kind for result in found if result.counts)
    within = Counter(result.kind for result in found if result.counts and result.within)
    open_ = Counter(result.kind for result in found if result.counts and result.verdict == UNDECIDED)
    return {
        kind: {"checks": totals[kind], "tests": tests[kind], "within": within[kind], "undecided": open_[kind]}
        for kind in sorted(totals)
    }


def _chosen(subsystem: str | None, model: str | None) -> list[Check]:
    import allostasis.verification.checks  # noqa: F401  # importing them registers them

    checks = list(registered().values())
    problems = []
    tested = sorted({part for check in checks for part in check.parts})
    if subsystem is not None and subsystem not in tested:
        what = "a part of the model without checks" if subsystem in parts() else "no part of the model"
        problems.append(Problem(subsystem or '""', what, f"one of {', '.join(tested)}"))
    if model is not None and model not in models():
        problems.append(Problem(model or '""', "an unknown model", f"one of {', '.join(models())}"))
    chosen = [c for c in checks if subsystem in (None, *c.parts) and model in (None, c.model)]
    if not problems and not chosen:
        answering = sorted({c.model for c in checks if subsystem in c.parts})
        problems.append(
            Problem(f"{subsystem} --model {model}", "no check of this part by this model", " or ".join(answering))
        )
    if problems:
        raise InputError(problems)
    return chosen


def _result(check: Check, cast: Cast) -> Result:
    missing = [name for name in check.needs if name not in assembly_of(check.model).states()]
    if check.compute is None or missing:
        why = check.why_not or f"the {check.model} model has no {', '.join(missing)}"
        return _without_answer(check, cast, why)
    bench = Bench(cast, check.model)
    try:
        answer = _drawn(check, bench) if check.draws else check.compute(bench)
    except RunError as error:
        return _without_answer(check, cast, f"the equations could not be solved: {error}")
    _refuse_inputs(check, bench)
    return _with_answer(check, bench, answer)


def _drawn(check: Check, bench: Bench) -> Answer:
    """The answer over individuals drawn from the priors."""
    assert check.compute is not None  # a check without an answer is sorted out before
    answers = [check.compute(bench.of(person)) for person in bench.drawn()[: check.draws]]
    return of_values(answers[0].target, [answer.value for answer in answers], answers[0].miss)


def _with_answer(check: Check, bench: Bench, answer: Answer) -> Result:
    target, rows = answer.target, tuple(bench.used)
    return Result(
        check=check.name,
        subsystem=check.subsystem,
        model=check.model,
        kind=check.kind,
        asks=check.asks,
        unit=check.unit,
        published=None if target.value is None else float(target.value),
        published_low=_finite(target.low),
        published_high=_finite(target.high),
        published_text=target.words,
        ours=_finite(answer.value),
        ours_low=answer.low,
        ours_high=answer.high,
        share_within=answer.share,
        verdict=answer.verdict,
        within=bool(answer.within),
        uncounted=check.uncounted,
        tolerance=check.tolerance,
        source=_sources(rows, bench.evidence),
        rows=rows,
        explanation="" if answer.within else "; ".join(filter(None, _why(check.name, answer))),
        blind=check.name in candidates(),
        also=check.also,
    )


def _why(name: str, answer: Answer) -> tuple[str, str]:
    """Why the check is off, and what decides it where it is undecided."""
    if answer.verdict != UNDECIDED:
        return answer.miss, ""
    share = "" if answer.share is None else f"{100 * answer.share:.0f} % of the draws lie in the band"
    return answer.miss or (share and f"the priors leave it open: {share}"), what_decides().get(name, "")


def _without_answer(check: Check, cast: Cast, why: str) -> Result:
    bench = Bench(cast, check.model)
    words = [_published(bench, row) for row in check.rows]
    rows = tuple(bench.used)
    return Result(
        check=check.name,
        subsystem=check.subsystem,
        model=check.model,
        kind=NOT_YET,
        asks=check.asks,
        unit=check.unit,
        published=None,
        published_low=None,
        published_high=None,
        published_text="; ".join(words),
        ours=None,
        ours_low=None,
        ours_high=None,
        share_within=None,
        verdict=WAITS,
        within=None,
        uncounted=check.uncounted,
        tolerance=check.tolerance,
        source=_sources(rows, cast.evidence),
        rows=rows,
        explanation=why,
        blind=check.name in candidates(),
        also=check.also,
    )


def _published(bench: Bench, row: str) -> str:
    """What a row says, for a check that nothing answers yet."""
    if row in bench.evidence.parameter_values:
        value = bench.row(row)
        return f"{value.value:g} {value.unit}" if value.value is not None else f"{value.low:g} to {value.high:g}"
    if row in bench.evidence.curves:
        point = bench.point(row)
        return point.y_text or f"{point.y:g}"
    effect = bench.effect(row)
    if effect.value is not None:
        return f"{effect.value:g} {effect.unit or ''}".strip()
    return f"{effect.contrast}: {effect.direction}"


def _refuse_inputs(check: Check, bench: Bench) -> None:
    """A number that a prior rests on is an input: reproducing it is no test."""
    inputs = sorted(set(bench.used) & rows_behind(check.model, bench.evidence))
    if not check.uncounted and inputs:
        raise ValueError(f"check {check.name} counts as a test, but its rows {inputs} stand behind priors of the model")


def _sources(rows: tuple[str, ...], evidence: Evidence) -> tuple[str, ...]:
    ours = references()
    keys = [
        key
        for row in rows
        for key in (ours[row].source if row in ours else (reference.id for reference in evidence.references([row])))
    ]
    return tuple(dict.fromkeys(keys))


def _finite(value: float) -> float | None:
    return float(value) if abs(value) < float("inf") else None


FREE_SHARE = 0.8
"""Share of the suite's checks that are free of gains and count as tests that has to be within."""


def free_within(results: Iterable[Result], blind: bool | None = None) -> tuple[int, int]:
    """Number of tests that are free of gains, and how many of them are within.

    Args:
        results: of the checks.
        blind: only the suite (False) or only the blind lists (True); both together if None.
    """
    tests = [r for r in results if r.kind == FREE and r.counts and blind in (None, r.blind)]
    return len(tests), sum(bool(result.within) for result in tests)


def free_in_words(results: Iterable[Result]) -> Iterator[str]:
    """How many of the tests that are free of gains agree: in the suite, in the blind lists, together."""
    found = list(results)
    parts = {"suite": False, "blind lists": True, "together": None}
    for name, blind in parts.items():
        tests, within = free_within(found, blind)
        if tests:
            yield f"{name} {within} of {tests} ({100 * within / tests:.0f} %)"
