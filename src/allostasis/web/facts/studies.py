"""Study files in words, and the results that are recorded for them. Nothing is simulated here.

A file of a kind that this room does not know yet is shown with what any file has: its title and its text.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from allostasis.errors import InputError
from allostasis.evidence import Evidence
from allostasis.studies.library import available_lever_studies, available_overdose_studies, available_studies
from allostasis.studies.recorded import recorded_result

__all__ = ["facts"]


def facts(evidence: Evidence) -> list[dict[str, Any]]:
    """One entry for each study file of the package."""
    files = {**available_studies(), **available_lever_studies(), **available_overdose_studies()}
    return [_entry(name, path, evidence) for name, path in files.items()]


def _entry(name: str, path: Path, evidence: Evidence) -> dict[str, Any]:
    text = path.read_text(encoding="utf-8")
    held = _plain(text)
    published = str(held.get("study") or name)
    return {
        "key": name,
        "study": published if published in evidence.studies else "",
        "title": str(held.get("title") or name),
        "text": text,
        **_in_words(name),
        "result": recorded_result(name),
    }


def _plain(text: str) -> dict[str, Any]:
    try:
        held = YAML(typ="safe", pure=True).load(text)
    except YAMLError:
        return {}
    return held if isinstance(held, dict) else {}


def _in_words(name: str) -> dict[str, Any]:
    """Methods, brief facts, assumptions and parameters, as far as this kind of study has them."""
    from allostasis.studies.files import load_study

    empty: dict[str, Any] = {"methods": [], "brief": {}, "assumptions": [], "reported": [], "parameters": []}
    try:
        study: Any = load_study(name)
        return {**empty, **dict(_parts(study))}
    except (InputError, AttributeError, KeyError, TypeError, ValueError):
        return empty  # a kind of study that is newer than this page


def _parts(study: Any) -> Iterator[tuple[str, Any]]:
    from allostasis.studies.explain import methods
    from allostasis.studies.used import used_parameters

    yield "methods", methods(study)
    yield "brief", _brief(study)
    yield "assumptions", [{"key": a.key, "value": a.value, "reason": a.reason} for a in study.assumed()]
    yield "reported", list(study.reported)
    yield "parameters", sorted(used_parameters(study))


def _brief(study: Any) -> dict[str, str]:
    return {
        "Design": str(study.design.kind),
        "Participants": str(study.participants),
        "Arms": ", ".join(study.arms),
        "Outcome": f"{study.outcome.label} [{study.outcome.unit}]",
        "Compared": f"{study.analysis.active} against {study.analysis.control}",
        "Seed": str(study.seed),
    }
