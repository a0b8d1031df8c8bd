"""Study files in words, and the results that are recorded for them. Nothing is simulated here.

A file of a kind that this room does not know yet is shown with what any file has: its title and its text.
"""

from __future__ import annotations

from collections.abc import Iterable
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
    empty: dict[str, Any] = {"methods": [], "brief": {}, "assumptions": [], "reported": [], "parameters": []}
    try:
        return {**empty, **_parts(name)}
    except (InputError, AttributeError, KeyError, TypeError, ValueError):
        return empty  # a kind of study that is newer than this page


def _parts(name: str) -> dict[str, Any]:
    if name in available_lever_studies():
        return _of_levers(name)
    if name in available_overdose_studies():
        return _of_overdose(name)
    return _of_trial(name)


def _of_trial(name: str) -> dict[str, Any]:
    from allostasis.studies.explain import methods
    from allostasis.studies.files import load_study
    from allostasis.studies.used import used_parameters

    study = load_study(name)
    brief = {
        "Design": str(study.design.kind),
        "Participants": str(study.participants),
        "Arms": ", ".join(study.arms),
        "Outcome": f"{study.outcome.label} [{study.outcome.unit}]",
        "Compared": f"{study.analysis.active} against {study.analysis.control}",
        "Seed": str(study.seed),
    }
    return {
        "methods": methods(study),
        "brief": brief,
        "assumptions": _assumed(study.assumed()),
        "reported": list(study.reported),
        "parameters": sorted(used_parameters(study)),
    }


def _of_levers(name: str) -> dict[str, Any]:
    from allostasis.studies.lever_files import load_lever_study
    from allostasis.studies.used import used_parameters_of_levers

    study = load_lever_study(name)
    brief = {
        "Design": "animals that press a lever",
        "Animals": f"{study.animals.number} in each of {len(study.arms)} arms ({study.model})",
        "Arms": ", ".join(study.arms),
        "Measures": ", ".join(study.measures),
        "Seed": str(study.seed),
    }
    return {
        "methods": study.methods(),
        "brief": brief,
        "assumptions": _assumed(study.assumed()),
        "reported": list(dict.fromkeys(each.effect for each in study.comparisons)),
        "parameters": sorted(used_parameters_of_levers(study)),
    }


def _of_overdose(name: str) -> dict[str, Any]:
    from allostasis.models.overdose import Overdose
    from allostasis.studies.overdose.explain import methods
    from allostasis.studies.overdose.files import load_overdose_study
    from allostasis.studies.overdose.lived import slow_study
    from allostasis.studies.overdose.schema import Lived
    from allostasis.studies.used import used_parameters

    study = load_overdose_study(name)
    brief = {
        "Design": "doses of an opioid in a cohort, with and without rescue",
        "People": str(study.people.total),
        "Opioid": study.opioid,
        "Doses": ", ".join(study.dose_names),
        "Arms": ", ".join(study.rescue),
        "Outcomes": ", ".join(study.outcomes),
        "Seed": str(study.seed),
    }
    used = {*Overdose.parameters()}
    if isinstance(study.people, Lived):
        used |= used_parameters(slow_study(study, study.people.history, days=1, people=study.people.number))
    return {
        "methods": methods(study),
        "brief": brief,
        "assumptions": _assumed(study.assumed()),
        "parameters": sorted(used),
    }


def _assumed(found: Iterable[tuple[Any, ...]]) -> list[dict[str, str]]:
    """What no source gave: key, value and reason, the first three of each entry."""
    return [dict(zip(("key", "value", "reason"), map(str, each[:3]), strict=True)) for each in found]
