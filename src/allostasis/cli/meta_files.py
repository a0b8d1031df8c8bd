"""The files of one synthesis: tables as CSV and Parquet, figures as SVG and PNG, everything as JSON, and words."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from allostasis.evidence.synthesis import Synthesis, in_words

__all__ = ["write"]


def write(answer: Synthesis, directory: Path) -> list[Path]:
    """Write rows, exclusions, figures and their tables, the whole answer and its words; returns the files."""
    from allostasis.evidence import load
    from allostasis.report.synthesis import diagnostics_rows, pooled_fit, signs_rows, write_pictures

    directory.mkdir(parents=True, exist_ok=True)
    fit, together = pooled_fit(answer), answer.sign_and_size
    tables = {
        "rows": answer.table(),
        "excluded": [vars(row) for row in answer.excluded],
        "harvest": [{**vars(line), "study_ids": " ".join(line.study_ids)} for line in answer.harvest.lines],
        "published": [
            {"covers": each.covers, "source": each.source, **each.pool.model_dump(mode="json")}
            for each in answer.published
        ],
        "signs": signs_rows(together) if together is not None and together.k else [],
        "diagnostics": diagnostics_rows(fit) if fit is not None else [],
    }
    files = []
    for name, table in tables.items():
        files += _tables(table, directory / name) if table else []
    whole = directory / "synthesis.json"
    whole.write_text(json.dumps(answer.to_dict(), indent=2, ensure_ascii=False, allow_nan=False) + "\n", "utf-8")
    words = directory / "words.md"
    words.write_text(_page(answer), "utf-8")
    return [*files, *write_pictures(answer, directory, load().bibliography), whole, words]


def _tables(table: list[dict[str, Any]], path: Path) -> list[Path]:
    """One table as CSV, with empty cells for what is not known, and as Parquet."""
    import pandas as pd

    as_csv, as_parquet = path.with_suffix(".csv"), path.with_suffix(".parquet")
    with as_csv.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)
    pd.DataFrame(table).convert_dtypes().to_parquet(as_parquet, index=False)
    return [as_csv, as_parquet]


def _page(answer: Synthesis) -> str:
    reasons = [f"- {reason}: {count}" for reason, count in answer.reasons.items()]
    parts = [f"# {answer.question.in_words()}", in_words(answer)]
    parts += ["## Left out", "\n".join(reasons)] if reasons else []
    parts += ["## Design factors", "\n".join(f"- {factor.says}" for factor in answer.factors)] if answer.factors else []
    return "\n\n".join([*parts, f"Evidence {answer.snapshot}. Research tool, not medical advice."]) + "\n"
