"""One page for each study of the package: its methods in words, what was assumed, and its file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from allostasis.evidence import Evidence
from allostasis.studies.explain import methods
from allostasis.studies.files import load_study
from allostasis.studies.lever_files import load_lever_study
from allostasis.studies.library import available_lever_studies, available_overdose_studies, available_studies
from allostasis.studies.overdose.emulator import emulator
from allostasis.studies.overdose.explain import methods as overdose_methods
from allostasis.studies.overdose.files import load_overdose_study
from pages.marks import cited, code, contents, plain, table
from pages.overdose import measured_page


def pages(evidence: Evidence) -> dict[str, str]:
    """Text of each page by its path."""
    studies, animals, overdoses = available_studies(), available_lever_studies(), available_overdose_studies()
    titles = {name: load_study(path).title for name, path in studies.items()}
    titles |= {name: load_lever_study(path).title for name, path in animals.items()}
    titles |= {name: load_overdose_study(path).title for name, path in overdoses.items()}
    rows = [[f"[{name}](study/{name}.md)", plain(title)] for name, title in titles.items()]
    text = "# Studies\n\nStudies that can be rerun.\n\n" + table(("study", "title"), rows) + "\n" + contents("study/*")
    return {
        "studies.md": text,
        **{f"study/{name}.md": _page(name, path, evidence) for name, path in studies.items()},
        **{f"study/{name}.md": _lever_page(name, path, evidence) for name, path in animals.items()},
        **{f"study/{name}.md": _overdose_page(name, path, evidence) for name, path in overdoses.items()},
        "emulator.md": _emulator_page(),
        "overdose-measured.md": measured_page(evidence),
    }


def _lever_page(name: str, path: Path, evidence: Evidence) -> str:
    study = load_lever_study(path)
    rows = enumerate(study.assumed(), start=1)
    assumed = [[str(n), code(key), plain(value), plain(reason)] for n, (key, value, reason) in rows]
    return _text(name, study.title, study.study, study.methods(), assumed, path, evidence)


def _overdose_page(name: str, path: Path, evidence: Evidence) -> str:
    study = load_overdose_study(path)
    assumed = [[str(n), code(a.key), plain(a.value), plain(a.reason)] for n, a in enumerate(study.assumed(), start=1)]
    published = [
        [str(c.dose), plain(c.rescue), f"{c.arrest} ({c.low} to {c.high})", cited([c.source], evidence)]
        for c in study.published
    ]
    return "\n".join(
        [
            f"# {plain(study.title)}\n",
            f"Overdose study `{name}`, for cohorts only. Its set-up follows {cited(list(study.sources), evidence)}.\n",
            "## Methods\n",
            *(f"{plain(paragraph)}\n" for paragraph in overdose_methods(study)),
            "## Published\n" if published else "",
            table(("dose", "rescue", "cardiac arrest", "source"), published) if published else "",
            "## Assumptions\n",
            table(("", "item", "value", "reason"), assumed),
            "## File\n",
            f"```yaml\n{path.read_text(encoding='utf-8').rstrip()}\n```\n",
        ]
    )


def _emulator_page() -> str:
    """Design and errors of the emulator, from its file."""
    held = emulator()
    rows = [
        [
            plain(f"{opioid}, {doses} doses of naloxone" if doses else f"{opioid}, no naloxone"),
            f"{about['low']:g} to {about['high']:g} mg",
            f"{about['people']:,}",
            str(len(about["held_back"])),
            f"{about['largest_error_points']:.2f}",
            f"{about['mean_error_points']:.2f}",
            f"{_largest_of_plain(about):.1f}",
        ]
        for (opioid, doses), about in held.about.items()
    ]
    head = (
        "surface",
        "range of dose",
        "people of the fit",
        "cells that judge",
        "largest error",
        "mean error",
        "plain form",
    )
    return (
        "# Emulator of cardiac arrest\n\nErrors in points of arrest probability on cells that the fit never saw, "
        f"{held.file['people_of_a_cell']:,} people each; *plain form* is the largest error of one slope and one shift. "
        f"Fitted by `{held.file['command']}`, seed {held.file['seed']}. What it is good for: "
        "[](../explanation/overdose.md).\n\n" + table(head, rows)
    )


def _largest_of_plain(about: Mapping[str, Any]) -> float:
    return max(100 * abs(cell["plain"] - cell["full"]) for cell in about["held_back"])


def _page(name: str, path: Path, evidence: Evidence) -> str:
    study = load_study(path)
    assumed = [[str(n), code(a.key), plain(a.value), plain(a.reason)] for n, a in enumerate(study.assumed(), start=1)]
    return _text(name, study.title, study.study, methods(study), assumed, path, evidence)


def _text(
    name: str, title: str, key: str, paragraphs: list[str], assumed: list[list[str]], path: Path, evidence: Evidence
) -> str:
    about = evidence.studies[key]
    published = cited([about.source], evidence) if about.source else "not known"
    return "\n".join(
        [
            f"# {plain(title)}\n",
            f"Study `{name}`, published as {published}. Its role here is `{about.role}`: {plain(about.role_reason)}.\n",
            "## Methods\n",
            *(f"{plain(paragraph)}\n" for paragraph in paragraphs),
            "## Assumptions\n",
            f"No source gave the following {len(assumed)} items.\n" if assumed else "Every item has a source.\n",
            table(("", "item", "value", "reason"), assumed) if assumed else "",
            "## File\n",
            f"```yaml\n{path.read_text(encoding='utf-8').rstrip()}\n```\n",
        ]
    )
