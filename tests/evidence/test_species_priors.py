"""What rats and mice share with people, and what they do not: read, checked, and put together with people's priors."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from allostasis.errors import EvidenceError
from allostasis.evidence import Prior, SpeciesPriors, check, load

from .conftest import Tables

RAT = "priors_rat.csv"
DECLARED = {"hpa.n_gr": "1", "hpa.k_acth": "1/h", "oxytocin.CL": "L/h", "mu_receptor.K_d_morphine": "nmol/L"}
DECLARED["learning.g_cue"] = "1"


def prior(distribution: str, default: float, a: float | None, b: float | None, rule: str = "assumed") -> Prior:
    cells = {"parameter": "x.x", "unit": "1", "default": default, "distribution": distribution, "a": a, "b": b}
    spread = {"between_subject": 0.2, "between_subject_kind": "normal"}
    return Prior.model_validate({**cells, **spread, "rule": rule, "rows": "", "reason": "a test"})


def together(people: Prior, own: Prior) -> tuple[Any, ...]:
    found = SpeciesPriors("rat", {"x.x": people}, {"x.x": own})["x.x"]
    return found.distribution, found.default, found.a, found.b


def test_a_factor_about_a_lognormal_prior_multiplies_medians_and_adds_variances_of_logarithms() -> None:
    found = together(prior("lognormal", 40, 40, 0.3), prior("lognormal", 0.1, 0.1, 0.4, "from_people"))
    assert found == ("lognormal", pytest.approx(4), pytest.approx(4), pytest.approx(0.5))


def test_a_difference_about_a_normal_prior_adds_means_and_variances() -> None:
    found = together(prior("normal", 0, 0, 0.3), prior("normal", 0, 0.1, 0.4, "from_people"))
    assert found == ("normal", 0, pytest.approx(0.1), pytest.approx(0.5))


def test_a_fixed_factor_scales_the_ends_of_a_range_and_the_spread_between_subjects() -> None:
    people, own = prior("uniform", 2, 1, 3), prior("fixed", 4, None, None, "from_people")
    assert together(people, own) == ("uniform", 8, 4, 12)
    assert SpeciesPriors("rat", {"x.x": people}, {"x.x": own})["x.x"].between_subject == pytest.approx(0.8)


def test_a_factor_about_a_fixed_prior_is_spread_as_the_factor() -> None:
    found = together(prior("fixed", 5, None, None), prior("lognormal", 2, 2, 0.3, "from_people"))
    assert found == ("lognormal", 10, 10, 0.3)


def test_every_parameter_of_a_species_is_shared_scaled_or_its_own_and_says_so() -> None:
    evidence = load()
    for species in ("rat", "mouse"):
        priors = evidence.priors_for(species)
        assert set(priors) == set(evidence.priors)
        assert set(priors.shared).isdisjoint(priors.own)
        assert {priors.origin(name) for name in priors.shared} == {"shared with people"}
        assert [name for name in priors.shared if priors[name] != evidence.priors[name]] == []
    assert "times a factor" in evidence.priors_for("rat").origin("oxycodone.k_a")
    assert "plus a difference" in evidence.priors_for("mouse").origin("learning.g_cue")


def test_gains_of_unknown_sign_deviate_from_the_shared_gain_by_half_a_unit() -> None:
    evidence = load()
    free = {
        n for n, p in evidence.priors.items() if p.distribution == "normal" and n.partition(".")[2].startswith("g_")
    }
    assert free
    for species in ("rat", "mouse"):
        deviations = evidence.priors_for(species).deviations
        assert {name: (deviations[name].a, deviations[name].b) for name in free} == dict.fromkeys(free, (0.0, 0.5))


def test_people_are_as_their_table_has_them_and_another_species_is_refused() -> None:
    evidence = load()
    people = evidence.priors_for("human")
    assert dict(people) == dict(evidence.priors)
    assert math.isclose(people["heroin.V_1"].default, evidence.priors["heroin.V_1"].default)
    with pytest.raises(EvidenceError, match="human, rat, mouse"):
        evidence.priors_for("zebrafish")


def cell(key: str, column: str, value: str) -> Callable[[Tables], tuple[int, str]]:
    return lambda tables: (tables.set(RAT, key, **{column: value}), column)


FAULTS = {
    "a parameter that people do not have": cell("learning.g_cue", "parameter", "learning.g_nothing"),
    "a factor with a unit": cell("oxytocin.CL", "unit", "L/h"),
    "a unit of another kind": cell("mu_receptor.K_d_morphine", "unit", "h"),
    "a difference about a prior that is not normal": cell("oxytocin.CL", "distribution", "normal"),
    "a spread of its own beside that of people": cell("oxytocin.CL", "between_subject", "0.3"),
    "no reason": cell("learning.g_cue", "reason", ""),
    "rows of people": cell("mu_receptor.K_d_morphine", "rows", "yang2024_morphine_kd"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_named_with_file_row_and_column(name: str, tables: Tables) -> None:
    line, column = FAULTS[name](tables)
    places = {problem.place for problem in check(tables.directory)}
    assert f"{RAT}:{line}, column {column}" in places


def test_the_rule_for_other_species_is_refused_for_people(tables: Tables) -> None:
    line = tables.set("priors.csv", "learning.g_cue", rule="from_people")
    assert f"priors.csv:{line}, column rule" in {problem.place for problem in check(tables.directory)}


def test_a_volume_or_flow_that_a_species_would_share_with_people_is_missed(tables: Tables) -> None:
    assert check(tables.directory, DECLARED) == []
    tables.edit(RAT, lambda rows: [row for row in rows if row["parameter"] != "oxytocin.CL"])
    [problem] = check(tables.directory, DECLARED)
    assert (problem.place, "oxytocin.CL" in problem.found) == (RAT, True)
