"""Write the pages that are made from the program itself: equations, parameters, references, commands and studies.

    python docs/generate.py [DIRECTORY]      docs/generated without an argument

The pages need no network: equations become MathML here, so that no page loads a script. What an earlier run left in the
directory is removed first.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from pages import (
    acceptance,
    audit,
    claims,
    commands,
    evidence_tables,
    meta_functions,
    numbers,
    physiology,
    studies,
    syntheses,
)
from pages.marks import wide

from allostasis.evidence import load


def generate(directory: Path) -> int:
    """Write all pages and return their number."""
    evidence = load()
    pages = {
        **physiology.pages(evidence),
        **numbers.pages(evidence),
        **acceptance.pages(evidence),
        **claims.pages(evidence),
        **audit.pages(),
        **syntheses.pages(evidence),
        **evidence_tables.pages(evidence),
        **meta_functions.pages(),
        **commands.pages(),
        **studies.pages(evidence),
    }
    if directory.exists():
        shutil.rmtree(directory)
    for path, text in pages.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(wide(text), encoding="utf-8")
    return len(pages)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "generated"
    print(f"{generate(target)} pages written to {target.name}/")
