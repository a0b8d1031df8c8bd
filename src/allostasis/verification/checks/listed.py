"""How a check is declared whose number was chosen, with its band, before it was worked out: `data/candidates.csv`."""

from __future__ import annotations

from collections.abc import Callable

from allostasis.verification import long_runs
from allostasis.verification.bench import Bench
from allostasis.verification.candidates import candidate
from allostasis.verification.check import FREE, PRIOR, Answer, check
from allostasis.verification.spread import of_values

Declare = Callable[[Callable[[Bench], float]], None]


def listed_check(
    name: str,
    asks: str,
    model: str = "human",
    draws: int = 0,
    miss: str = "",
    uncounted: str = "",
    words: str = "",
    also: tuple[str, ...] = (),
    is_long: bool = False,
) -> Declare:
    """Declare a check of the list from what the model gives; with draws, one that assumptions decide.

    Args:
        name: its name in the list.
        asks: what is compared, in words.
        model: whose model answers.
        draws: individuals drawn from the priors; 0 for the typical one.
        miss: why the model is off, where it is.
        uncounted: why it is no test any more, where a parameter has come to rest on what was measured there.
        words: what was published, where that is no number.
        also: further parts of the model that it tests.
        is_long: it takes minutes; its draws were worked out before (`long_runs`), and the check reads them.
    """
    listed = candidate(name)

    def declare(measure: Callable[[Bench], float]) -> None:
        if is_long:
            long_runs.add(name, long_runs.LongRun(model, measure))

        def compute(bench: Bench) -> Answer:
            target = listed.target(bench, words)
            if is_long:
                return of_values(target, long_runs.TABLE.values[name, model], miss)
            return Answer(target, measure(bench), miss=miss)

        check(
            name,
            PRIOR if draws or is_long else FREE,
            asks,
            tolerance=listed.why,
            unit=listed.unit,
            model=model,
            uncounted=uncounted,
            draws=draws,
            also=also,
        )(compute)

    return declare
