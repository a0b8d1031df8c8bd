"""How a check is declared whose number was chosen, with its band, before it was worked out: `data/candidates.csv`."""

from __future__ import annotations

from collections.abc import Callable

from allostasis.verification.bench import Bench
from allostasis.verification.candidates import candidate
from allostasis.verification.check import FREE, PRIOR, Answer, check


def listed_check(
    name: str,
    asks: str,
    model: str = "human",
    draws: int = 0,
    miss: str = "",
    uncounted: str = "",
    words: str = "",
    also: tuple[str, ...] = (),
) -> Callable[[Callable[[Bench], float]], None]:
    """Declare a check of the list from what the model gives; with draws, one that assumptions decide.

    `uncounted` says why it is no test any more, where a parameter has come to rest on what was measured there, `words`
    what was published where that is no number, and `also` which further parts of the model it tests.
    """
    listed = candidate(name)

    def declare(measure: Callable[[Bench], float]) -> None:
        def compute(bench: Bench) -> Answer:
            return Answer(listed.target(bench, words), measure(bench), miss=miss)

        kind = PRIOR if draws else FREE
        check(
            name,
            kind,
            asks,
            tolerance=listed.why,
            unit=listed.unit,
            model=model,
            draws=draws,
            uncounted=uncounted,
            also=also,
        )(compute)

    return declare
