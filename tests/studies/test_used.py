"""A run depends on the drugs that it gives, and says nothing of the others."""

from __future__ import annotations

from pathlib import Path

from allostasis.evidence import load
from allostasis.models.human import Human
from allostasis.studies.files import load_study
from allostasis.studies.used import given_states, used_parameters

STUDY = Path(__file__).parents[2] / "studies" / "woolley2016.yaml"


def test_parameters_of_drugs_that_are_never_given_are_not_used() -> None:
    study = load_study(STUDY, load())
    used = used_parameters(study)
    assert {"methadone.CL", "methadone.F", "oxytocin.F_central", "learning.g_cue", "traits.sex_cue"} <= used
    assert not {name for name in used if name.startswith(("naltrexone.", "fentanyl.", "carbetocin."))}
    assert "mu_receptor.K_d_fentanyl" not in used
    assert "mu_receptor.K_d_fentanyl" in Human.parameters()


def test_doses_and_cues_say_which_states_are_given() -> None:
    given = given_states(load_study(STUDY, load()))
    assert {"methadone.gut", "oxytocin.nasal", "exposure.drug_cue", "heroin.heroin"} <= given
    assert "naloxone.nasal" not in given
