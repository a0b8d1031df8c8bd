"""Kernels in C do what XLA does, are kept between processes, and are done without where nothing can be compiled."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterator
from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pytest
from jax import ShapeDtypeStruct
from tests.numerics_fixtures import NMOL_PER_MG_HEROIN, Event, Laboratory, Run, random_people

from allostasis.errors import RunError
from allostasis.models.daily_life import RECORDED, human_behaviour
from allostasis.models.human import Human
from allostasis.numerics import caches, kernels
from allostasis.numerics.engine import build_engine
from allostasis.numerics.native import kernel_here
from allostasis.numerics.tape import NotRowwiseError, Tape, write_down
from allostasis.studies.shards import refuse_another_kernel

GIVEN = {"heroin.heroin"}
EVENTS = [
    Event(36, "heroin.heroin", 20 * NMOL_PER_MG_HEROIN, daily=True, is_use=True),
    Event(200, "exposure.drug_cue", is_cue=True),
]


def lived(dtype: str, kernel: str) -> Run:
    """Five days in which uses, cues and stressors come by chance, besides a use and a cue that are scheduled."""
    laboratory = Laboratory(dtype, build_engine(Human, human_behaviour(), RECORDED, dtype, GIVEN, kernel))  # type: ignore[arg-type]
    people = random_people(seed=5)
    people["use.h_0"] *= 5
    start = laboratory.start(people, {"learning.value": 0.8, "learning.context": 0.8})
    return laboratory.run(people, 720, start, events=EVENTS, stochastic=True, uses=True, usual_dose=5e4)


# In double precision the two differ in the last digits of each operation; 720 intervals of 5 steps add up at random.
# In single precision a slow state is exact to a few units of 6e-8, a fast one to a few dozen.
@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-12), ("float32", 2e-5)])
def test_a_kernel_in_c_lives_the_same_lives_as_xla(dtype: str, tolerance: float) -> None:
    ours, theirs = lived(dtype, "c"), lived(dtype, "jax")
    assert ours.engine.kernel.startswith("C, ")
    assert theirs.engine.kernel == "XLA"
    decisions = theirs.decisions(720)
    assert decisions.sum() > 100, "the lives have uses to compare"
    same = np.all(ours.decisions(720) == decisions, axis=0)
    # A decision flips if its number falls between two hazards that differ in their last digits.
    assert same.mean() > 0.95
    for name in ours.engine.layout.states:
        size = np.abs(theirs.state(name)).max()
        assert np.abs(ours.state(name) - theirs.state(name))[same].max() <= tolerance * size, name
    for name in ours.engine.recorded:
        size = np.abs(theirs.record(name)).max()
        assert np.abs(ours.record(name) - theirs.record(name))[:, same].max() <= tolerance * size, name


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without a C compiler."""
    monkeypatch.setenv(kernels.COMPILER, "no-such-compiler")
    kernels.compiler.cache_clear()
    yield
    kernels.compiler.cache_clear()


@pytest.mark.usefixtures("nowhere")
def test_without_a_compiler_xla_takes_over_and_the_reason_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ALLOSTASIS_KERNEL", raising=False)
    engine = build_engine(Human, human_behaviour(), RECORDED, given=GIVEN)
    assert engine.kernel == "XLA, because there is no kernel in C: no C compiler was found (no-such-compiler)"
    with pytest.raises(RunError, match="no C compiler was found"):
        build_engine(Human, human_behaviour(), RECORDED, given=GIVEN, kernel="c")


SOURCE = "double twice(double x) { return 2 * x; }\n"


def test_a_kernel_is_compiled_once_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(caches.SWITCH, str(tmp_path))
    kernels.load(SOURCE, str(tmp_path))
    (kept,) = (tmp_path / "kernels").glob("*.so")
    before = kept.stat().st_mtime_ns
    kernels.load(SOURCE, str(tmp_path))
    assert kept.stat().st_mtime_ns == before
    assert kernels.kernel_name(SOURCE) in kept.name
    assert kernels.kernel_name(SOURCE + " ") != kernels.kernel_name(SOURCE)


@pytest.mark.parametrize("damage", ["cut", "emptied", "changed", "without its checksum"])
def test_a_damaged_kernel_is_compiled_again(damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(caches.SWITCH, str(tmp_path))
    kernels.load(SOURCE, str(tmp_path))
    (kept,) = (tmp_path / "kernels").glob("*.so")
    whole = kept.read_bytes()
    kept.unlink()  # the old file stays loaded; what is damaged is another one
    kept.write_bytes({"cut": whole[:5000], "emptied": b"", "changed": whole[:-1] + b"!"}.get(damage, whole))
    if damage == "without its checksum":
        kept.with_suffix(".sha256").unlink()
    assert kernels.load(SOURCE, str(tmp_path)).twice is not None
    assert kernels._is_whole(kept)


@pytest.mark.parametrize("program", ["true", "false", "not a program"])
def test_what_is_no_compiler_is_said_and_xla_takes_over(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tmp_path / "not a program"
    made.write_bytes(b"\x00\x01")
    made.chmod(0o755)
    monkeypatch.setenv(kernels.COMPILER, str(made) if program == made.name else program)
    kernels.compiler.cache_clear()
    try:
        with pytest.raises(kernels.CannotCompileError, match=r"cannot (compile a shared library|be run)"):
            kernels.compiler()
    finally:
        kernels.compiler.cache_clear()


def test_a_whole_library_that_cannot_be_loaded_is_compiled_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(caches.SWITCH, str(tmp_path))
    kept = tmp_path / "kernels" / f"{kernels.kernel_name(SOURCE)}.so"
    kept.parent.mkdir()
    kept.write_bytes(b"of another machine")
    kernels._checksum(kept).write_text(kernels._digest(kept.read_bytes()), encoding="ascii")
    assert kernels.load(SOURCE, str(tmp_path)).twice is not None
    assert kept.stat().st_size > 1000


def test_a_full_cache_is_no_hindrance_and_is_left_clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(caches.SWITCH, str(tmp_path))

    def full(file: Path, content: bytes) -> int:
        with file.open("wb") as stream:
            stream.write(content[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert kernels.load(SOURCE, str(tmp_path)).twice is not None
    assert list((tmp_path / "kernels").iterdir()) == []


def test_no_place_for_temporary_files_is_no_kernel_and_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernels.compiler()
    monkeypatch.setenv(caches.SWITCH, "off")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(kernels.CannotCompileError, match="could not be made or not be loaded"):
        kernels.load(SOURCE, str(tmp_path))


def test_a_compiler_that_fails_at_the_kernel_alone_is_told_to_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = tmp_path / "cc"
    failing.write_text('#!/bin/sh\ncase "$*" in *kernel.c*) echo too old >&2; exit 1;; esac\nexec cc "$@"\n')
    failing.chmod(0o755)
    monkeypatch.setenv(kernels.COMPILER, str(failing))
    monkeypatch.setenv(caches.SWITCH, "off")
    monkeypatch.delenv("ALLOSTASIS_KERNEL", raising=False)
    kernels.compiler.cache_clear()
    try:
        with pytest.raises(kernels.CannotCompileError, match="failed: too old"):
            kernels.load(SOURCE, str(tmp_path))
        # The identity of a run says what its machine should have; a worker that has not does not join in.
        refuse_another_kernel(kernel_here())
        with pytest.raises(RunError, match=r"ordered with a kernel in C .* this process has XLA, because .* too old"):
            refuse_another_kernel("XLA, because there is no kernel in C: cc failed: too old")
    finally:
        kernels.compiler.cache_clear()


def test_nothing_is_kept_where_it_is_switched_off_or_cannot_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(caches.SWITCH, "off")
    assert caches.cache_directory("kernels") is None
    assert kernels.load(SOURCE, str(tmp_path)).twice is not None
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv(caches.SWITCH, str(tmp_path / "file"))
    assert caches.cache_directory("kernels") is None
    assert kernels.load(SOURCE, str(tmp_path)).twice is not None


def test_code_that_mixes_individuals_does_not_become_a_kernel() -> None:
    tape = Tape()
    row = ShapeDtypeStruct((8,), jnp.float32)  # type: ignore[no-untyped-call]
    with pytest.raises(NotRowwiseError, match="reduce_sum"):
        write_down(tape, lambda x: x - jnp.sum(x), (row,), (tape.input("x"),))
