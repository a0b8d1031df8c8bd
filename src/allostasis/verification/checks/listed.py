"""How a check is declared whose number was chosen, with its band, before it was worked out: `data/candidates.csv`."""

from __future__ import annotations

from collections.abc import Callable

from allostasis.verification.bench import Bench
from allostasis.verification.candidates import candidate
from allostasis.verification.check import FREE, PRIOR, Answer, check


def listed_check(
    name: str, asks: str, model: str = "human", draws: int = 0, miss: str = ""
) -> Callable[[Callable[[Bench], float]], None]:
    """Declare a check of the list from what the model gives; with draws, one that assumptions decide."""
    listed = candidate(name)

    def declare(measure: Callable[[Bench], float]) -> None:
        def compute(bench: Bench) -> Answer:
            return Answer(listed.target(bench), measure(bench), miss=miss)

        kind = PRIOR if draws else FREE
        check(name, kind, asks, tolerance=listed.why, unit=listed.unit, model=model, draws=draws)(compute)

    return declare
