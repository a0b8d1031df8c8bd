"""One page for each study of the package: its methods in words, what was assumed, and its file."""

from __future__ import annotations

from pathlib import Path

from allostasis.evidence import Evidence
from allostasis.studies.explain import methods
from allostasis.studies.files import load_study
from allostasis.studies.lever_files import load_lever_study
from allostasis.studies.library import available_lever_studies, available_studies
from pages.marks import cited, code, contents, plain, table


def pages(evidence: Evidence) -> dict[str, str]:
    """Text of each page by its path."""
    studies = available_studies()
    rows = [[f"[{name}](study/{name}.md)", plain(load_study(path).title)] for name, path in studies.items()]
    animals = available_lever_studies()
    rows += [[f"[{name}](study/{name}.md)", plain(load_lever_study(path).title)] for name, path in animals.items()]
    text = "# Studies\n\nStudies that can be rerun.\n\n" + table(("study", "title"), rows) + "\n" + contents("study/*")
    own = {f"study/{name}.md": _page(name, path, evidence) for name, path in studies.items()}
    return {"studies.md": text, **own, **{f"study/{n}.md": _lever_page(n, p, evidence) for n, p in animals.items()}}


def _lever_page(name: str, path: Path, evidence: Evidence) -> str:
    study = load_lever_study(path)
    rows = enumerate(study.assumed(), start=1)
    assumed = [[str(n), code(key), plain(value), plain(reason)] for n, (key, value, reason) in rows]
    return _text(name, study.title, study.study, study.methods(), assumed, path, evidence)


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
