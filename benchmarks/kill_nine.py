"""A run is killed (SIGKILL) at twenty random moments of all its phases and resumed each time, to the same bytes.

    python benchmarks/kill_nine.py [RESULT.json [PHASE ...]]

With real workers: moments of the time of the simulation, and writes of checkpoints and of shards by a worker; the
worker or the parent is killed alone, or everything at once. With shards that were computed before: changes that the run
makes to its files (opened to be written, renamed, removed, made), drawn phase by phase, as most are chunks of the data.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests import killed_run  # noqa: E402

from allostasis.studies import checkpoint  # noqa: E402

checkpoint.EVERY = 0.5  # also in the workers, which import this file: the history is short

SCRIPT = ROOT / "tests" / "killed_run.py"
SEED = 9
BY_TIME = 3
"""Moments of the time of a run with real workers, until its first shard would be there."""
IN_WORKERS = {
    "write of a checkpoint": (r"/calls-", 2),
    "write of a shard by a worker": (r"/\.shards/\.?shard-.*npz", 2),
}
IN_PARENT = {
    "write of a shard": ("any", r"/\.shards/\.?shard-.*npz", 2),
    "chunks of the data": ("any", r"\.data\.zarr\.part/.*/c(/|$)", 2),
    "metadata of the data": ("any", r"\.data\.zarr\.part(/\w+)?/zarr\.", 2),
    "any renaming": ("os.rename", "", 2),
    "the data get their name": ("os.rename", r"/data\.zarr$", 1),
    "summary and timings": ("any", r"/\.?(summary|timings)", 1),
    "manifest": ("any", r"/\.?manifest", 1),
    "report": ("any", r"/\.?report", 1),
    "removal of the shards": ("any", r"^[^/]", 1),
}
"""Phase: event, expression for its path, number of moments."""
ALL = (*IN_PARENT, *IN_WORKERS, "simulation")


def small_study(place: Path) -> Path:
    """The trial of the tests: short, with every kind of day."""
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


class Trial:
    """The run that is killed, what it gives undisturbed, and how long its parts take."""

    def __init__(self, place: Path) -> None:
        self.place, self.study = place, small_study(place)
        reference, self.stored = place / "reference", place / "stored"
        began = time.monotonic()
        assert real(*options(self.study, reference), "--shards", "0-2").wait() == 0
        self.seconds = time.monotonic() - began
        shutil.copytree(reference / ".shards", self.stored)
        assert real("run", "--resume", str(reference), "--workers", "2").wait() == 0
        self.wanted = results(reference)

    def resumed(self, out: Path) -> dict[str, object]:
        """What going on with the same command gives."""
        code = real(*options(self.study, out)).wait()
        return {"resumed": code, "identical": results(out) == self.wanted}


def real(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, __file__, *arguments]
    surroundings = {**os.environ, **environment}
    nowhere = subprocess.DEVNULL
    return subprocess.Popen(command, start_new_session=True, stdout=nowhere, stderr=nowhere, env=surroundings)


def by_time(trial: Trial, phases: Sequence[str]) -> Iterator[dict[str, object]]:
    for number in range(BY_TIME if "simulation" in phases else 0):
        out, share = trial.place / f"time{number}", random.uniform(0.02, 0.9)
        process = real(*options(trial.study, out))
        time.sleep(share * trial.seconds)
        is_over, together = process.poll() is not None, bool(number % 2)
        if not is_over:
            os.killpg(process.pid, signal.SIGKILL) if together else process.kill()
        process.wait()
        shards = len(list((out / ".shards").glob("*.npz")))
        yield {
            "phase": "simulation", "moment": f"{share:.2f} of the time of the simulation", "killed": not is_over,
            "who": "all processes" if together else "the parent", "shards then": shards, **trial.resumed(out),
        }  # fmt: skip


def in_workers(trial: Trial, phases: Sequence[str]) -> Iterator[dict[str, object]]:
    for phase, (path, moments) in IN_WORKERS.items():
        if phase not in phases:
            continue
        listed = seen_in_workers(trial, path)
        for number, count in enumerate(random.sample(range(1, listed // 2 + 1), moments)):
            together = bool(number % 2)
            out, note = trial.place / f"worker-{phase[9:12].strip()}{count}", trial.place / "note"
            kill = json.dumps([str(out), path, count, together, str(note)])
            real(*options(trial.study, out), KILLED_WORKER=kill).wait()
            done = note.exists()
            before = note.read_text() if done else ""
            note.unlink(missing_ok=True)
            yield {
                "phase": phase, "moment": f"event {count} of a worker's about {listed // 2}", "before": before,
                "killed": done, "who": "all processes" if together else "a worker", **trial.resumed(out),
            }  # fmt: skip


def seen_in_workers(trial: Trial, path: str) -> int:
    """How many such events there are in all workers together."""
    out, note = trial.place / "listed", trial.place / "note"
    real(*options(trial.study, out), KILLED_WORKER=json.dumps([str(out), path, 0, False, str(note)])).wait()
    count = len(note.read_text().splitlines())
    note.unlink()
    shutil.rmtree(out)
    return count


def watch_this_worker(out: str, path: str, count: int, together: bool, note: str) -> None:
    """In a worker: note each such event, or kill at the event of that number."""

    def say(text: str) -> None:
        with Path(note).open("a", encoding="utf-8") as stream:
            stream.write(text)

    def kill() -> None:
        os.killpg(0, signal.SIGKILL) if together else killed_run.kill_this_process()

    sys.addaudithook(killed_run.hook(out, "any", path, count, kill, say))


def in_parent(trial: Trial, phases: Sequence[str]) -> Iterator[dict[str, object]]:
    def run(out: Path, event: str, path: str, count: int) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, SCRIPT, trial.stored, event, path, count, *options(trial.study, out)]
        return subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)

    if not set(phases) & set(IN_PARENT):
        return
    said = run(trial.place / "whole", "any", "", 0).stderr
    events = [line.split(maxsplit=2)[1:] for line in said.splitlines() if line.startswith("event: ")]
    for phase in (p for p in IN_PARENT if p in phases):
        event, path, moments = IN_PARENT[phase]
        count = sum(event in ("any", e[0]) and bool(re.search(path, e[1] if len(e) > 1 else "")) for e in events)
        for number in sorted(random.sample(range(1, count + 1), moments)):
            out = trial.place / f"{'-'.join(phase.split())}-{number}"
            done = run(out, event, path, number)
            before = done.stderr.rpartition("before: ")[2].strip()
            killed = done.returncode == -signal.SIGKILL
            again = run(out, "any", "", 0) if killed else done
            yield {
                "phase": phase, "moment": f"event {number} of {count}", "before": before, "killed": killed,
                "who": "the parent", "resumed": again.returncode, "identical": results(out) == trial.wanted,
            }  # fmt: skip


def main(target: str = "", *phases: str) -> int:
    """All phases, or the named ones, whose last results are replaced."""
    random.seed(SEED)
    place = Path(tempfile.mkdtemp())
    trial = Trial(place)
    asked = BY_TIME + sum(m for *_, m in IN_WORKERS.values()) + sum(m for *_, m in IN_PARENT.values())
    before = json.loads(Path(target).read_text(encoding="utf-8"))["moments"] if phases else []
    found: list[dict[str, object]] = [m for m in before if m["phase"] not in phases]
    told: dict[str, object] = {}
    for part in (in_parent, in_workers, by_time):
        for moment in part(trial, phases or ALL):
            found.append(moment)
            print(moment, flush=True)
            told = {"command": "python benchmarks/kill_nine.py", "seed": SEED, "asked": asked, "done": len(found)}
            told |= {name: all(m[name] for m in found) for name in ("killed", "identical")}
            told["moments"] = found
            if target:
                Path(target).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(f"{sum(bool(m['identical']) for m in found)} of {len(found)} identical, {asked} asked")
    shutil.rmtree(place)
    return 0 if told["killed"] and told["identical"] and len(found) == asked else 1


if __name__ == "__mp_main__" and "KILLED_WORKER" in os.environ:
    watch_this_worker(*json.loads(os.environ["KILLED_WORKER"]))

if __name__ == "__main__":
    if sys.argv[1:2] == ["run"]:
        from allostasis.cli.app import main as command

        sys.exit(command())
    sys.exit(main(*sys.argv[1:]))
