"""How long things take the first time: a line of JSON each, wall and processor seconds of a fresh process."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ENGINE = "import ours; e = ours.engine('float32', {kernel!r}); ours.run_block(e, ours.blocks(1)[0], 1, 2)"


def measured(what: str, command: list[str], **environment: str) -> None:
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        command, check=True, capture_output=True, env={**os.environ, **environment}, cwd=Path(__file__).parent
    )
    wall, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"what": what, "wall": wall, "cpu": cpu}), flush=True)


def main() -> None:
    python, command = sys.executable, str(Path(sys.executable).with_name("allostasis"))
    measured("python -c pass", [python, "-c", "pass"])
    measured("import allostasis", [python, "-c", "import allostasis"])
    measured("allostasis --help", [command, "--help"])
    for kernel in ("c", "jax"):
        with tempfile.TemporaryDirectory() as cache:
            run = [python, "-c", ENGINE.format(kernel=kernel)]
            measured(f"engine and a day, {kernel}, empty cache", run, ALLOSTASIS_CACHE=cache)
            measured(f"engine and a day, {kernel}, filled cache", run, ALLOSTASIS_CACHE=cache)


if __name__ == "__main__":
    main()
