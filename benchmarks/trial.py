"""The demo trial as a user runs it, in fresh processes, compilation and report included: a line of JSON each."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

STUDY = Path(__file__).parents[1] / "studies" / "woolley2016.yaml"


def main() -> None:
    command = str(Path(sys.executable).with_name("allostasis"))
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    for draws, workers in ((most // 10, 1), (most, 1), (most, 2)):
        with tempfile.TemporaryDirectory() as directory:
            given = ["run", str(STUDY), "-o", f"{directory}/result", "--draws", str(draws), "--workers", str(workers)]
            begin = time.perf_counter()
            subprocess.run([command, *given], check=True, capture_output=True)
            wall = time.perf_counter() - begin
        print(json.dumps({"draws": draws, "workers": workers, "wall": wall}), flush=True)


if __name__ == "__main__":
    main()
