"""A whole shard of a large run in one process: time and highest memory. A line of JSON.

    python benchmarks/whole_shard.py [PEOPLE [DAYS]]

The trial of Woolley and others (2016) with a year of treatment simulated in full, and what a run of 1,000 draws of
1,000 participants keeps. The shard writes its blocks and checkpoints as always.
"""

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
DRAWS = PARTICIPANTS = 1000


def main(people: int = 10_240, days: int = 365) -> None:
    from allostasis.errors import StudyError
    from allostasis.evidence import load
    from allostasis.quantities.documents import Document
    from allostasis.quantities.records import validate
    from allostasis.studies.files import Study, load_study
    from allostasis.studies.kept import Kept
    from allostasis.studies.order import Shard
    from allostasis.studies.sealed import write_arrays
    from allostasis.studies.shards import Worker
    from allostasis.studies.store import shard_file

    study = load_study(ROOT / "studies" / "woolley2016.yaml", load()).resized(PARTICIPANTS)
    content = study.as_dict()
    content["history"][-1] |= {"duration": f"{days} d", "detailed": f"{days} d"}
    longer = validate(Document("study", content), Study, StudyError)
    longer._people = study.people
    began = time.perf_counter()
    worker = Worker(longer, longer.seed, DRAWS, Kept.of(DRAWS, PARTICIPANTS))
    built, cpu = time.perf_counter(), time.process_time()
    shard = Shard(0, people)
    with tempfile.TemporaryDirectory() as place:
        arrays = worker.run(shard, Path(place))
        write_arrays(shard_file(Path(place), shard.name), arrays)
        size = shard_file(Path(place), shard.name).stat().st_size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    done = {"people": people, "days": days, "build": built - began, "wall": time.perf_counter() - built}
    done |= {"cpu": time.process_time() - cpu, "peak_mb": peak, "shard_mb": size / 1e6, "kernel": worker.engine.kernel}
    print(json.dumps(done))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
