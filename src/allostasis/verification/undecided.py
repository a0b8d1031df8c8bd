"""What leaves a check of the class prior undecided, and whether a published number would settle it: `undecided.csv`.

Found by setting one parameter after the other to the ends of its 90 % interval in the typical individual: those are
named that move the answer most. The text stands beside a check only while it is undecided.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib import resources

FILE = "undecided.csv"


@lru_cache(maxsize=1)
def what_decides() -> dict[str, str]:
    """One sentence for each check, by its name: which gain or assumption decides it, and which numbers there are."""
    text = (resources.files("allostasis.verification") / "data" / FILE).read_text(encoding="utf-8")
    return {
        line["check"]: f"what decides it: {line['decided_by']}; published numbers: {line['numbers']}"
        for line in csv.DictReader(text.splitlines())
    }
