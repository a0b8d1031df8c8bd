"""Every parameter of every species stands on rows or on a reason, and every drug of the field is there."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from allostasis.evidence import Prior, load
from allostasis.models import ASSEMBLIES
from allostasis.models.dosing import DRUG_DOSES
from allostasis.models.products import PRODUCTS

EVIDENCE = load()
FROM_ROWS = ("row", "pooled", "widened")
DRUGS = (
    "heroin", "morphine", "fentanyl", "oxycodone", "methadone", "buprenorphine", "naloxone", "naltrexone", "oxytocin",
    "carbetocin", "atosiban", "pexacerfont", "yohimbine",
)  # fmt: skip


def priors(species: str) -> Mapping[str, Prior]:
    return EVIDENCE.priors_for(species)


@pytest.mark.parametrize("species", ASSEMBLIES)
def test_no_parameter_stands_at_its_median_without_rows_or_a_reason(species: str) -> None:
    found = priors(species)
    silent = [
        name
        for name in ASSEMBLIES[species].parameters()
        if not (found[name].rows if found[name].rule in FROM_ROWS else found[name].reason)
    ]
    assert silent == []


@pytest.mark.parametrize("species", ASSEMBLIES)
def test_what_is_held_fixed_is_a_unit_or_says_where_it_comes_from(species: str) -> None:
    found = priors(species)
    fixed = [found[name] for name in ASSEMBLIES[species].parameters() if found[name].distribution == "fixed"]
    assert [prior.parameter for prior in fixed if not prior.rows and not prior.reason] == []


def test_every_drug_of_the_field_can_be_given() -> None:
    assert [drug for drug in DRUGS if not any(drug == name for name, _ in DRUG_DOSES)] == []


def test_parameters_that_are_reported_together_are_parameters() -> None:
    declared = ASSEMBLIES["human"].parameters()
    assert [name for product in PRODUCTS for name in product.members if name not in declared] == []
