"""What checks of single individuals give that take minutes, draw by draw: `data/long_runs.csv`.

`python -m allostasis.verification.long_runs` works them out and writes the table, in some minutes: too slow for
`allostasis verify`, which reads it. `checks.listed.listed_check` declares such a check (`is_long`). Two draws of the
table are worked out again in the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from allostasis.evidence import load
from allostasis.verification.bench import Bench
from allostasis.verification.draw_table import DrawTable
from allostasis.verification.subjects import Cast

TABLE = DrawTable("long_runs.csv", ("check", "model"))
DRAWS = 12


@dataclass(frozen=True)
class LongRun:
    """What is worked out for the table.

    Attributes:
        model: whose model answers: human, rat or mouse.
        measure: gives the number of one individual.
    """

    model: str
    measure: Callable[[Bench], float]


_RUNS: dict[str, LongRun] = {}


def add(check: str, run: LongRun) -> None:
    """Note what a check has worked out for the table."""
    _RUNS[check] = run


def long_runs() -> Mapping[str, LongRun]:
    """All of them, by name of the check."""
    import allostasis.verification.checks  # noqa: F401  # importing them declares them

    return dict(_RUNS)


def worked_out(cast: Cast, check: str, draws: range = range(DRAWS)) -> Iterator[float]:
    """What individuals of some draws give, in their order."""
    run = long_runs()[check]
    bench = Bench(cast, run.model)
    people = bench.drawn()
    yield from (run.measure(bench.of(people[draw])) for draw in draws)


def main() -> None:
    """Work all of them out and write the table."""
    cast = Cast(load())
    TABLE.write(((check, run.model), [*worked_out(cast, check)]) for check, run in long_runs().items())


if __name__ == "__main__":
    # The checks note themselves in the module that they import, which is not the one that is run.
    from allostasis.verification.long_runs import main as write_table

    write_table()
