"""`make bench`: how fast the engine is, against other solvers on the same model, people and doses, and by itself.

    python benchmarks/bench.py                        everything, into benchmarks/results/engine.json
    python benchmarks/bench.py --only peers,scaling   some parts; the others keep their last result
    python benchmarks/bench.py --small                few people and days, to see that everything works (2 to 5 min)
    python benchmarks/bench.py --table                the table of the last result

The unit is individual-days per second of one processor core, by processor time: other programs on the machine then
count less. The tools are timed in turns: `ROUNDS` times each, one after the other, and the median counts. Everything
takes some 25 to 30 minutes on two cores that have nothing else to do.
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
TOLERANCES = (1e-2, 3e-3, 1e-3, 1e-4, 3e-5, 1e-5, 1e-6)
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
PEOPLE = {"numbalsoda": (16, 512), "roadrunner": (16, 128), "diffrax": (16, 256), "scipy": (16, 32)}
"""People in the search for a tolerance, and in the timing. All but diffrax solve one person after the other, so that
their speed does not depend on the number."""
N, MANY, YEAR, ROUNDS, DRAWS = 10_240, 102_400, 365, 3, 200
"""People in the timing of ours and in the run of many, days of the longest run, turns of the tools, draws of trials."""
SMALL = {"N": 1024, "MANY": 2048, "YEAR": 30, "ROUNDS": 1, "DRAWS": 20, "TOLERANCES": (1e-3, 1e-5)}


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
    chosen = [(level, tool, run) for level, tools in best.items() for tool, run in tools.items() if run]
    turns = [{(level, tool): _timed(tool, run) for level, tool, run in chosen} for _ in range(ROUNDS)]
    timed: dict[str, dict[str, Any]] = {level: {} for level in LEVELS}
    for level, tool, run in chosen:
        found = sorted((turn[level, tool] for turn in turns), key=lambda r: r["rate"])
        rates = [round(r["rate"], 1) for r in found]
        timed[level][tool] = {**found[len(found) // 2], "rates": rates, **(_beside(tool, run) if level == "a" else {})}
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
        return ours(run["dtype"], {"n": N, "step": run["step"]})[0]
    _, many = PEOPLE[tool]
    return runs("peers.py", tool, json.dumps([{"n": min(many, N), "least": 3, **_options(run)}]))[0]


def _beside(tool: str, run: dict[str, Any]) -> dict[str, Any]:
    """What is measured once besides: ours without C, and a batch in lockstep at the size of ours, beyond the cache."""
    if tool == "allostasis":
        return {"xla": ours(run["dtype"], {"n": 512, "step": run["step"], "times": 1}, kernel="jax")[0]}
    if tool == "diffrax":
        return {"large": runs("peers.py", tool, json.dumps([{"n": N, "days": 1, "least": 0, **_options(run)}]))[0]}
    return {}


def _options(run: dict[str, Any]) -> dict[str, Any]:
    return {k: run[k] for k in ("rtol", "stiff", "doses", "solver", "dtype") if k in run}


def scaling() -> dict[str, Any]:
    """Individuals, days, chance; all in one process, so that they are measured side by side."""
    step = {"step": 5}
    individuals = [{"n": n, "days": 1, **step} for n in (1, 100, 512, 1024, N, MANY)]
    days = [{"n": 512, "days": d, **step} for d in (1, 3, 30, YEAR)]
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


def whole_shard() -> dict[str, Any]:
    """A shard of a run of a million people over a year, in one process: time and highest memory."""
    return {"runs": runs("whole_shard.py", str(N), str(YEAR))}


def trial() -> dict[str, Any]:
    """The demo trial from the command to the report."""
    return {"runs": runs("trial.py", str(DRAWS))}


PARTS = {
    "peers": peers,
    "scaling": scaling,
    "processes": processes,
    "cold": cold,
    "tangents": tangents,
    "limits": limits,
    "whole_shard": whole_shard,
    "trial": trial,
}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--only", default=",".join(PARTS), help=f"parts, of {', '.join(PARTS)}")
    asked.add_argument("--small", action="store_true", help="few people and days; the result is kept nowhere")
    asked.add_argument("--table", action="store_true", help="print the last result and measure nothing")
    options = asked.parse_args()
    if options.small:
        globals().update(SMALL)
    result = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() and not options.small else {}
    for part in () if options.table else options.only.split(","):
        print(f"measuring: {part} (load {os.getloadavg()[0]:.1f})", flush=True)
        began = time.time()
        found = PARTS[part]()
        result[part] = {**found, "machine": machine(), "minutes": round((time.time() - began) / 60, 1)}
        if not options.small:
            RESULT.parent.mkdir(exist_ok=True)
            RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(table(result))


if __name__ == "__main__":
    if shutil.which("cc") is None and shutil.which("gcc") is None:
        print("No C compiler is found: the engine is measured as XLA compiles it.", file=sys.stderr)
    main()
