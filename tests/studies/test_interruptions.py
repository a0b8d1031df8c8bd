"""A run that is killed at any moment, or whose disk is full, is finished by a second one to the very same bytes."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.run_fixtures import Outcome, arguments, assert_same, results

from allostasis.cli.app import main
from allostasis.studies.compute import packed
from allostasis.studies.kept import Kept
from allostasis.studies.order import Shard
from allostasis.studies.shards import Worker

Run = Callable[..., Outcome]
SCRIPT = Path(__file__).parents[1] / "killed_run.py"
MOMENTS = {
    "the checksum of a shard": ("os.rename", r"shard-000000004-000000006\.npz\.sha256$"),
    "the data's first metadata": ("os.rename", r"zarr\.json$"),
    "the data get their name": ("os.rename", r"/data\.zarr$"),
    "the manifest": ("os.rename", r"manifest\.json$"),
    "the shards go": ("os.remove", r"identity\.json$"),
}


@pytest.fixture
def stored(undisturbed: dict[str, bytes], worker: Worker, shards: dict[Any, Any], tmp_path: Path) -> Path:
    """The shards of the small run, computed once, as files."""
    place = tmp_path / "stored"
    place.mkdir()
    for shard in (Shard(0, 4), Shard(4, 6)):
        kept = next(kept for known, kept in shards if known == shard)
        (place / f"{shard.name}.npz").write_bytes(packed(shards[shard, kept]))
    return place


def killed(stored: Path, study: Path, out: Path, event: str, path: str, count: int = 1) -> None:
    """Run the small trial in a process of its own until it is killed at the moment."""
    command = [sys.executable, SCRIPT, stored, event, path, count, *arguments(study, out)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_run_killed_at_any_step_is_finished_to_the_same_bytes(
    run_small: Run, stored: Path, small_study: Path, undisturbed: dict[str, bytes], tmp_path: Path, moment: str
) -> None:
    out = tmp_path / "out"
    event, path = MOMENTS[moment]
    killed(stored, small_study, out, event, path)
    assert results(out) != undisturbed
    done = run_small(out)
    assert done.code == 0, done.err
    assert_same(results(out), undisturbed)


# ---------------------------------------------------------------------- a full disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """A file system of so many bytes that is really full; a limit on the size of files where none can be mounted."""
    place, before = tmp_path / "disk", resource.getrlimit(resource.RLIMIT_FSIZE)
    place.mkdir()
    mounted = False

    def disk(size: int) -> Path:
        nonlocal mounted
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
        try:
            mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
        except OSError:
            mounted = False
        if not mounted:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size // 4, before[1]))
        return place

    yield disk
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    if mounted:
        subprocess.run(["umount", str(place)], check=True)


def grow(place: Path) -> None:
    """Make room on the small disk."""
    subprocess.run(["mount", "-o", "remount,size=64m", str(place)], capture_output=True, check=False)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


@pytest.mark.parametrize("part", ["the first shard", "the data"])
def test_a_disk_that_is_really_full_is_said_and_room_is_all_it_takes(
    run_small: Run, stored: Path, undisturbed: dict[str, bytes], small_disk: Callable[[int], Path], part: str
) -> None:
    sizes = [len(f.read_bytes()) for f in sorted(stored.iterdir())]
    size = {"the first shard": sizes[0] // 2, "the data": sum(sizes) + 300_000}[part]
    out = small_disk(size) / "out"
    done = run_small(out)
    assert done.code == 1
    assert "No space left on device" in done.err or "File too large" in done.err
    assert "make room" in done.err
    assert f"--resume {out}" in done.err
    assert not (out / "manifest.json").exists()
    grow(out.parent)
    assert run_small(out).code == 0
    assert_same(results(out), undisturbed)


# ---------------------------------------------------------------------- damage, and what is refused


def test_a_shard_that_is_damaged_while_the_run_goes_on_is_computed_again(
    run_small: Run, undisturbed: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from allostasis.studies import run as running

    merge, damages = running.merge, iter([True])

    def damaging(order: Any, directory: Any, evidence: Any) -> Any:
        if next(damages, False):
            file = directory.shards / f"{order.shards[0].name}.npz"
            file.write_bytes(file.read_bytes()[:-1] + b"?")
        return merge(order, directory, evidence)

    monkeypatch.setattr(running, "merge", damaging)
    assert run_small(tmp_path / "out").code == 0
    assert next(damages, None) is None
    assert_same(results(tmp_path / "out"), undisturbed)


@pytest.mark.parametrize(
    ("field", "value"),
    [("version", "0.0.1"), ("code.physiology", "other"), ("back_end.jax", "0.1"), ("processor", "another")],
)
def test_what_would_change_the_numbers_is_refused_by_name(
    run_small: Run, stored: Path, small_study: Path, tmp_path: Path, field: str, value: str
) -> None:
    import json

    out = tmp_path / "out"
    (out / ".shards").mkdir(parents=True)
    order = _identity(small_study)
    *path, last = field.split(".")
    place = order
    for name in path:
        place = place[name]
    now = place[last]
    place[last] = value
    (out / ".shards" / "identity.json").write_text(json.dumps(order), encoding="utf-8")
    done = run_small(out)
    assert done.code == 2
    assert f"{out}: {field}" in done.err
    assert f"found:   {now}" in done.err
    assert f"allowed: {value}, with which the run was begun" in done.err
    assert "another directory with -o" in done.err
    assert "one problem" in done.err


def _identity(study: Path) -> dict[str, Any]:
    from tests.run_fixtures import DRAWS, PARTICIPANTS

    from allostasis.evidence import load
    from allostasis.studies.files import load_study
    from allostasis.studies.order import Order

    planned = load_study(study, load()).resized(PARTICIPANTS)
    return Order.of(planned, load(), DRAWS, Kept.of(DRAWS, PARTICIPANTS), 4).identity


def test_a_run_whose_report_failed_says_so_and_resume_writes_it(
    run_small: Run, undisturbed: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    import allostasis.report

    out = tmp_path / "out"

    def failing(_: Path) -> Path:
        raise ZeroDivisionError("a figure")

    with monkeypatch.context() as patch:
        patch.setattr(allostasis.report, "write_report", failing)
        done = run_small(out)
    assert done.code == 1
    assert "data" in done.err
    assert "are complete, but their report could not be written (ZeroDivisionError: a figure)" in done.err
    assert f"allostasis run --resume {out}" in done.err
    assert main(["run", "--resume", str(out)]) == 0
    assert "no significant effect" in capsys.readouterr().out
    assert_same(results(out), undisturbed)
    assert main(["run", "--resume", str(out)]) == 0
    assert "nothing to do" in capsys.readouterr().out


def test_resume_takes_what_is_to_be_run_from_the_directory(
    run_small: Run, undisturbed: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run_small(out, "--shards", "1").code == 0
    assert [f.name for f in sorted((out / ".shards").glob("*.npz"))] == ["shard-000000004-000000006.npz"]
    assert not (out / "manifest.json").exists()
    assert main(["run", "--resume", str(out)]) == 0, capsys.readouterr().err
    assert_same(results(out), undisturbed)


def test_resume_without_a_run_to_resume_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--resume", str(tmp_path)]) == 2
    assert "no unfinished run" in capsys.readouterr().err


def test_two_processes_do_not_work_on_the_same_run(run_small: Run, tmp_path: Path, small_study: Path) -> None:
    from allostasis.studies.store import RunDirectory

    with RunDirectory.open(tmp_path / "out", _identity(small_study)):
        done = run_small(tmp_path / "out")
    assert done.code == 2
    assert "another process is working on" in done.err


def test_checkpoints_are_what_the_engine_gave(tmp_path: Path) -> None:
    from allostasis.numerics.engine import Carry, Output
    from allostasis.studies.checkpoint import EVERY, Journal

    def call(number: int) -> Callable[[], tuple[Carry, Output]]:
        rows = np.zeros((5, 2), np.float32)
        rows[: number + 1] = number
        rows[3] = -0.0  # a zero that is not all zero bits
        carry = Carry(*(np.full(2, number, np.float32) for _ in Carry._fields))
        return lambda: (carry, Output(*(rows for _ in Output._fields)))

    first = Journal(tmp_path, "block")
    given = [first.call(EVERY / 2, call(k)) for k in range(3)]  # written after the second

    def forbidden() -> Any:
        raise AssertionError("the engine was asked again")

    again = Journal(tmp_path, "block")
    found = [again.call(EVERY / 2, forbidden) for _ in range(2)]
    for (_, old), (_, new) in zip(given[:2], found, strict=True):
        assert [np.asarray(x).tobytes() for x in new] == [np.asarray(x).tobytes() for x in old]
    assert [np.asarray(x).tobytes() for x in found[-1][0]] == [np.asarray(x).tobytes() for x in given[1][0]]
    with pytest.raises(AssertionError):
        again.call(1.0, forbidden)
    again.remove()
    assert list(tmp_path.iterdir()) == []
