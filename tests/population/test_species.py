"""Rats and mice: drawn beside people with the shared numbers shared, resting exactly, and simulated."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from allostasis.errors import InputError
from allostasis.evidence import check, load
from allostasis.models import ASSEMBLIES, assembly
from allostasis.models.describe import parameters
from allostasis.models.deterministic import dose, signals_of, simulate
from allostasis.population.sampling import sample_individuals, sample_parameters

SEED, DRAWS = 42, range(2000)
EVIDENCE = load()
PEOPLE = sample_parameters(EVIDENCE.priors, SEED, DRAWS)
ANIMALS = ("rat", "mouse")
VALUES = {species: sample_parameters(EVIDENCE.priors_for(species), SEED, DRAWS) for species in ANIMALS}
WEIGHT = {"rat": 0.3, "mouse": 0.025}


def test_the_model_and_the_priors_of_all_species_agree() -> None:
    declared = {name: q.unit for name, q in parameters().items()}
    assert [str(problem) for problem in check(declared=declared)] == []


def test_an_assembly_is_found_by_the_name_of_its_species() -> None:
    assert {assembly(name).name for name in ("human", "rat", "mouse")} == set(ASSEMBLIES)
    with pytest.raises(InputError, match="human, rat, mouse"):
        assembly("zebrafish")


def test_people_drawn_through_their_species_are_the_same_people() -> None:
    again = sample_parameters(EVIDENCE.priors_for("human"), SEED, DRAWS)
    assert [name for name in PEOPLE if not np.array_equal(PEOPLE[name], again[name])] == []


@pytest.mark.parametrize("species", ANIMALS)
def test_what_is_shared_is_the_same_number_in_every_draw(species: str) -> None:
    priors, found = EVIDENCE.priors_for(species), VALUES[species]
    assert set(found) == set(PEOPLE)
    assert [name for name in priors.shared if not np.array_equal(found[name], PEOPLE[name])] == []


@pytest.mark.parametrize("species", ANIMALS)
def test_gains_of_unknown_sign_differ_from_those_of_people_by_their_own_deviation(species: str) -> None:
    difference = VALUES[species]["learning.g_cue"] - PEOPLE["learning.g_cue"]
    assert stats.kstest(difference, stats.norm(0, 0.5).cdf).pvalue > 1e-3
    assert abs(np.corrcoef(difference, PEOPLE["learning.g_cue"])[0, 1]) < 4 / np.sqrt(len(DRAWS))


@pytest.mark.parametrize("species", ANIMALS)
def test_volumes_are_those_of_people_times_the_ratio_of_weights_give_or_take(species: str) -> None:
    ratio = VALUES[species]["fentanyl.V_c"] / PEOPLE["fentanyl.V_c"]
    # The median of 2000 numbers has a standard error of 1.25 SD/sqrt(2000).
    assert np.median(np.log(ratio)) == pytest.approx(np.log(WEIGHT[species] / 70), abs=4 * 1.25 * 0.3 / np.sqrt(2000))


def test_every_parameter_of_a_species_follows_the_prior_that_is_shown() -> None:
    for species in ANIMALS:
        priors = EVIDENCE.priors_for(species)
        for name in ("heroin.V_mam", "hpa.a_stress", "tolerance.tau_slow", "oxytocin.CL"):
            median, sd = float(priors[name].a or 0), float(priors[name].b or 0)
            assert stats.kstest(VALUES[species][name], stats.lognorm(sd, scale=median).cdf).pvalue > 1e-4, name


def test_rats_and_mice_deviate_from_people_independently() -> None:
    rat, mouse = (np.log(VALUES[species]["hpa.a_stress"] / PEOPLE["hpa.a_stress"]) for species in ANIMALS)
    assert abs(np.corrcoef(rat, mouse)[0, 1]) < 4 / np.sqrt(len(DRAWS))


def test_subjects_of_a_draw_spread_about_it_and_rats_are_other_subjects_than_people() -> None:
    draws, subjects = np.zeros(500, np.int64), np.arange(500)
    rats = sample_individuals(EVIDENCE.priors_for("rat"), SEED, draws, subjects)["heroin.V_1"]
    people = sample_individuals(EVIDENCE.priors, SEED, draws, subjects)["heroin.V_1"]
    sd = EVIDENCE.priors["heroin.V_1"].between_subject
    for values in (rats, people):
        assert np.log(values).std() == pytest.approx(sd, abs=4 * 0.25 / np.sqrt(1000))
    assert abs(np.corrcoef(np.log(rats), np.log(people))[0, 1]) < 4 / np.sqrt(500)


@pytest.mark.parametrize("species", list(ASSEMBLIES))
def test_every_drawn_individual_rests_exactly(species: str) -> None:
    kind = ASSEMBLIES[species]
    subjects = np.arange(200)
    drawn = sample_individuals(EVIDENCE.priors_for(species), SEED, subjects, subjects)
    p = {name: drawn[name] for name in kind.parameters()}
    p |= {name: np.ones(200) for name in ("oxytocin_cells.kappa",)}  # its spread moves the rest
    rates = kind.flatten(kind.build(p).rates(kind.unflatten(kind.rest(p))))
    assert {name for name, rate in rates.items() if np.max(np.abs(rate)) > 1e-10} == set()


def test_a_rat_is_free_of_heroin_sooner_than_a_person() -> None:
    def half_time(species: str, kilograms: float) -> float:
        kind, priors = ASSEMBLIES[species], EVIDENCE.priors_for(species)
        p = {name: priors[name].default for name in kind.parameters()}
        hours = np.arange(0.0, 6.0, 0.05)
        found = simulate(kind, p, dose("heroin", "intravenous", 0.1 * kilograms, 0.0, p), hours)
        occupancy = signals_of(kind, p, found)["occupancy"]
        assert 0 < occupancy.max() < 1
        return float(hours[occupancy > occupancy.max() / 2][-1])

    assert half_time("rat", 0.3) < half_time("human", 70.0)
