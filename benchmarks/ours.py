"""Our engine on the common problem: `python ours.py float32 c '[{"step": 2, "n": 512}, ...]'`.

Prints a line of JSON for each configuration. A run goes through the same calls as a study's: blocks of fixed width,
everybody's own propagators, events in slots. What is worked out for each person before the first step is part of the
time; compilation is not.
"""

import json
import os
import resource
import sys
import time
from typing import Any

os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false --xla_cpu_prefer_vector_width=512"

import numpy as np
from problem import CHECKED, DAYS, DOSES, GIVEN, TARGETS, People, equations, error, people

from allostasis.models.daily_life import RECORDED, human_behaviour
from allostasis.models.human import Human
from allostasis.numerics.engine import DECISIONS, Clock, Engine, Slots, Subjects, build_engine
from allostasis.numerics.streams import HISTORY, subject_keys
from allostasis.studies.lanes import width_of
from allostasis.studies.timeline import PER_DAY, SlotBuilder
from reference import reference


def engine(dtype: str, kernel: str | None = None) -> Engine:
    return build_engine(Human, human_behaviour(), RECORDED, dtype, GIVEN | set(TARGETS), kernel)  # type: ignore[arg-type]


def slots(engine: Engine, block: People) -> Slots:
    """The daily events of a block."""
    builder = SlotBuilder(block.size, engine.targets, engine.dtype)
    always = np.zeros(block.size, np.int64), np.full(block.size, 2**30)
    for q in range(DOSES + 1):
        for k, target in enumerate(TARGETS):
            if np.any(block.added[:, q, k]):
                builder.daily(target, np.rint(block.times[:, q] * 6), block.added[:, q, k], *always)
    return builder.slots()


def subjects(engine: Engine, block: People, step: float, uses: bool) -> Subjects:
    """The arrays of a block for a step in hours."""
    rows = np.stack([block.parameters[name] for name in engine.layout.parameters]).astype(engine.dtype)
    keys = np.asarray(subject_keys(1, np.zeros(block.size, int), np.arange(block.size), HISTORY))
    window = np.zeros(block.size, np.int32), np.full(block.size, 2**30 if uses else 0, np.int32)
    usual = np.full(block.size, 5e4, engine.dtype)
    return Subjects(rows, *engine.step_arrays(block.parameters, step), keys, usual, *window)


def clock(engine: Engine, days: int, steps: int, chance: bool = False, start: int = 0) -> Clock:
    i32 = np.int32
    interval = engine.dtype.type(24 / PER_DAY)
    return Clock(
        i32(start), i32(days * PER_DAY), interval, i32(steps), i32(PER_DAY), i32(chance), i32(0), i32(PER_DAY), i32(0)
    )


def run_block(
    engine: Engine, block: People, days: int, steps: int, chance: bool = False, ends: bool = True
) -> np.ndarray:
    """States at day ends, shape (people, days, states); only the last day's if `ends` is not asked for."""
    none = np.zeros((DECISIONS, block.size), np.uint8)
    arrays, given = subjects(engine, block, 24 / PER_DAY / steps, chance), slots(engine, block)
    carry, seen = engine.initial(block.rest), []
    most = 1 if ends else 32
    for first in range(0, days, most):
        count = min(most, days - first)
        carry, _ = engine.advance(carry, arrays, given, clock(engine, count, steps, chance, first * PER_DAY), none)
        seen.append(np.asarray(carry.y).T)
    return np.stack(seen, axis=1)


def blocks(n: int) -> list[People]:
    """Everybody in blocks as wide as those of a run of n people."""
    everybody, width = people(n), width_of(n)
    parts = []
    for first in range(0, n, width):
        chosen = np.minimum(np.arange(first, first + width), n - 1)
        parameters = {k: v[chosen] for k, v in everybody.parameters.items()}
        rest = {k: v[chosen] for k, v in everybody.rest.items()}
        parts.append(People(parameters, rest, everybody.times[chosen], everybody.added[chosen]))
    return parts


def measured(ours: Engine, given: dict[str, Any]) -> dict[str, Any]:
    """One configuration: processor seconds of the runs, and errors of the people who are checked."""
    n, days, steps = given["n"], given.get("days", DAYS), round(10 / given["step"])
    parts, chance = blocks(n), given.get("chance", False)
    found = run_block(ours, parts[0], min(days, DAYS), steps)
    seconds, wall = [], []
    while not seconds or (len(seconds) < given.get("times", 3) and sum(seconds) < given.get("least", 2)):
        cpu, began = time.process_time(), time.perf_counter()
        for part in parts:
            run_block(ours, part, days, steps, chance, ends=False)
        seconds.append(time.process_time() - cpu)
        wall.append(time.perf_counter() - began)
    ends, size = reference()
    names = equations().states
    order = [ours.row(name) for name in names]
    known = min(n, CHECKED)
    about = error(found[:known][..., order].astype(float), ends[:known, : found.shape[1]], size)
    about["state"] = names[about["state"]] if about["state"] is not None else None
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    rate = n * days / float(np.median(seconds))
    done = {"tool": "allostasis", "n": n, "days": days, "rate": rate, "error": about, "seconds": seconds, "wall": wall}
    return {**given, **done, "memory_mb": memory, "kernel": ours.kernel}


def main() -> None:
    dtype, kernel, runs = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
    begin = time.perf_counter()
    ours = engine(dtype, kernel)
    run_block(ours, blocks(1)[0], 1, 1)
    compiled = time.perf_counter() - begin
    for given in runs:
        print(json.dumps({**measured(ours, given), "dtype": dtype, "compile": compiled}), flush=True)


if __name__ == "__main__":
    main()
