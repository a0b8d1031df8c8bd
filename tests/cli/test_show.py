"""`allostasis show`: everything the model and the evidence say about a name."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from allostasis.cli.app import main
from allostasis.evidence import Prior, load
from allostasis.models import assembly
from allostasis.models.describe import describe, parameters, parts, prior_in_words
from allostasis.models.human import Human
from allostasis.models.signals import SIGNAL_MEANINGS
from allostasis.physiology.pressing import Pressing


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["show", *arguments]) == 0
    return capsys.readouterr().out


def test_without_a_name_all_subsystems_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys)
    assert [name for name in Human.subsystems() if f"{name} " not in text] == []


def test_a_subsystem_shows_its_text_states_and_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "hpa")
    assert "d acth          / dt = k_acth" in text, "the equations as the file writes them"
    assert "hpa.acth [1]: adrenocorticotropic hormone, x rest" in text
    for q in Human.subsystems()["hpa"].parameters():
        assert f"{q.name} [{q.unit}]: {q.meaning}" in text


def test_a_parameter_shows_disagreeing_rows_side_by_side_with_their_sources(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "hpa.k_acth")
    rows = load().priors["hpa.k_acth"].rows
    assert len(rows) > 1, "this parameter is the example of disagreement"
    assert [row for row in rows if f"{row}: " not in text] == []
    assert "uniform from" in text
    assert "Molecular Systems Biology" in text
    assert "d acth/dt = k_acth (corticotrophs feedback(cortisol) heard(block) - acth)" in text


def test_a_state_shows_its_equation_and_what_it_takes_from_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "mu_receptor.mam")
    assert "d mam/dt = k_off_mam (mam_input (1 - occupancy)/K_d_mam - mam)" in text
    assert "occupancy = agonist_occupancy + buprenorphine + naloxone + naltrexone" in text
    assert "mam_input = heroin.mam_brain" in text


def test_a_signal_shows_its_equation_and_who_uses_it(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "craving")
    assert "craving(reactivity) = 100 reactivity/(k_50 + reactivity)" in text
    assert "use.hazard, as craving" in text


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("hpa", "subsystem"),
        ("traits", "subsystem"),
        ("tolerance", "subsystem"),  # also a signal: the subsystem answers
        ("hpa.k_acth", "parameter"),
        ("hpa.acth", "state"),
        ("craving", "signal"),
        ("methadone_occupancy", "signal"),
    ],
)
def test_json_says_what_a_name_is(name: str, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    facts = json.loads(shown(capsys, name, "--json"))
    assert (facts["kind"], facts["name"]) == (kind, name)


def test_every_name_of_the_model_can_be_described_and_none_means_two_things() -> None:
    full_names = [*parameters(), *Human.states()]
    assert len(full_names) == len(set(full_names))
    evidence = load()
    for name in (*parts(), *full_names, *SIGNAL_MEANINGS):
        facts: dict[str, Any] = describe(name, evidence)
        assert facts["name"] == name
        json.dumps(facts)


def test_every_prior_belongs_to_a_parameter_that_can_be_shown() -> None:
    assert set(load().priors) <= set(parameters())


@pytest.mark.parametrize(
    ("name", "near"),
    [("k_acth", "hpa.k_acth"), ("hpa.k_achh", "hpa.k_acth"), ("cravin", "craving"), ("hap", "hpa"), ("xyzzy", "lists")],
)
def test_an_unknown_name_ends_with_2_and_near_names(name: str, near: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", name]) == 2
    message = capsys.readouterr().err
    assert name in message
    assert near in message
    assert "Traceback" not in message


def test_a_parameter_without_prior_says_so() -> None:
    facts = describe("hpa.k_acth", replace(load(), priors={}))
    assert (facts["prior"], facts["default"]) == ("no prior yet", None)


def prior(distribution: str, a: float | None, b: float | None, **more: Any) -> Prior:
    row: dict[str, Any] = dict.fromkeys(Prior.model_fields)
    row |= {"parameter": "hpa.k_acth", "unit": "1/h", "default": 1, "rule": "assumed", "rows": ""}
    return Prior.model_validate(row | {"distribution": distribution, "a": a, "b": b} | more)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (prior("fixed", None, None), "fixed"),
        (prior("uniform", 1, 2.5), "uniform from 1 to 2.5"),
        (prior("loguniform", 0.001, 1), "uniform in the logarithm from 0.001 to 1"),
        (prior("normal", 0, 0.5), "normal, mean 0, SD 0.5"),
        (prior("truncated_normal", 1, 0.5), "normal, mean 1, SD 0.5, cut below at zero"),
        (prior("beta", 2, 3), "beta, alpha 2, beta 3"),
        (
            prior("lognormal", 42.6, 0.64, between_subject=0.3, between_subject_kind="lognormal"),
            "lognormal, median 42.6, SD of the logarithm 0.64; between subjects SD of the logarithm 0.3",
        ),
    ],
)
def test_priors_are_put_into_words(given: Prior, words: str) -> None:
    assert prior_in_words(given) == words


def test_a_rat_shows_what_it_shares_with_people_and_where_the_rest_comes_from(
    capsys: pytest.CaptureFixture[str],
) -> None:
    listed = shown(capsys, "--model", "rat")
    assert "shared with people" in listed
    assert "mu_receptor.k_off_morphine" in listed
    assert "from: shared with people" in shown(capsys, "mu_receptor.k_off_morphine", "--model", "rat")
    assert "times a factor, median 0.004286" in shown(capsys, "fentanyl.V_c", "--model", "rat")
    assert "from: rows or assumption of the mouse" in shown(capsys, "tolerance.tau_slow", "--model", "mouse")


def test_every_subsystem_and_parameter_of_a_rat_has_a_description() -> None:
    evidence, rat = load(), assembly("rat")
    described = {name: describe(name, evidence, rat) for name in parts(rat)}
    found = {each["name"]: each["default"] for facts in described.values() for each in facts["parameters"]}
    pressing = {quantity.name for quantity in Pressing.parameters()}
    assert set(found) == set(parameters(rat)) == {*rat.parameters(), *pressing}
    assert [name for name, default in found.items() if default is None] == []


def test_another_species_is_refused_with_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "--model", "zebrafish"]) == 2
    assert "one of human, rat, mouse" in capsys.readouterr().err
