"""Run every check and write the results down for the documentation: `python -m allostasis.verification`."""

from __future__ import annotations

import json
from pathlib import Path

from allostasis.evidence import load
from allostasis.verification.results import RECORD, counts, verify


def rounded(value: object) -> object:
    """Numbers to six digits, so that the file changes only where a result does."""
    return float(f"{value:.6g}") if isinstance(value, float) else value


def main() -> None:
    """Write `data/results.json` beside this file."""
    results = verify(load())
    checks = [{name: rounded(value) for name, value in result.as_json().items()} for result in results]
    text = json.dumps({"checks": checks, "counts": counts(results)}, indent=1, ensure_ascii=False, allow_nan=False)
    (Path(__file__).parent / "data" / RECORD).write_text(text + "\n", encoding="utf-8")
    for kind, n in counts(results).items():
        print(f"{kind}: {n['checks']} checks, {n['within']} of {n['tests']} tests agree, {n['undecided']} undecided")


if __name__ == "__main__":
    main()
