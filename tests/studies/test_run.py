"""A run is a function of study, draws and seed: neither processes nor shards nor interruptions leave a trace in it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tests.run_fixtures import DRAWS, PARTICIPANTS, Outcome, arguments, assert_same, results

from allostasis.evidence import snapshots

COMMAND = [sys.executable, "-c", "import sys; from allostasis.cli.app import main; sys.exit(main())"]
Run = Callable[..., Outcome]


def test_a_run_writes_data_summary_manifest_and_report_and_nothing_else(undisturbed: dict[str, bytes]) -> None:
    top = {name.partition("/")[0] for name in undisturbed}
    assert top == {"data.zarr", "summary.csv", "manifest.json", "report.html"}
    manifest = json.loads(undisturbed["manifest.json"])
    assert (manifest["design"]["draws"], manifest["design"]["participants"]) == (DRAWS, PARTICIPANTS)
    assert manifest["evidence_snapshot"] == snapshots.current().name


@pytest.mark.parametrize("size", [2])
def test_the_size_of_the_shards_changes_no_byte(
    run_small: Run, undisturbed: dict[str, bytes], tmp_path: Path, size: int
) -> None:
    assert run_small(tmp_path / "out", shard_size=size).code == 0
    assert_same(results(tmp_path / "out"), undisturbed)


def test_more_draws_leave_the_first_ones_as_they_were(run_small: Run, tmp_path: Path) -> None:
    import xarray as xr

    assert run_small(tmp_path / "two").code == run_small(tmp_path / "three", draws=3).code == 0
    two, three = (xr.open_zarr(tmp_path / name / "data.zarr", consolidated=False) for name in ("two", "three"))
    for name in ("outcome", "craving", "cov_weight", "parameter_value"):
        np.testing.assert_array_equal(two[name].values, three[name].isel(draw=slice(DRAWS)).values)


@pytest.fixture(scope="module")
def by_one_process(small_study: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What one process writes, with the blocks of 512 that every run has outside the laboratory."""
    out = tmp_path_factory.mktemp("one") / "out"
    done = subprocess.run(
        by_workers(1, small_study, out), capture_output=True, text=True, check=False, env=environment()
    )
    assert done.returncode == 0, done.stderr
    return results(out)


def by_workers(workers: int, study: Path, out: Path) -> list[str]:
    """The command of the small run, in three shards, in processes of its own."""
    return [*COMMAND, *map(str, arguments(study, out, shard_size=2)), "--workers", str(workers)]


def test_ctrl_c_keeps_what_is_finished_and_two_processes_go_on_to_the_same_result(
    small_study: Path, by_one_process: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    command = by_workers(1, small_study, out)
    # A background job of a script ignores Ctrl-C and hands that on; a person's terminal does not.
    command[2] = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); " + command[2]
    # A group of its own, because a terminal sends Ctrl-C to the whole group, workers and all.
    running = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=environment(),
    )
    wait_for(lambda: list((out / ".shards").glob("shard-*.npz")) or running.poll() is not None)
    if running.poll() is None:
        os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 1
    assert "run the same command again" in said
    assert "Traceback" not in said
    assert not (out / "manifest.json").exists()
    kept = list((out / ".shards").glob("shard-*.npz"))
    assert len(kept) == 1
    done = subprocess.run(
        by_workers(2, small_study, out), capture_output=True, text=True, check=False, env=environment()
    )
    assert done.returncode == 0, done.stderr
    assert_same(results(out), by_one_process)


def wait_for(happened: Callable[[], object], seconds: float = 300) -> None:
    """Wait until something has happened; files have no better signal than a look now and then."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, f"nothing happened in {seconds:g} s"
        time.sleep(0.02)


def environment() -> dict[str, str]:
    """This process's environment, with the places that this process imports from."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
