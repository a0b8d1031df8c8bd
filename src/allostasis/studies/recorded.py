"""Results of studies that are kept with the study files, so that pages can show them without a run.

    allostasis run woolley2016 -o out/woolley2016
    python -m allostasis.studies.recorded out/woolley2016

writes `results/woolley2016.json` beside the study files: the answer, the shares of draws by verdict, what was
published, and what the run was made with. Every further study gets its result in the same way.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

from allostasis.studies.library import available_studies

__all__ = ["record", "recorded_result"]

_FOLDER = "results"
_KEPT = (
    "study_id",
    "version",
    "role",
    "model",
    "posterior",
    "seed",
    "design",
    "published",
    "evidence_snapshot",
    "limits",
)
_SHOWN = ("effect", "standard_error", "p_value", "dz", "share_of_draws", "outcome")


def recorded_result(name: str) -> dict[str, Any] | None:
    """The result that is kept for a study of the package; None if there is none."""
    path = available_studies().get(name)
    file = path.parent / _FOLDER / f"{name}.json" if path is not None else None
    if file is None or not file.is_file():
        return None
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def record(run: Path) -> Path:
    """Keep the result of a run of a study of the package; returns the file that was written.

    Args:
        run: the directory of a run, with its manifest and summary.

    Raises:
        KeyError: if the run is of no study of the package.
    """
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    name = str(manifest["study_id"])
    with (run / "summary.csv").open(encoding="utf-8", newline="") as lines:
        numbers = [row for row in csv.DictReader(lines) if row["quantity"] in _SHOWN]
    kept = {key: manifest[key] for key in _KEPT if key in manifest}
    kept |= {"outcome": _outcome(manifest), "command": _command(manifest), "summary": numbers}
    file = available_studies()[name].parent / _FOLDER / f"{name}.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def _outcome(manifest: dict[str, Any]) -> str:
    """The analysed outcome in words."""
    key = str(manifest["design"]["outcome"])
    return str(manifest["study"]["measures"][key]["label"])


def _command(manifest: dict[str, Any]) -> str:
    design = manifest["design"]
    return (
        f"allostasis run {manifest['study_id']} --seed {manifest['seed']} --draws {design['draws']} "
        f"--participants {design['participants']}"
    )


if __name__ == "__main__":
    print(record(Path(sys.argv[1])))
