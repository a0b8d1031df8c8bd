"""`make bench`: how fast the engine is, against other solvers on the same model, people and doses, and by itself.

    python benchmarks/bench.py                        everything, into benchmarks/results/engine.json
    python benchmarks/bench.py --only peers,scaling   some parts; the others keep their last result
    python benchmarks/bench.py --table                the table of the last result

The unit is individual-days per second of one processor core, by processor time: other programs on the machine then
count less. Parts run one after the other, each configuration of a tool in the same process, the median of up to three
runs.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from machine import machine
from table import table

HERE = Path(__file__).parent
RESULT = HERE / "results" / "engine.json"
LEVELS = {"a": 2e-3, "b": 1e-5}
"""Largest error allowed at the ends of days 1 to 3, over each state's size."""
TOLERANCES = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6)
PEERS: dict[str, list[dict[str, Any]]] = {
    "numbalsoda": [{}],
    "roadrunner": [
        {"stiff": True, "doses": "segments"},
        {"stiff": False, "doses": "segments"},
        {"stiff": True, "doses": "events"},
    ],
    "diffrax": [{"solver": "Tsit5", "dtype": "float64"}, {"solver": "Tsit5", "dtype": "float32"}],
    "scipy": [{}],
}
PEOPLE = {"numbalsoda": (16, 1024), "roadrunner": (16, 128), "diffrax": (16, 1024), "scipy": (16, 32)}
"""People in the search for a tolerance, and in the timing. All but diffrax solve one person after the other, so that
their speed does not depend on the number."""
N = 10_240


def runs(program: str, *arguments: str, most: float = 1800) -> list[dict[str, Any]]:
    """What a measuring program printed, a dictionary a line; other lines are the tools' own messages."""
    done = subprocess.run(
        [sys.executable, str(HERE / program), *arguments], capture_output=True, text=True, check=False, timeout=most
    )
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if not found:
        sys.exit(f"{program} {' '.join(arguments)} gave nothing:\n{done.stderr[-2000:]}")
    return found


def ours(dtype: str, *given: dict[str, Any], kernel: str = "c") -> list[dict[str, Any]]:
    return runs("ours.py", dtype, kernel, json.dumps(given))


def meets(run: dict[str, Any], level: str) -> bool:
    return "error" in run and run["error"]["largest"] <= LEVELS[level]


def peers() -> dict[str, Any]:
    """Each tool at its fastest setting that meets each level of error, timed in turn with ours."""
    searched = {tool: _search(tool) for tool in PEERS}
    steps = [{"n": 512, "step": s} for s in (10, 5, 2, 1, 0.5, 0.25)]
    searched["allostasis"] = [*ours("float32", *steps), *ours("float64", *steps)]
    best = {
        level: {
            tool: max((r for r in found if meets(r, level)), key=lambda r: r["rate"], default=None)
            for tool, found in searched.items()
        }
        for level in LEVELS
    }
    timed = {level: {tool: _timed(tool, run) for tool, run in tools.items() if run} for level, tools in best.items()}
    return {"searched": searched, "timed": timed, "levels": LEVELS}


def _search(tool: str) -> list[dict[str, Any]]:
    few, _ = PEOPLE[tool]
    return [
        run
        for options in PEERS[tool]
        for run in runs("peers.py", tool, json.dumps([{"n": few, "rtol": t, **options} for t in TOLERANCES]))
    ]


def _timed(tool: str, run: dict[str, Any]) -> dict[str, Any]:
    """The chosen setting again, with more people."""
    if tool == "allostasis":
        given = {"n": N, "step": run["step"]}
        return {**ours(run["dtype"], given)[0], "xla": ours(run["dtype"], {**given, "n": 1024}, kernel="jax")[0]}
    _, many = PEOPLE[tool]
    options = {k: run[k] for k in ("rtol", "stiff", "doses", "solver", "dtype") if k in run}
    found = runs("peers.py", tool, json.dumps([{"n": many, "least": 3, **options}]))[0]
    if tool != "diffrax":
        return found
    # A batch in lockstep slows down when it outgrows the cache, so it is also run at the size of ours.
    return {**found, "large": runs("peers.py", tool, json.dumps([{"n": N, "days": 1, "least": 0, **options}]))[0]}


def scaling() -> dict[str, Any]:
    """Individuals, days, chance; all in one process, so that they are measured side by side."""
    step = {"step": 5}
    individuals = [{"n": n, "days": 1, **step} for n in (1, 100, 512, 1024, N, 10 * N)]
    days = [{"n": 512, "days": d, **step} for d in (1, 3, 30, 365)]
    chance = [{"n": 512, "days": 30, "chance": c, "step": 2} for c in (False, True)]
    found = ours("float32", *individuals, *days, *chance)
    parts = len(individuals), len(individuals) + len(days)
    return {"individuals": found[: parts[0]], "days": found[parts[0] : parts[1]], "chance": found[parts[1] :]}


def processes() -> dict[str, Any]:
    """The same work by one process, and by two at once that share it: wall time of the work itself."""
    return {"pairs": runs("processes.py")}


def cold() -> dict[str, Any]:
    """Seconds of the command line, and of an engine with empty and with filled caches."""
    return {"runs": runs("cold.py")}


def tangents() -> dict[str, Any]:
    """Forward mode: time of a run with 1 and 10 tangents over that of a plain run, in double precision, by XLA."""
    return {"runs": runs("tangents.py")}


def limits() -> dict[str, Any]:
    """Operations of a step, and how long they take at the peak rates of one core."""
    return {"runs": runs("limits.py")}


def trial() -> dict[str, Any]:
    """The demo trial from the command to the report."""
    return {"runs": runs("trial.py")}


PARTS = {
    "peers": peers,
    "scaling": scaling,
    "processes": processes,
    "cold": cold,
    "tangents": tangents,
    "limits": limits,
    "trial": trial,
}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--only", default=",".join(PARTS), help=f"parts, of {', '.join(PARTS)}")
    asked.add_argument("--table", action="store_true", help="print the last result and measure nothing")
    options = asked.parse_args()
    result = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
    for part in () if options.table else options.only.split(","):
        print(f"measuring: {part} (load {os.getloadavg()[0]:.1f})", flush=True)
        began = time.time()
        found = PARTS[part]()
        result[part] = {**found, "machine": machine(), "minutes": round((time.time() - began) / 60, 1)}
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(table(result))


if __name__ == "__main__":
    if shutil.which("cc") is None and shutil.which("gcc") is None:
        print("No C compiler is found: the engine is measured as XLA compiles it.", file=sys.stderr)
    main()
