"""One study with different shards and processes; the result has to be the same bytes each time.

    python benchmarks/same_bytes.py [RESULT.json]

10,560 participants (320 draws of 33) of the shortened trial of `kill_nine.py`: shards of 10,000 and of 512, one process
and two, and a Dask cluster of two workers of which one is killed as soon as the first shard is done. Every file of the
result is compared but `timings.json`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DRAWS, PARTICIPANTS = 320, 33
WAYS = ((10_000, 1), (512, 2), (10_000, 2), (512, 1), (512, 0))
"""Participants of a shard, and processes; 0: a cluster that loses a worker."""


def checksums(directory: Path) -> dict[str, str]:
    """SHA-256 of every file of a result but the timings."""
    files = sorted(f for f in directory.rglob("*") if f.is_file() and f.name != "timings.json")
    return {str(f.relative_to(directory)): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


def run(study: Path, out: Path, size: int, workers: int) -> dict[str, str]:
    options = f"--draws {DRAWS} --participants {PARTICIPANTS} --shard-size {size} --workers {workers}"
    command = [Path(sys.executable).parent / "allostasis", "run", study, "-o", out, *options.split()]
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL)
    found = checksums(out)
    shutil.rmtree(out)
    return found


def run_on_cluster(study: Path, out: Path, size: int) -> dict[str, str]:
    """The same on a cluster whose first worker is killed in the middle."""
    import distributed

    with (
        distributed.LocalCluster(2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
    ):
        pids = list(client.run(os.getpid).values())
        options = f"--draws {DRAWS} --participants {PARTICIPANTS} --shard-size {size}"
        command = [Path(sys.executable).parent / "allostasis", "run", study, "-o", out, *options.split()]
        words = [*map(str, command), "--scheduler", cluster.scheduler_address]
        running = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        while running.poll() is None and not list((out / ".shards").glob("*.npz")):
            time.sleep(0.05)
        left = DRAWS * PARTICIPANTS // size - len(list((out / ".shards").glob("*.npz")))
        os.kill(pids[0], signal.SIGKILL)
        print(f"a worker was killed with some {left} shards to go", flush=True)
        if running.wait() != 0 or left < 2:
            sys.exit("the run failed, or was over before a worker could be killed")
    found = checksums(out)
    shutil.rmtree(out)
    return found


def told(size: int, workers: int, found: dict[str, str], wanted: dict[str, str], seconds: float) -> dict[str, object]:
    """One line of the result."""
    whole = hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()
    return {
        "shard size": size, "processes": workers or "2 workers of Dask, one killed", "files": len(found),
        "sha256 of all": whole,
        "identical to the first": found == wanted, "differs": [k for k in wanted if found.get(k) != wanted[k]],
        "seconds": round(seconds),
    }  # fmt: skip


def main(target: str = "") -> int:
    sys.path.insert(0, str(ROOT))
    from benchmarks.kill_nine import small_study

    lines: list[dict[str, object]] = []
    wanted: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as place:
        study = small_study(Path(place))
        for size, workers in WAYS:
            began = time.monotonic()
            out = Path(place) / "out"
            found = run(study, out, size, workers) if workers else run_on_cluster(study, out, size)
            wanted = wanted or found
            lines.append(told(size, workers, found, wanted, time.monotonic() - began))
            print(lines[-1], flush=True)
            if target:
                content = {"participants": DRAWS * PARTICIPANTS, "runs": lines}
                Path(target).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return 0 if all(line["identical to the first"] for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
