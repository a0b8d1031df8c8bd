"""What the page says: every sentence, table and figure of a report, ready for the template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from allostasis.report import sections, words
from allostasis.report.contrast import contrast
from allostasis.report.courses import Mark, marks_of
from allostasis.report.drivers import drivers
from allostasis.report.result import Manifest, Result
from allostasis.report.rounding import counted, number, percent, setting
from allostasis.report.tables import Table, listing, step_table
from allostasis.report.trial import Trial, published, trial
from allostasis.studies.coarse import step_warning

ASSUMPTION_COLUMNS = {"key": "What", "value": "Value", "reason": "Why"}
PARAMETER_COLUMNS = {
    "name": "Name",
    "meaning": "Meaning",
    "unit": "Unit",
    "default": "Default",
    "prior": "Prior",
    "rule": "Rule",
    "rows": "Rows of evidence",
    "sources": "Sources",
}
SUMMARY_COLUMNS = {
    "quantity": "Quantity",
    "arm": "Arm",
    "statistic": "Statistic",
    "value": "Value",
    "unit": "Unit",
    "meaning": "Meaning",
}


def content(result: Result) -> dict[str, Any]:
    """The variables of the template `report.html`."""
    manifest, dataset = result.manifest, result.dataset
    question = trial(manifest, dataset)
    marks = marks_of(manifest.get("study") or {})
    found = drivers(dataset, manifest)
    return {
        "manifest": manifest,
        "trial": question,
        **_sentences(result, question),
        "main": sections.main_illustration(result, question, contrast(dataset, question.alpha)),
        "published": [published(entry) for entry in manifest.get("published") or []],
        "facts": _facts(manifest, question),
        "legend": _legend(marks),
        "sessions": sections.session_courses(result, question, marks),
        "history": sections.history_courses(result, question),
        "drivers": sections.drivers_illustration(found, result, question) if found else None,
        "steps": step_table(dataset),
        "step_words": _step_words(result),
        **_lists(result),
        "command": _command(manifest, question),
    }


def _sentences(result: Result, question: Trial) -> dict[str, Any]:
    numbers = contrast(result.dataset, question.alpha)
    role, role_meaning = words.role_note(result.manifest)
    return {
        "answer": words.answer(question, numbers),
        "other_regions": words.other_regions(question, numbers),
        "size": words.size(question, numbers),
        "monte_carlo": words.monte_carlo(question, numbers),
        "baseline": words.baseline(question),
        "calibration_note": words.calibration_note(result.manifest),
        "role": role,
        "role_meaning": role_meaning,
    }


def _facts(manifest: Manifest, question: Trial) -> dict[str, str]:
    """The trial in brief: what an estimand must name, and how it was simulated."""
    return {
        "Treatments compared": f"{question.active} against {question.control}",
        "Design": f"{question.kind}, {question.participants} participants",
        "Outcome": question.outcome + (f" [{question.unit}]" if question.unit not in ("", "1") else ""),
        "Summary": f"{question.contrast}, {question.active} minus {question.control}",
        "Test": f"{question.test}, two-sided, α = {setting(question.alpha)}",
        "Simulated": f"{question.draws} parameter draws × {question.participants} participants",
        "Model": str(manifest.get("model") or "not stated"),
        "Parameters": "draws from the priors"
        if manifest.get("posterior", "prior") == "prior"
        else str(manifest["posterior"]),
    }


def _legend(marks: tuple[Mark, ...]) -> list[tuple[str, str]]:
    """Class and words of each kind of cue, with the minutes at which it starts."""
    kinds = {"neutral": "neutral cue", "drug": "drug cue"}
    return [
        (kind, f"{name} from minute {', '.join(setting(mark.start) for mark in marks if mark.kind == kind)}")
        for kind, name in kinds.items()
        if any(mark.kind == kind for mark in marks)
    ]


def _step_words(result: Result) -> list[str]:
    """Sentences about the step, from what the manifest and the data hold."""
    step = result.manifest.get("step") or {}
    sentences = []
    if "minutes" in step:
        inside = counted(step.get("session_minutes", step["minutes"]), "minute")
        sentences.append(
            f"The equations advance in steps of {counted(step['minutes'], 'minute')}, in the sessions of {inside}."
        )
    if step.get("subjects"):
        people = counted(step["subjects"], "participant")
        sentences.append(f"The error was measured on {people}, simulated again with half the step.")
    if "decisions_changed" in result.dataset:
        changed = result.dataset["decisions_changed"]
        meaning = changed.attrs.get("meaning") or "decisions that came out differently with half the step"
        sentences.append(f"{str(meaning)[:1].upper()}{str(meaning)[1:]}: {number(float(changed.values))}.")
    if (warning := step_warning(result.dataset)) is not None:
        sentences.append(warning)
    share = (result.manifest.get("fixed_points") or {}).get("share_two")
    if share is not None:
        sentences.append(
            "Share of participants whose equations have two states of rest (the lower was taken): "
            f"{percent(float(share))}."
        )
    return sentences


def _lists(result: Result) -> dict[str, Any]:
    manifest = result.manifest
    references = references_of(manifest)
    anchors = {reference["key"]: reference["anchor"] for reference in references if reference["key"]}
    names = names_of(references)
    parameters = [
        {**entry, "sources": _source_links(entry.get("sources") or [], anchors, names)}
        for entry in manifest.get("parameters") or []
    ]
    return {
        "assumptions": _table_or_none(
            "What had to be assumed about the study", manifest.get("assumptions"), ASSUMPTION_COLUMNS
        ),
        "parameters": _table_or_none("Parameters of the model", parameters, PARAMETER_COLUMNS),
        "summary": _table_or_none("Summary of the run (summary.csv)", result.summary, SUMMARY_COLUMNS),
        "references": references,
        "anchors": anchors,
        "names": names,
    }


def references_of(manifest: Manifest) -> list[dict[str, str]]:
    """Formatted references with citation key and short name, where the manifest gives one of them per reference."""
    texts = manifest.get("references") or []
    keys, names = (_one_each(manifest.get(part), texts) for part in ("sources", "source_names"))
    return [
        {"key": key, "name": name or key, "text": str(text), "anchor": f"source-{place}"}
        for place, (key, name, text) in enumerate(zip(keys, names, texts, strict=True), start=1)
    ]


def _one_each(found: list[Any] | None, texts: list[Any]) -> list[str]:
    return [str(each) for each in found] if found and len(found) == len(texts) else [""] * len(texts)


def names_of(references: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """What a running text calls each source, by its citation key."""
    return {reference["key"]: reference["name"] for reference in references if reference["key"]}


def _source_links(keys: list[str], anchors: Mapping[str, str], names: Mapping[str, str]) -> str:
    from markupsafe import Markup

    links = [
        Markup('<a href="#{}">{}</a>').format(anchors[key], names[key]) if key in anchors else Markup.escape(key)
        for key in keys
    ]
    return Markup(", ").join(links)


def _table_or_none(caption: str, entries: list[dict[str, Any]] | None, columns: Mapping[str, str]) -> Table | None:
    return listing(caption, entries, columns) if entries else None


def _command(manifest: Manifest, question: Trial) -> str:
    """The command that gives the same data, byte for byte, with the same version."""
    study = manifest.get("study") or {}
    name = study.get("id") or manifest.get("study_id") or "STUDY"
    return (
        f"allostasis run {name} --seed {manifest.get('seed', 'SEED')} --draws {question.draws} "
        f"--participants {question.participants} -o out/"
    )
