"""What is in the evidence tables, what their results allow, and what was not seen."""

from __future__ import annotations

from allostasis.evidence import Evidence
from allostasis.evidence.roles import WORDS
from allostasis.evidence.snapshots import current
from allostasis.evidence.status import YIELDS, status
from pages.marks import code, plain, table

_MEANINGS = {
    "bibliography": "references, as CSL-JSON records",
    "outcomes": "controlled words for what was measured, and which way is good for the patient",
    "studies": "who was studied and how, with the design factors and the role",
    "effects": "reported results: one row each, from a full estimate down to a bare sign",
    "curves": "points of published curves",
    "pooled": "pooled results that others published: a check, never an input",
    "parameter_values": "reported values of quantities of the model; disagreeing reports stand side by side",
    "value_correlations": "which of those values were estimated together, and how they go together",
    "overdose_population": "how the people of the published rescue model differ, one distribution a row",
    "overdose_correlations": "which of those quantities go together",
}
_ROLES = {
    "calibration": "may enter a likelihood",
    "development": "shaped the structure of the model, so it is reproduced and never predicted",
    "held_out": "not run and not compared with a prediction until the predictions are frozen",
    "context": "evidence only",
}
_ALLOWS = {
    "effect size": "an estimate with its error, or what one can be computed from",
    "statistic": "a test statistic or a p-value",
    "sign": "only which way, or that nothing was significant",
    "nothing": "neither number nor direction",
}
_CLEANING = """\
- **The printed text stays.** Where a number was read out of a printed statement, the statement stands beside it.
  Written rules turn the text into the number, and a test applies them again to every row, so that neither can drift.
- **What was not seen stays empty.** No number is filled in. An estimate printed as a range stays a range.
- **Two words for two things.** `direction` says what the measure did, `verdict` what that means for the person treated.
  The good direction of each outcome stands in one place, `outcomes.csv`.
- **Samples, not papers.** Reports that share people share a `sample_id`, and count once wherever results are counted.
- **Kinds of comparison are kept apart.** A comparison of drug with placebo, of cue with neutral cue in the same people,
  of two groups, and a correlation answer different questions; only the first says what a treatment does.
- **Pooled results of others** have a table of their own and never enter a calculation.
- **How near to the source** a row was read stands in `source_level`; much was read from abstracts and summary pages.
"""


def pages(evidence: Evidence) -> dict[str, str]:
    """Text of the page by its path."""
    found = status(evidence)
    parts = [
        "# The evidence tables\n",
        f"State of the tables: `{current().name}`. `allostasis evidence status` prints these counts, "
        "`allostasis evidence show NAME` one row, `allostasis evidence check` tests all rows and links, and "
        "`allostasis evidence export` writes the tables with their schema as a Data Package.\n",
        "## Tables\n",
        table(
            ("table", "rows", "holds"),
            [[code(name), str(count), plain(_meaning(name))] for name, count in found["rows"].items()],
        ),
        "## How they were cleaned\n",
        _CLEANING,
        "## Roles of studies\n",
        "What a study may be used for is fixed before the model meets it.\n",
        _roles(found),
        "## What the results allow\n",
        "\n".join(f"- *{kind}*: {_ALLOWS[kind]}" for kind in YIELDS) + "\n",
        _allows(found),
        "## What was not seen\n",
        "How often a cell is empty. Dose-to-test time is the plainest case: a review can name it as a cause of mixed "
        "results, but nearly no row prints it, so nobody can test that from these rows.\n",
        _missing(found),
    ]
    return {"evidence.md": "\n".join(parts)}


def _meaning(name: str) -> str:
    if name.startswith("priors"):
        return "default and prior of each parameter of the model, with the rows or the reason behind it"
    return _MEANINGS.get(name, "")


def _roles(found: dict[str, dict[str, dict[str, int]]]) -> str:
    rows = []
    for role, word in WORDS.items():
        counts = (str(sum(found[what].get(role, {}).values())) for what in ("studies", "effects"))
        rows.append([role.replace("_", " "), _ROLES[role], word, *counts])
    return table(("role", "meaning", "agreement of the model is called", "studies", "effects"), rows)


def _allows(found: dict[str, list[dict[str, object]]]) -> str:
    rows = [
        [*(str(row[key]).replace("_", " ") for key in ("species", "role")), *(str(row[kind]) for kind in YIELDS)]
        for row in found["allows"]
    ]
    return table(("species", "role", *YIELDS), rows)


def _missing(found: dict[str, dict[str, dict[str, dict[str, int]]]]) -> str:
    rows = [
        [plain(held), plain(name), str(counts["missing"]), str(counts["of"])]
        for held, cells in found["missing"].items()
        for name, counts in cells.items()
    ]
    return table(("rows of", "what", "not seen in", "of"), rows)
