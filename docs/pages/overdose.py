"""What was measured of the overdose block, from the tables that its commands write: one source for every number."""

from __future__ import annotations

import csv
from pathlib import Path

from allostasis.evidence import Evidence
from allostasis.verification import (
    overdose_routes,
    overdose_step,
    overdose_table,
    overdose_usual_dose,
    overdose_ventilation,
)
from pages.marks import cited, plain, table
from pages.overdose_figures import breathing_figure


def measured_page(evidence: Evidence) -> str:
    """One section for each table."""
    sections = (_published(), _usual_dose(evidence), _breathing(), _routes(evidence), _steps())
    intro = (
        "# Overdose block: what was measured\n\nEach table is written by the command above it. What follows from them: "
        "[](../explanation/overdose.md).\n"
    )
    return "\n".join([intro, *sections])


def _written_by(module: str) -> str:
    return f"`python -m allostasis.verification.{module}`\n"


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def _published() -> str:
    head = ("opioid", "mg", "nasal doses of 4 mg", "published, %", "ours, %", "people")
    rows = [
        [row["opioid"], row["mg"], row["doses"], f"{row['published']} ({row['low']} to {row['high']})",
         f"{row['ours']} ({row['ours_low']} to {row['ours_high']})", row["people"]]
        for row in overdose_table.table()
    ]  # fmt: skip
    about = (
        "Cardiac arrest in virtual chronic users, median and 95 % of resamples of 200. A reproduction, no prediction.\n"
    )
    return "\n".join(["## Published cells\n", _written_by("overdose_table"), about, table(head, rows)])


def _usual_dose(evidence: Evidence) -> str:
    head = (
        "tolerance acts on", "above 1", "heroin, mg", "arrest, % (90 % of the draws)", "standard error",
        "breathing below 40 % of rest, %", "least saturation of the others, % (SD)",
        f"at most {overdose_usual_dose.MOST:g} %",
    )  # fmt: skip
    rows = [
        [row["tolerance_acts_on"], row["tolerance_above_reference"], row["mg"],
         f"{row['arrest']} ({row['arrest_low']} to {row['arrest_high']})", row["standard_error"],
         row["called_for_rescue"], f"{row['least_saturation']} ({row['least_saturation_sd']})",
         "yes" if float(row["arrest"]) <= overdose_usual_dose.MOST else "no"]
        for row in overdose_usual_dose.table()
    ]  # fmt: skip
    seen = evidence.parameter_values["stoermer2003_heroin_saturation"]
    about = (
        "People who inject heroin every day under supervision. Observed: "
        f"{overdose_usual_dose.observed_share():.3f} % of such injections needed naloxone "
        f"({cited(['oviedojoekes2017', 'oviedojoekes2019'], evidence)}), and the least saturation after each patient's "
        f"own dose was {seen.value:g} % (SD {seen.spread:g}, {seen.n} patients; {cited(['stoermer2003'], evidence)}). "
        "Nothing was fitted to either.\n"
    )
    return "\n".join(["## A usual dose of heroin\n", _written_by("overdose_usual_dose"), about, table(head, rows)])


def _breathing() -> str:
    head = ("people", "tolerance acts on", "minute", "observed, L/min", "ours, L/min")
    rows = [
        [row["group"], row["tolerance_acts_on"] if row["group"] == "chronic" else "", row["minute"], row["observed"],
         row["predicted"]]
        for row in _rows(overdose_ventilation.TABLE)
    ]  # fmt: skip
    misses = "; ".join(
        f"{group}{', ' + acts_on if group == 'chronic' else ''} {miss:.2f}"
        for (group, acts_on), miss in overdose_ventilation.misses().items()
    )
    about = (
        "Ventilation after four infusions of fentanyl under held carbon dioxide. The first point of a group sets what "
        f"is held. Root mean square of the logarithm of ours over observed, later points: {misses}.\n"
    )
    return "\n".join(
        ["## Breathing\n", _written_by("overdose_ventilation"), about, breathing_figure(), table(head, rows)]
    )


def _routes(evidence: Evidence) -> str:
    published = {
        who: evidence.parameter_values[f"laffont2024_nalmefene_arrest_{who}"]
        for who in ("none", "naloxone", "nalmefene")
    }
    theirs = {who: f"{100 * (row.value or 0.0):.1f} %" for who, row in published.items()}
    head = (
        "rescue", "delay, s", "arrest, naive, %", "arrest, chronic users, % (95 % of samples of 500)",
        *(f"blocked after {minute} min, %" for minute in overdose_routes.MINUTES),
    )  # fmt: skip
    rows = [
        [plain(arm), row["delay"], row["naive"],
         f"{row['chronic']} ({row['chronic_of_500_low']} to {row['chronic_of_500_high']})",
         *(row[f"blocked_{minute}_min"] for minute in overdose_routes.MINUTES)]
        for arm, row in overdose_routes.table().items()
    ]  # fmt: skip
    about = (
        f"Fentanyl {overdose_routes.MG:g} mg, the same {overdose_routes.PEOPLE:,} people in every arm; blocked: "
        "receptors of a naive typical person that carry the antagonist, so long after its dose. Another implementation "
        f"of the model has, in chronic users, {theirs['none']} without rescue, {theirs['naloxone']} with a spray of "
        f"naloxone and {theirs['nalmefene']} with one of nalmefene ({cited(['laffont2024'], evidence)}).\n"
    )
    return "\n".join(["## Routes of rescue\n", _written_by("overdose_routes"), about, table(head, rows)])


def _steps() -> str:
    head = (
        "run",
        "people",
        "arrest, %",
        "standard error",
        "people with another outcome",
        "largest shift of a trigger, s",
    )
    rows = [
        [row["run"], row["people"], row["arrest"], row["standard_error"], row["moved"], row["largest_trigger_shift"]]
        for row in _rows(overdose_step.TABLE)
    ]
    about = "The same people with half of the step, and in double precision, person by person.\n"
    return "\n".join(["## Step and precision\n", _written_by("overdose_step"), about, table(head, rows)])
