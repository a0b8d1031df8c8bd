"""Pages of the model, of syntheses, of studies and of changes: facts that were worked out beforehand, with their links.

The links are those that need the whole database: which claims name a quantity, and which studies use it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from allostasis.studies.library import available_lever_studies, available_overdose_studies, available_studies
from allostasis.web.archive.models import Claim, Prepared

__all__ = ["sources", "write"]

_PACKAGE = Path(__file__).parents[3]
_ROOMS = ("web/facts", "physiology", "models", "numerics", "report/synthesis", "evidence/synthesis", "evidence/claims")
_FILES = (
    "report/svg.py",
    "report/palette.py",
    "evidence/history.py",
    "evidence/naming.py",
    "verification/data/results.json",
)


def sources() -> Iterator[Path]:
    """The files from which the facts follow, beside the evidence: they are worked out again when one changes."""
    for room in _ROOMS:
        yield from sorted((_PACKAGE / room).rglob("*.py"))
    yield from (_PACKAGE / name for name in _FILES)
    yield from sorted((_PACKAGE / "evidence" / "data" / "snapshots").glob("*.json"))
    files = {**available_studies(), **available_lever_studies(), **available_overdose_studies()}
    for file in files.values():
        yield file
        yield from sorted((file.parent / "results").glob(f"{file.stem}.json"))


def write(facts: dict[str, Any]) -> None:
    """Write everything that was prepared."""
    rows = [*_subsystems(facts), *_quantities(facts), *_syntheses(facts), *_studies(facts)]
    rows.append(Prepared(kind="changes", key="changes", group="", order=1, content=facts["changes"]))
    for number, row in enumerate(rows, 1):
        row.pk = number
    Prepared.objects.bulk_create(rows, batch_size=200)


def _subsystems(facts: dict[str, Any]) -> Iterator[Prepared]:
    for order, each in enumerate(facts["subsystems"], 1):
        own = [check for check in each["checks"] if check["subsystem"] == each["key"]]
        line = {
            "title": each["title"],
            "states": len(each["states"]),
            "parameters": len(each["parameters"]),
            "verdicts": _verdicts(each["checks"]),
            "own": _verdicts(own),  # each check once, for the sum over all subsystems
        }
        yield Prepared(kind="subsystem", key=each["key"], group="", order=order, line=line, content=each)


def _verdicts(checks: list[dict[str, Any]]) -> dict[str, int]:
    """How many checks came out how."""
    found = [_verdict(check) for check in checks]
    return {word: found.count(word) for word in ("agrees", "undecided", "misses", "waits", "uncounted")}


def _verdict(check: dict[str, Any]) -> str:
    """The verdict of a check; agreement that follows from what went into the model is not counted as such."""
    return "uncounted" if check["uncounted"] and check["verdict"] == "agrees" else str(check["verdict"])


def _quantities(facts: dict[str, Any]) -> Iterator[Prepared]:
    claims, users = _claims_by_quantity(), _studies_by_parameter(facts)
    for order, each in enumerate(facts["quantities"], 1):
        key = each["key"]
        content = {**each, "claims": claims.get(key, []), "studies": users.get(key, [])}
        line = _line(each)
        yield Prepared(kind="quantity", key=key, group=each["subsystem"], order=order, line=line, content=content)


def _line(each: dict[str, Any]) -> dict[str, Any]:
    species = {
        found["species"]: {key: found[key] for key in ("default", "prior", "origin", "rule")}
        for found in each.get("species", [])
    }
    kept = {key: each.get(key, "") for key in ("kind", "subsystem", "unit", "meaning", "symbol", "basis")}
    return {**kept, "species": species, "rows": len(each.get("rows", []))}


def _claims_by_quantity() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for claim in Claim.objects.order_by("order"):
        for part in claim.judgement["parts"]:
            entry = {"key": claim.key, "title": claim.title, "statement": part["statement"], "verdict": part["verdict"]}
            for name in part["model_quantities"]:
                found.setdefault(name, []).append(entry)
    return found


def _studies_by_parameter(facts: dict[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for study in facts["studies"]:
        for name in study["parameters"]:
            found.setdefault(name, []).append(study["key"])
    return found


def _syntheses(facts: dict[str, Any]) -> Iterator[Prepared]:
    for order, each in enumerate(facts["syntheses"], 1):
        key = f"{each['outcome']} {each['species']}"
        yield Prepared(kind="synthesis", key=key, group=each["outcome"], order=order, content=each)


def _studies(facts: dict[str, Any]) -> Iterator[Prepared]:
    for order, each in enumerate(facts["studies"], 1):
        line = {"title": each["title"], "has_result": each["result"] is not None}
        yield Prepared(kind="study", key=each["key"], group=each["study"], order=order, line=line, content=each)
