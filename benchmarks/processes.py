"""The same work by one process, and twice of it by two at once: how much more two do. A line of JSON for each pair."""

import json
import subprocess
import sys
import time

PAIRS, DAYS, STEP = 5, 100, 5


def worker() -> None:
    """Run a block for some days at each line that comes in."""
    import ours

    engine = ours.engine("float32")
    (block,) = ours.blocks(512)
    ours.run_block(engine, block, 1, round(10 / STEP), ends=False)
    print("ready", flush=True)
    for _ in sys.stdin:
        ours.run_block(engine, block, DAYS, round(10 / STEP), ends=False)
        print("done", flush=True)


def seconds(workers: list[subprocess.Popen[str]]) -> float:
    """Wall time until all of them have done their work."""
    begin = time.perf_counter()
    for each in workers:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in workers:
        assert each.stdout is not None
        each.stdout.readline()
    return time.perf_counter() - begin


def main() -> None:
    command = [sys.executable, __file__, "worker"]
    pipe = subprocess.PIPE
    workers = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(2)]
    for each in workers:
        assert each.stdout is not None
        each.stdout.readline()
    for _ in range(PAIRS):
        one, two = seconds(workers[:1]), seconds(workers)
        print(json.dumps({"one": one, "two": two, "ratio": 2 * one / two}), flush=True)
    for each in workers:
        each.communicate()


if __name__ == "__main__":
    worker() if sys.argv[1:] == ["worker"] else main()
