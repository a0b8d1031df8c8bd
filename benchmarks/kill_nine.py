"""A run is killed (SIGKILL) at twenty random moments and resumed each time; the result has to be the same bytes.

    python benchmarks/kill_nine.py [RESULT.json]

Four moments are drawn from the whole time of a run with real workers; half of these kill the parent process alone, half
its workers too. Sixteen are drawn from all changes that a run makes to its files (every file opened to be written,
renamed or removed, every directory made or removed: shards, checksums, metadata and chunks of the data, tables,
manifest, report, and the removal of the shards), with shards that were computed before.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from allostasis.studies import lanes

lanes.WIDTH = 64  # also in the workers, which import this file: six participants need no blocks of 512

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "tests" / "killed_run.py"
SEED, BY_TIME, BY_CHANGE = 9, 4, 16


def small_study(place: Path) -> Path:
    """The trial of the tests: short, with every kind of day."""
    sys.path.insert(0, str(ROOT))
    from tests.run_fixtures import SMALL

    text = (ROOT / "studies" / "woolley2016.yaml").read_text(encoding="utf-8")
    for old, new in SMALL:
        text = text.replace(old, new)
    (place / "small.yaml").write_text(text, encoding="utf-8")
    return place / "small.yaml"


def options(study: Path, out: Path) -> list[str]:
    small = "--draws 2 --participants 3 --shard-size 2 --workers 2"
    return ["run", str(study), "-o", str(out), *small.split()]


def results(directory: Path) -> dict[str, bytes]:
    files = (f for f in directory.rglob("*") if f.is_file() and f.name != "timings.json")
    return {str(f.relative_to(directory)): f.read_bytes() for f in files}


def real(*arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, __file__, *arguments]
    return subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def by_time(study: Path, place: Path, wanted: dict[str, bytes], whole: float) -> Iterator[dict[str, object]]:
    for number in range(BY_TIME):
        out, moment = place / f"time{number}", random.uniform(0.02, 0.98) * whole
        process = real(*options(study, out))
        time.sleep(moment)
        is_over = process.poll() is not None
        if is_over:
            pass  # nobody is left to be killed
        elif number % 2:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()
        shards = len(list((out / ".shards").glob("*.npz"))) if out.exists() else 0
        assert real(*options(study, out)).wait() == (2 if is_over else 0)
        yield {
            "moment": f"{moment / whole:.2f} of the run", "killed": "all processes" if number % 2 else "the parent",
            "was over": is_over, "shards then": shards, "identical": results(out) == wanted,
        }  # fmt: skip


def by_change(study: Path, place: Path, wanted: dict[str, bytes], stored: Path) -> Iterator[dict[str, object]]:
    def run(out: Path, count: int) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, SCRIPT, stored, "any", "", count, *options(study, out)]
        return subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)

    said = run(place / "whole", 0).stderr
    changes = int(said.rpartition("events: ")[2])
    for number in sorted(random.sample(range(1, changes + 1), BY_CHANGE)):
        out = place / f"change{number}"
        done = run(out, number)
        before = done.stderr.rpartition("killed before: ")[2].strip()
        resumed = run(out, 0) if done.returncode == -signal.SIGKILL else done
        yield {
            "moment": f"change {number} of {changes}", "before": before, "killed": done.returncode == -signal.SIGKILL,
            "resumed": resumed.returncode, "identical": results(out) == wanted,
        }  # fmt: skip


def main(target: str = "") -> int:
    random.seed(SEED)
    place = Path(tempfile.mkdtemp())
    study, reference, stored = small_study(place), place / "reference", place / "stored"
    began = time.monotonic()
    assert real(*options(study, reference), "--shards", "0-2").wait() == 0
    shutil.copytree(reference / ".shards", stored)
    assert real("run", "--resume", str(reference), "--workers", "2").wait() == 0
    whole, wanted = time.monotonic() - began, results(reference)
    found: list[dict[str, object]] = []
    for moment in chain(by_time(study, place, wanted, whole), by_change(study, place, wanted, stored)):
        found.append(moment)
        print(moment, flush=True)
        told = {"seed": SEED, "asked": BY_TIME + BY_CHANGE, "done": len(found), "moments": found}
        told["all identical"] = all(m["identical"] for m in found)
        if target:
            Path(target).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(f"{sum(bool(m['identical']) for m in found)} of {len(found)} identical")
    shutil.rmtree(place)
    return 0 if told["all identical"] else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["run"]:
        from allostasis.cli.app import main as command

        sys.exit(command())
    sys.exit(main(*sys.argv[1:]))
