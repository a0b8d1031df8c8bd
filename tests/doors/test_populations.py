"""Population files: sourced distributions, their quantiles, and correlations that can hold together."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allostasis.errors import StudyError
from allostasis.population.covariates import COVARIATES, SEXES
from allostasis.population.distributions import Bernoulli, LogNormal, Normal, Uniform
from allostasis.population.files import available_populations, find_population, load_population
from allostasis.quantities.units import Quantity
from allostasis.studies.files import load_study

LIBRARY = available_populations()


@pytest.fixture
def population_file(tmp_path: Path):
    """The first population with some text replaced."""

    def write(*replacements: tuple[str, str]) -> str:
        text = find_population("opioid_agonist_treatment").read_text(encoding="utf-8")
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / "people.yaml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


@pytest.mark.parametrize("name", LIBRARY)
def test_every_population_of_the_library_is_sound_and_says_where_its_numbers_come_from(name):
    population = load_population(name)
    reasons = population.assumptions()
    assert len(population.sources()) + len(reasons) > 0
    assert all(len(reason) >= 10 for _, _, reason in reasons)
    assert all(COVARIATES[covariate].label in population.in_words() for covariate, _ in population.covariates.items())


@pytest.mark.parametrize("name", LIBRARY)
def test_quantiles_rise_and_stay_within_what_a_person_can_be(name):
    u = np.linspace(0.001, 0.999, 999)
    for covariate, spread in load_population(name).covariates.items():
        values = spread.quantile(u, COVARIATES[covariate].unit)
        assert np.all(np.isfinite(values)), covariate
        assert np.all(np.diff(values) >= 0), covariate


def test_the_printed_mean_and_sd_of_the_methadone_dose_are_those_of_the_distribution():
    u = (np.arange(200_000) + 0.5) / 200_000
    dose = load_population("opioid_agonist_treatment").covariates.agonist_dose
    assert isinstance(dose, LogNormal)
    uncut = dose.model_copy(update={"low": None, "high": None}).quantile(u, "mg/day")
    # 87.2 (60.3) mg/day in bawor2014; median and sd_log are rounded to three digits
    assert uncut.mean() == pytest.approx(87.2, rel=0.005)
    assert uncut.std() == pytest.approx(60.3, rel=0.01)


def test_the_first_study_draws_men_only():
    sex = load_study("woolley2016").people.covariates.sex
    assert set(sex.quantile(np.array([0.01, 0.5, 0.99]), "1")) == {SEXES.index("male")}


def test_a_correlation_with_a_covariate_that_does_not_vary_is_no_assumption():
    keys = [assumed.key for assumed in load_study("woolley2016").assumed()]
    assert "population.correlations[0]" not in keys  # sex with weight, in men only
    assert "population.correlations[1]" in keys


@given(st.floats(1, 200), st.floats(0.1, 50), st.floats(0.01, 0.99))
def test_a_cut_normal_distribution_stays_within_its_ends(mean, sd, u):
    spread = Normal[Quantity](
        distribution="normal",
        mean=Quantity(mean, "kg"),
        sd=Quantity(sd, "kg"),
        low=Quantity(mean - sd, "kg"),
        high=Quantity(mean + 2 * sd, "kg"),
        reason="a case for this test",
    )
    value = spread.quantile(np.array([u]), "kg")[0]
    assert mean - sd - 1e-9 <= value <= mean + 2 * sd + 1e-9


@given(st.floats(0, 1))
def test_a_share_is_the_probability_of_one(probability):
    u = (np.arange(1000) + 0.5) / 1000
    spread = Bernoulli(distribution="bernoulli", probability=probability, source="x")
    assert spread.quantile(u, "1").mean() == pytest.approx(probability, abs=0.001)  # one of 1000


def test_units_are_converted_when_quantiles_are_taken():
    spread = Uniform[Quantity](distribution="uniform", low=Quantity(1, "week"), high=Quantity(2, "week"), source="x")
    assert spread.quantile(np.array([0.0, 1.0]), "d") == pytest.approx([7, 14])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("r: -0.4", "r: -1.4", "greater than -1"),
        ("between: [trauma, psychiatric]", "between: [trauma, psychiatry]", "unknown covariate"),
        ("between: [trauma, psychiatric]", "between: [trauma, trauma]", "two different covariates"),
        ("between: [trauma, psychiatric]", "between: [weight, sex]", "a second time"),
        ("between: [trauma, psychiatric]", "between: [trauma]", "correlations[1].between"),
        ("{male: 0.567, female: 0.433}", "{male: 0.5, female: 0.4}", "sum to 1"),
        ("{male: 0.567, female: 0.433}", "{male: 1}", "female"),
        ("sd: 20 kg", "sd: 0 kg", "more than zero"),
        ("sd: 20 kg", "sd: 20 mg/kg", "sd"),
        ("sd_log: 0.6", "sd_log: -0.6", "greater than 0"),
        ("distribution: lognormal", "distribution: lognorm", 'was "lognormal" meant?'),
        (
            "    source: brooner1997\n",
            "    source: brooner1997\n    reason: because it is so\n",
            "both a source and a reason",
        ),
        ("species: human", "species: rat", "'human'"),
        ("  support:\n", "  suport:\n", '"suport" may be a misspelling of it'),
    ],
)
def test_a_bad_population_file_is_refused_with_its_place(population_file, old, new, words):
    with pytest.raises(StudyError) as refusal:
        load_population(population_file((old, new)))
    assert words in str(refusal.value)
    assert "people.yaml:" in str(refusal.value)


def test_correlations_that_cannot_all_hold_name_the_pair_that_fits_least(population_file):
    with pytest.raises(StudyError) as refusal:
        load_population(
            population_file(
                ("  - between: [exclusion, support]\n    r: -0.4", "  - between: [exclusion, support]\n    r: -0.95"),
                (
                    "  - between: [exclusion, psychiatric]\n    r: 0.2",
                    "  - between: [exclusion, psychiatric]\n    r: 0.9",
                ),
                ("  - between: [trauma, psychiatric]\n    r: 0.3", "  - between: [support, psychiatric]\n    r: 0.9"),
            )
        )
    message = str(refusal.value)
    assert "eigenvalue" in message
    assert "psychiatric" in message or "support" in message


def test_a_population_file_beside_a_study_file_is_found(population_file, study_file):
    population_file()
    study = load_study(study_file(("from: opioid_agonist_treatment", "from: people.yaml")))
    assert study.people.id == "opioid_agonist_treatment"
