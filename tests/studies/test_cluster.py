"""A run on a real Dask cluster that loses a worker gives the same bytes, and a cluster that is not there is said."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import distributed
import pytest
from tests.run_fixtures import arguments, assert_same, results

from allostasis.cli.app import main
from allostasis.studies import cluster as clusters

NOBODY = "tcp://" + "127.0.0.1:9"
"""A port at which nobody listens."""


@pytest.fixture
def cluster() -> Iterator[distributed.LocalCluster]:
    """Two workers in processes of their own."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as running:
        yield running


def command(study: Path, out: Path, *more: str) -> list[str]:
    """The command in a process of its own, as users run it: this one has a client that Dask would take for its."""
    return [str(Path(sys.executable).with_name("allostasis")), *map(str, arguments(study, out, shard_size=1)), *more]


def test_a_cluster_that_lost_a_worker_gives_the_bytes_of_a_run_without_one(
    cluster: distributed.LocalCluster, small_study: Path, tmp_path: Path
) -> None:
    out, lost = tmp_path / "out", list[int]()
    with distributed.Client(cluster, set_as_default=False) as client:
        pids = list(client.run(os.getpid).values())

        def lose_a_worker() -> None:
            """As soon as the first shard is done and both workers are at work on others, one is killed."""
            while watching and not lost:
                if list((out / ".shards").glob("*.npz")):
                    os.kill(pids[0], signal.SIGKILL)
                    lost.append(pids[0])
                time.sleep(0.005)

        watching = True
        thread = threading.Thread(target=lose_a_worker)
        thread.start()
        with_scheduler = command(small_study, out, "--scheduler", cluster.scheduler_address)
        ran = subprocess.run(with_scheduler, capture_output=True, text=True, check=False)
        watching = False
        thread.join()
        assert ran.returncode == 0, ran.stderr
        assert lost
        assert pids[0] not in client.run(os.getpid).values()
    alone = tmp_path / "alone"
    subprocess.run(command(small_study, alone, "--workers", "1"), capture_output=True, check=True)
    assert_same(results(out), results(alone))


def test_a_scheduler_that_is_not_there_is_bad_input(
    small_study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "PATIENCE", "1s")
    out = tmp_path / "out"
    assert main([*map(str, arguments(small_study, out)), "--scheduler", NOBODY]) == 2
    said = capsys.readouterr().err
    assert f"no Dask scheduler at {NOBODY}" in said
    assert "Traceback" not in said


def test_an_installation_without_dask_is_said(
    small_study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main([*map(str, arguments(small_study, tmp_path / "out")), "--scheduler", NOBODY]) == 2
    assert 'pip install "allostasis[cluster]"' in capsys.readouterr().err
