"""Run the audit: `python -m allostasis.verification.audit`, or with `--only PART` some parts of it."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from typing import Any

from allostasis import __version__
from allostasis.numerics.engine import Engine
from allostasis.verification.audit import challenges, draws, lives
from allostasis.verification.audit.challenges import audit_challenges
from allostasis.verification.audit.construction import audit_construction
from allostasis.verification.audit.craving import audit_craving
from allostasis.verification.audit.draws import BLOCK
from allostasis.verification.audit.fixed_point import audit_rest
from allostasis.verification.audit.group import laboratory
from allostasis.verification.audit.information import audit_information
from allostasis.verification.audit.results import RESULTS, read_results, write_results
from allostasis.verification.audit.signal import audit_signal
from allostasis.verification.audit.withdrawal import audit_withdrawal

REST_DRAWS, CRAVING_DRAWS = 512, 512


def parts() -> dict[str, Callable[[], Any]]:
    """The parts of the audit in the order of the page; an engine is compiled when the first of them asks for it."""
    main, challenged = _Once(lives.TARGETS), _Once(challenges.TARGETS)
    return {
        "rest": lambda: audit_rest(draws.from_priors(REST_DRAWS)),
        "signal": lambda: audit_signal(main(), draws.from_priors(BLOCK)),
        "craving": lambda: audit_craving(main(), CRAVING_DRAWS, BLOCK),
        "challenges": lambda: audit_challenges(challenged(), draws.from_priors(BLOCK)),
        "withdrawal": lambda: audit_withdrawal(main(), draws.from_priors(BLOCK)),
        "information": lambda: audit_information(main()),
        "construction": lambda: audit_construction(main(), draws.wide(BLOCK), draws.from_priors(BLOCK)),
    }


class _Once:
    """An engine that is compiled when it is first asked for."""

    def __init__(self, targets: tuple[str, ...]) -> None:
        self._targets = targets
        self._engine: Engine | None = None

    def __call__(self) -> Engine:
        if self._engine is None:
            self._engine = laboratory(self._targets)
        return self._engine


def main(arguments: list[str]) -> None:
    """Run the wanted parts and write them beside those that stay."""
    known = parts()
    parser = argparse.ArgumentParser(prog="python -m allostasis.verification.audit", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=list(known), default=list(known), help="parts to run")
    wanted = parser.parse_args(arguments).only
    found = read_results() if RESULTS.exists() else {}
    for name in wanted:
        begun = time.perf_counter()
        found[name] = known[name]()
        found["run"] = {
            "version": __version__,
            "seed": draws.SEED,
            "command": "python -m allostasis.verification.audit",
        }
        write_results({key: found[key] for key in ("run", *known) if key in found})
        print(f"{name}: {time.perf_counter() - begun:.0f} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
