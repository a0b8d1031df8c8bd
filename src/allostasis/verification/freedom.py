"""Which checks are free of gains, by calculation: `python -m allostasis.verification.freedom`.

A check may be called free of gains only if nothing that was assumed decides it. So everything whose prior is an
assumption is drawn (gains, time constants without a source, kinetics carried over from another species by weight),
what was measured stays at its value, and the check is worked out again. If the draws disagree about the verdict, an
assumption decides it, and the check belongs to the class prior.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

from allostasis.errors import RunError
from allostasis.evidence import Evidence, load
from allostasis.verification.bench import Bench
from allostasis.verification.check import FREE, Check, registered
from allostasis.verification.subjects import Cast, Subject, assembly_of, priors_of

FILE = "freedom.json"
DRAWS = 4
SEED = 20_261
ASSUMED = ("assumed", "from_people")
"""Rules of priors that rest on no measurement in this species."""


def assuming_otherwise(model: str, evidence: Evidence, draws: int = DRAWS) -> list[Subject]:
    """Individuals who differ from the typical one in everything that is assumed, and in nothing else."""
    from allostasis.population.sampling import sample_parameters

    priors, assembly = priors_of(model, evidence), assembly_of(model)
    drawn = sample_parameters(priors, SEED, range(draws))
    return [
        Subject(
            assembly,
            {
                name: float(drawn[name][k]) if priors[name].rule in ASSUMED else priors[name].default
                for name in assembly.parameters()
            },
        )
        for k in range(draws)
    ]


def audit(evidence: Evidence) -> Iterator[tuple[Check, dict[str, Any]]]:
    """Every check that is declared free of gains and counts, with what the draws give."""
    import allostasis.verification.checks  # noqa: F401  # importing them registers them

    cast, people = Cast(evidence), {}
    for check in registered().values():
        if check.kind != FREE or check.uncounted or check.compute is None:
            continue
        if check.model not in people:
            people[check.model] = assuming_otherwise(check.model, evidence)
        yield check, _answers(check, [Bench(cast, check.model, person) for person in people[check.model]])


def _answers(check: Check, benches: list[Bench]) -> dict[str, Any]:
    """Our numbers over the draws, and whether all draws come to the same verdict."""
    assert check.compute is not None  # only such checks are audited
    ours: list[float | None] = []
    within = []
    for bench in benches:
        try:
            answer = check.compute(bench)
        except RunError:
            return {"ours": ours, "unanimous": False}
        ours.append(_short(answer.value))
        within.append(answer.within)
    return {"ours": ours, "unanimous": len(set(within)) == 1}


def _short(value: float) -> float | None:
    """Four digits; None where the model gives no number."""
    return float(f"{value:.4g}") if math.isfinite(value) else None


def read_audit() -> dict[str, dict[str, Any]]:
    """What the audit last gave, by name of the check."""
    text = (resources.files("allostasis.verification") / "data" / FILE).read_text(encoding="utf-8")
    found: dict[str, dict[str, Any]] = json.loads(text)
    return found


def main() -> None:
    """Write `data/freedom.json` beside this file."""
    found = {}
    for check, answers in audit(load()):
        found[check.name] = answers
        print(check.name, answers["ours"], "" if answers["unanimous"] else "an assumption decides", flush=True)
    text = json.dumps(found, indent=1, allow_nan=False)
    (Path(__file__).parent / "data" / FILE).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
