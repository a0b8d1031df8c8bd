"""One page for each study of the package: its methods in words, what was assumed, and its file."""

from __future__ import annotations

from pathlib import Path

from allostasis.evidence import Evidence
from allostasis.studies.explain import methods
from allostasis.studies.files import load_study
from allostasis.studies.library import available_studies
from pages.marks import cited, code, contents, plain, table


def pages(evidence: Evidence) -> dict[str, str]:
    """Text of each page by its path."""
    studies = available_studies()
    rows = [[f"[{name}](study/{name}.md)", plain(load_study(path).title)] for name, path in studies.items()]
    text = "# Studies\n\nTrials that can be rerun.\n\n" + table(("study", "title"), rows) + "\n" + contents("study/*")
    return {"studies.md": text, **{f"study/{name}.md": _page(name, path, evidence) for name, path in studies.items()}}


def _page(name: str, path: Path, evidence: Evidence) -> str:
    study = load_study(path)
    source = evidence.studies[study.study].source
    assumed = [[str(n), code(a.key), plain(a.value), plain(a.reason)] for n, a in enumerate(study.assumed(), start=1)]
    return "\n".join(
        [
            f"# {plain(study.title)}\n",
            f"Study `{name}`, published as {cited([source], evidence) if source else 'not known'}. Its role here is "
            f"`{evidence.studies[study.study].role}`: {plain(evidence.studies[study.study].role_reason)}.\n",
            "## Methods\n",
            *(f"{plain(paragraph)}\n" for paragraph in methods(study)),
            "## Assumptions\n",
            f"No source gave the following {len(assumed)} items.\n" if assumed else "Every item has a source.\n",
            table(("", "item", "value", "reason"), assumed) if assumed else "",
            "## File\n",
            f"```yaml\n{path.read_text(encoding='utf-8').rstrip()}\n```\n",
        ]
    )
