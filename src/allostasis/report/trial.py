"""What was asked of the trial, and what was published of it, as the report needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allostasis.report.contrast import Region
from allostasis.report.result import Manifest

if TYPE_CHECKING:
    from xarray import Dataset

TESTS = {
    "paired_t": "paired t-test",
    "period_adjusted": "paired t-test adjusted for period",
    "welch_t": "Welch t-test",
}
REGION_OF_VERDICT: Mapping[str, Region] = {"null": "neither", "better": "lower", "worse": "higher"}


@dataclass(frozen=True)
class Published:
    """A published effect in words, and the region of the test that it stands for (None: it names no region)."""

    text: str
    where: str
    source: str
    outcome: str
    region: Region | None


@dataclass(frozen=True)
class Trial:
    """The question of a trial: who is compared with what, in how many, by which test.

    `outcome` is in words and `unit` is its unit. `published` is the finding that the simulation stands beside.
    """

    title: str
    active: str
    control: str
    outcome: str
    unit: str
    kind: str
    participants: int
    draws: int
    alpha: float
    test: str
    published: Published | None

    @property
    def contrast(self) -> str:
        """The summary that is compared, in words."""
        return "mean within-subject difference" if self.kind == "crossover" else "difference between the arms' means"


def trial(manifest: Manifest, dataset: Dataset) -> Trial:
    """Collect the question of a run from its manifest and the labels of its data."""
    design = manifest["design"]
    return Trial(
        title=study_title(manifest),
        active=str(design["active"]),
        control=str(design["control"]),
        outcome=_outcome_in_words(str(design["outcome"]), manifest, dataset),
        unit=str(dataset["effect"].attrs.get("unit", "")),
        kind=str(design["kind"]),
        participants=int(design["participants"]),
        draws=int(design["draws"]),
        alpha=float(design["alpha"]),
        test=TESTS.get(str(design["test"]), str(design["test"]).replace("_", " ")),
        published=_main_finding(manifest),
    )


def study_title(manifest: Manifest) -> str:
    """Title of the study, or its identifier, or a plain word if the manifest holds neither."""
    study = manifest.get("study") or {}
    return str(study.get("title") or study.get("id") or manifest.get("study_id") or "A trial")


def published(entry: Mapping[str, Any]) -> Published:
    """One published effect. Craving, withdrawal and stress count as better when lower, so "better" means lower."""
    return Published(
        text=str(entry.get("text") or "no statistic was seen"),
        where=str(entry.get("where") or "place not stated"),
        source=str(entry.get("source") or ""),
        outcome=str(entry.get("outcome") or "").replace("_", " "),
        region=REGION_OF_VERDICT.get(str(entry.get("verdict"))),
    )


def _main_finding(manifest: Manifest) -> Published | None:
    """The first published effect that the study file lists: the one that its analysis reproduces."""
    entries = manifest.get("published") or []
    return published(entries[0]) if entries else None


def _outcome_in_words(outcome: str, manifest: Manifest, dataset: Dataset) -> str:
    """The label that the study file gives to its measure, or else that of the data, or else its key."""
    measures = (manifest.get("study") or {}).get("measures") or {}
    declared = (measures.get(outcome) or {}).get("label")
    stored = dataset["outcome"].attrs.get("long_name") if "outcome" in dataset else None
    return str(declared or stored or outcome.replace("_", " "))
