"""Where a step's time goes: its operations at one core's peak rates, against what it takes. A line of JSON each."""

import json
import os
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path

os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false --xla_cpu_prefer_vector_width=512"

import jax
import numpy as np
import ours

from allostasis.numerics.c_functions import functions
from allostasis.numerics.engine import DECISIONS
from allostasis.numerics.kernels import compiler
from allostasis.numerics.native import write_kernel


def peak(dtype: str) -> dict[str, float]:
    """Nanoseconds per operation and number on one core."""
    text = (Path(__file__).parent / "limits.c").read_text(encoding="utf-8")
    head = "#include <math.h>\n#include <stdint.h>\n#include <string.h>\n"
    about = compiler()
    with tempfile.TemporaryDirectory() as directory:
        source, program = Path(directory) / "limits.c", Path(directory) / "limits"
        source.write_text(text.replace("FUNCTIONS", head + functions(dtype)), encoding="utf-8")
        flags = [f for f in about.flags if f not in ("-shared", "-fPIC")]
        subprocess.run([about.command, *flags, "-w", "-o", str(program), str(source), "-lm"], check=True)
        found = [json.loads(subprocess.run([str(program)], check=True, capture_output=True).stdout) for _ in range(3)]
    return {name: min(f[name] for f in found) for name in found[0]}


def interval_ns(engine: object, block: object, steps: int) -> float:
    """Nanoseconds of an interval per individual."""
    given, slots = ours.subjects(engine, block, 1 / 6 / steps, uses=False), ours.slots(engine, block)
    carry, none = engine.initial(block.rest), np.zeros((DECISIONS, block.size), np.uint8)
    found = {}
    for days in (1, 3, 1, 3, 1, 3):
        begin = time.process_time()
        jax.block_until_ready(engine.advance(carry, given, slots, ours.clock(engine, days, steps), none))
        found[days] = min(found.get(days, np.inf), time.process_time() - begin)
    return (found[3] - found[1]) / (2 * 144 * block.size) * 1e9


def main() -> None:
    for dtype in ("float32", "float64"):
        engine, rates = ours.engine(dtype, "c"), peak(dtype)
        interval = write_kernel(engine.program, np.dtype(dtype))
        tape = interval.tape
        done = Counter(tape.operations[p][0] for p in tape.needed(interval.stepped) if not tape.is_steady[p])
        flops, divisions = done["add"] + done["sub"] + done["mul"] + done["neg"] + done["max"], done["div"]
        transcendental = done["exp"] + done["log"] + done["sqrt"]
        limit = flops * rates["flop"] + divisions * rates["division"] + transcendental * rates["transcendental"]
        block = ours.blocks(512)[0]
        times = {steps: interval_ns(engine, block, steps) for steps in (2, 10)}
        step = (times[10] - times[2]) / 8
        about = {
            "dtype": dtype,
            "flops": flops,
            "divisions": divisions,
            "exponentials": transcendental,
            "peak_ns": rates,
        }
        print(json.dumps({**about, "limit_ns": limit, "step_ns": step, "rest_ns": times[2] - 2 * step}), flush=True)


if __name__ == "__main__":
    main()
