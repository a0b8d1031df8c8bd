"""How long the command line and the demo trial take on this machine.

`make bench` prints one line per measurement. The trial is run in fresh processes, as a user runs it: compilation and
report included. The targets are those of the first issue, on 2 cores.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

STUDY = Path(__file__).parents[1] / "studies" / "woolley2016.yaml"
COMMAND = [str(Path(sys.executable).with_name("allostasis"))]
HELP_TARGET, DEMO_TARGET = 0.5, 90.0  # seconds


def seconds(arguments: list[str]) -> float:
    """Wall time of one command; a failing command stops the benchmark with what it said."""
    begin = time.perf_counter()
    done = subprocess.run(COMMAND + arguments, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"allostasis {' '.join(arguments)} failed with code {done.returncode}:\n{done.stderr}")
    return time.perf_counter() - begin


def trial(draws: int, workers: int) -> float:
    """Wall time of the trial with its own number of participants."""
    with tempfile.TemporaryDirectory() as directory:
        out = str(Path(directory) / "result")
        return seconds(["run", str(STUDY), "-o", out, "--draws", str(draws), "--workers", str(workers)])


def main() -> None:
    fastest_help = min(seconds(["--help"]) for _ in range(3))
    print(f"allostasis --help            {fastest_help:7.2f} s   (target {HELP_TARGET} s)")
    for draws, workers in ((20, 1), (20, 2), (200, 1), (200, 2)):
        target = f"   (target {DEMO_TARGET:.0f} s)" if (draws, workers) == (200, 2) else ""
        print(f"trial, {draws:4d} draws, {workers} worker(s) {trial(draws, workers):7.1f} s{target}", flush=True)


if __name__ == "__main__":
    main()
