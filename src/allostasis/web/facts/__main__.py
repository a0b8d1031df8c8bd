"""Write what pages show of the model, of syntheses and of studies: `python -m allostasis.web.facts FILE`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from allostasis.evidence import load
from allostasis.web.facts import changes, model, studies, syntheses


def main(file: Path) -> None:
    """Write the facts of the evidence of the package as JSON."""
    evidence = load()
    found = {
        **model.facts(evidence),
        "syntheses": syntheses.facts(evidence),
        "studies": studies.facts(evidence),
        "changes": changes.facts(evidence),
    }
    file.write_text(json.dumps(found, ensure_ascii=False, allow_nan=False), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
