"""Nothing is traced again when only numbers change, and a second process compiles nothing: counted, not timed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import jax
import numpy as np
from tests.numerics_fixtures import Event, Laboratory, random_people

from allostasis.numerics.kernels import compiler

PROCESS = """
import json, jax
from allostasis.numerics import kernels
from allostasis.models.daily_life import RECORDED, human_behaviour
from allostasis.models.human import Human
from allostasis.numerics.engine import build_engine
from tests.numerics_fixtures import Laboratory

counts = {"asked of the compiler": 0, "kept of XLA": 0, "missing of XLA": 0}
compile_kernel = kernels._compile

def counting(*given):
    counts["asked of the compiler"] += 1
    return compile_kernel(*given)

kernels._compile = counting
names = {"/jax/compilation_cache/cache_hits": "kept of XLA", "/jax/compilation_cache/cache_misses": "missing of XLA"}

def note(name, **_):
    if name in names:
        counts[names[name]] += 1

jax.monitoring.register_event_listener(note)
laboratory = Laboratory("float32", build_engine(Human, human_behaviour(), RECORDED, given={"heroin.heroin"}))
laboratory.run(laboratory.people(), 2)
print(json.dumps({**counts, "kernel": laboratory.engine.kernel.partition(",")[0]}))
"""


def test_nothing_is_traced_again_when_only_numbers_change(single: Laboratory) -> None:
    traced = 0

    def counted(*given: Any) -> Any:
        nonlocal traced
        traced += 1
        return single.engine.program.advance(*given)

    laboratory = Laboratory("float32", replace(single.engine, advance=jax.jit(counted)))
    first = laboratory.run(laboratory.people(), 3)
    assert traced == 1
    people = random_people(seed=3)
    event = Event(1, "heroin.heroin", 1e4, is_use=True)
    laboratory.run(people, 30, first.carry, first=3, steps=2, record_every=7, seed=9, events=[event])
    laboratory.run(people, 5, minutes=1, steps=1, stochastic=True, uses=True, usual_dose=5e4)
    laboratory.run(people, 5, mean_field=True, stochastic=True, replay=np.ones((5, 64), np.uint8))
    assert traced == 1


def counts(cache: Path) -> dict[str, Any]:
    """What a process of its own compiles for an engine and two intervals."""
    own = {k: v for k, v in os.environ.items() if not k.startswith("JAX_COMPILATION") and k != "ALLOSTASIS_KERNEL"}
    place = {"ALLOSTASIS_CACHE": str(cache), "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    done = subprocess.run(
        [sys.executable, "-c", PROCESS], capture_output=True, text=True, check=False, env={**own, **place}
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_a_second_process_compiles_nothing(tmp_path: Path) -> None:
    compiler()  # there is one: without it XLA's program would take its place
    first, second = counts(tmp_path), counts(tmp_path)
    assert first["kernel"] == second["kernel"] == "C"
    assert first["asked of the compiler"] == 1
    assert first["missing of XLA"] >= 1
    assert second["asked of the compiler"] == 0
    assert second["missing of XLA"] == 0
    assert second["kept of XLA"] == first["missing of XLA"] + first["kept of XLA"]
