"""What earlier snapshots held, so that a reader can see what has changed since.

A record of a snapshot holds a short digest of each row, and in words what the rows said: the synthesis of each outcome
and species, and the verdict of each claim. Records lie in `data/snapshots/`, numbered in the order of the snapshots.

    python -m allostasis.evidence.history              # record the tables of the package as the next snapshot
    python -m allostasis.evidence.history DIRECTORY    # the tables of a directory, such as an earlier state

Answers in a record are those of the code that wrote it: where an answer moved, rows or rules may have changed.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, fields
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from allostasis.evidence import snapshots
from allostasis.evidence.library import Evidence, load
from allostasis.evidence.tables import CLAIMS

__all__ = ["Changes", "Moved", "Record", "changes_since", "latest_before", "record_of"]

_FOLDER = "snapshots"
_DIGITS = 8  # of the digest of a row: two states of one row are told apart, nothing more is asked of it

Record = dict[str, Any]


@dataclass(frozen=True)
class Moved:
    """One answer before and after; empty before: nothing answered it then, empty after: nothing does now."""

    question: str
    before: str
    after: str


@dataclass(frozen=True)
class Changes:
    """What differs between a record and the tables of now.

    Args:
        before: name of the recorded snapshot.
        after: name of the snapshot of now.
        rows: table to "added", "removed" and "changed" keys.
        syntheses: pooled results and signs that are answered otherwise.
        claims: claims whose verdict or number of samples is another one.
    """

    before: str
    after: str
    rows: dict[str, dict[str, tuple[str, ...]]]
    syntheses: tuple[Moved, ...]
    claims: tuple[Moved, ...]


def record_of(evidence: Evidence, directory: Path | None = None) -> Record:
    """The record of tables: of a directory, or of those of the package."""
    now = snapshots.current(directory)
    rows = {field.name: _digests(getattr(evidence, field.name)) for field in fields(evidence)}
    claims = _claims(evidence, directory)
    return {
        "snapshot": now.name,
        "digest": now.digest,
        "rows": rows,
        "syntheses": _syntheses(evidence),
        "claims": claims,
    }


def latest_before(digest: str) -> Record | None:
    """The latest record of other tables than those with this digest; None if there is none."""
    folder = files("allostasis.evidence") / "data" / _FOLDER
    if not folder.is_dir():
        return None
    for file in sorted(folder.iterdir(), key=lambda each: each.name, reverse=True):
        if file.name.endswith(".json"):
            record: Record = json.loads(file.read_text(encoding="utf-8"))
            if record["digest"] != digest:
                return record
    return None


def changes_since(before: Record, after: Record) -> Changes:
    """What differs between two records."""
    tables = dict.fromkeys([*before["rows"], *after["rows"]])
    rows = {name: _rows(before["rows"].get(name, {}), after["rows"].get(name, {})) for name in tables}
    return Changes(
        before=before["snapshot"],
        after=after["snapshot"],
        rows={name: found for name, found in rows.items() if any(found.values())},
        syntheses=_moved(before["syntheses"], after["syntheses"]),
        claims=_moved(before["claims"], after["claims"]),
    )


def _digests(table: Any) -> dict[str, str]:
    return {key: sha256(row.model_dump_json().encode()).hexdigest()[:_DIGITS] for key, row in table.items()}


def _syntheses(evidence: Evidence) -> dict[str, str]:
    """What the rows say on each outcome and species that oxytocin was tried on."""
    from allostasis.evidence.synthesis import synthesise
    from allostasis.evidence.synthesis.words import harvest_in_words, pooled_in_words, sign_in_words

    found = {}
    for outcome, species in _asked(evidence):
        answer = synthesise(outcome, exact=True, species=species, factors=False, evidence=evidence)
        if answer.rows:
            words = [harvest_in_words(answer), pooled_in_words(answer.pooling, answer.question)]
            words += [sign_in_words(answer.sign_and_size, answer.question)] if answer.sign_and_size else []
            found[f"{outcome} {species}"] = " ".join(words)
    return found


def _asked(evidence: Evidence) -> list[tuple[str, str]]:
    return sorted(
        {
            (effect.outcome, evidence.studies[effect.study_id].species)
            for effect in evidence.effects.values()
            if effect.contrast_kind == "intervention" and effect.intervention == "oxytocin"
        }
    )


def _claims(evidence: Evidence, directory: Path | None) -> dict[str, str]:
    from allostasis.evidence.claims import judge, load_claims

    found = load_claims(directory / CLAIMS if directory else None, evidence)
    return {
        name: f"{each.verdict.value} ({each.counts.supporting} for, {each.counts.against} against, "
        f"{each.counts.neutral} neutral)"
        for name, each in judge(evidence, found).items()
    }


def _rows(before: dict[str, str], after: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {
        "added": tuple(key for key in after if key not in before),
        "removed": tuple(key for key in before if key not in after),
        "changed": tuple(key for key in after if key in before and after[key] != before[key]),
    }


def _moved(before: dict[str, str], after: dict[str, str]) -> tuple[Moved, ...]:
    names = dict.fromkeys([*before, *after])
    pairs = (Moved(name, before.get(name, ""), after.get(name, "")) for name in names)
    return tuple(pair for pair in pairs if pair.before != pair.after)


def _write(directory: Path | None) -> Path:
    folder = Path(__file__).parent / "data" / _FOLDER
    folder.mkdir(exist_ok=True)
    found = record_of(load(directory), directory)
    place = len(list(folder.glob("*.json"))) + 1
    file = folder / f"{place:04d}-{found['snapshot']}.json"
    file.write_text(json.dumps(found, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


if __name__ == "__main__":
    print(_write(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
