"""Forward mode: processor time of a run with tangents over that of a plain one, a line of JSON for each number."""

import json
import os
import time

os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false --xla_cpu_prefer_vector_width=512"

import jax
import numpy as np
import ours
from problem import People

from allostasis.numerics.engine import DECISIONS, Subjects
from allostasis.numerics.gradients import forward

WIDTH, DAYS, STEPS = 64, 3, 5
NAMES = (
    "heroin.k_deacetylation", "heroin.k10", "mu_receptor.K_d_mam", "mu_receptor.k_off_morphine", "tolerance.tau_fast",
    "hpa.k_acth", "amygdala.b_withdrawal", "oxytocin_cells.a_opioid", "oxytocin_cells.k_plasma", "learning.alpha_value",
)  # fmt: skip


def seconds(function: object) -> float:
    """Least processor time of three calls, after one that compiles."""
    found = []
    for _ in range(4):
        begin = time.process_time()
        jax.block_until_ready(function())  # type: ignore[operator]
        found.append(time.process_time() - begin)
    return min(found[1:])


def main() -> None:
    engine = ours.engine("float64", "jax")
    whole = ours.blocks(512)[0]
    first = {k: v[:WIDTH] for k, v in whole.parameters.items()}
    block = People(first, {k: v[:WIDTH] for k, v in whole.rest.items()}, whole.times[:WIDTH], whole.added[:WIDTH])
    step = 1 / 6 / STEPS
    given, slots = ours.subjects(engine, block, step, uses=False), ours.slots(engine, block)
    carry, clock = engine.initial(block.rest), ours.clock(engine, DAYS, STEPS)
    none = np.zeros((DECISIONS, WIDTH), np.uint8)

    def summary(arrays: tuple[object, ...]) -> object:
        _, output = engine.advance(carry, Subjects(*arrays, *given[4:]), slots, clock, none)
        return output.records[:DAYS].mean(axis=(0, 2))

    plain = seconds(lambda: summary(given[:4]))
    for count in (1, 10):
        run = forward(engine, summary, block.parameters, NAMES[:count], step)
        taken = seconds(run)
        each = (taken / plain - 1) / count
        print(
            json.dumps({"tangents": count, "plain": plain, "seconds": taken, "ratio": taken / plain, "each": each}),
            flush=True,
        )


if __name__ == "__main__":
    main()
