"""Roles are kept: a held-out study is not run before the freeze, and each role has its own word."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from allostasis.cli.app import main
from allostasis.errors import HeldOutError
from allostasis.evidence import Study, facts, load, roles
from allostasis.studies.library import available_studies

EVIDENCE = load()
HELD_OUT = [study for study in EVIDENCE.studies.values() if study.role == "held_out"]


def test_the_roles_are_those_settled_before_anything_was_tuned() -> None:
    counts = Counter(study.role for study in EVIDENCE.studies.values())
    assert (counts["calibration"], counts["held_out"]) == (30, 51)
    # 21 of the settled list, one synthesis that had shaped the structure before the list was made, and three studies of
    # pauses between infusions that shaped it later: they may be reproduced and never predicted.
    assert counts["development"] == 25


@pytest.mark.parametrize("study", HELD_OUT[:3], ids=lambda study: study.study_id)
def test_a_held_out_study_is_refused_with_the_reason(study: Study) -> None:
    with pytest.raises(HeldOutError, match="would shape the model") as caught:
        roles.require_predictable(study, "a prediction")
    assert study.study_id in str(caught.value)


@pytest.mark.parametrize("role", ["calibration", "development", "context"])
def test_other_roles_pass(role: str) -> None:
    roles.require_predictable(HELD_OUT[0].model_copy(update={"role": role}), "a prediction")


def test_after_the_freeze_held_out_studies_may_be_predicted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roles, "PREDICTIONS_ARE_FROZEN", True)
    roles.require_predictable(HELD_OUT[0], "a prediction")


def test_each_role_has_its_own_word() -> None:
    words = {role: roles.word_for(HELD_OUT[0].model_copy(update={"role": role})) for role in roles.WORDS}
    assert words == {
        "calibration": "fitted",
        "development": "reproduced",
        "held_out": "predicted",
        "context": "compared",
    }


def test_the_facts_of_a_study_say_what_agreement_with_it_may_be_called() -> None:
    assert facts(HELD_OUT[0].study_id, EVIDENCE)["agreement_is_called"] == "predicted"
    assert facts("woolley2016", EVIDENCE)["agreement_is_called"] == "reproduced"


def test_a_study_file_that_points_at_a_held_out_study_is_not_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = available_studies()["woolley2016"].read_text(encoding="utf-8")
    effect = EVIDENCE.effects_of("stauffer2022")[0].effect_id
    assert EVIDENCE.studies["stauffer2022"].role == "held_out"
    lines = ["study: stauffer2022" if line.startswith("study:") else line for line in text.splitlines()]
    changed = "\n".join(lines).replace("woolley2016.craving_cue", effect)
    file = tmp_path / "held.yaml"
    file.write_text(changed + "\n", encoding="utf-8")
    assert main(["run", str(file), "--out", str(tmp_path / "out"), "--draws", "2"]) == 2
    shown = capsys.readouterr().err
    assert "held_out" in shown
    assert "Traceback" not in shown
    assert not (tmp_path / "out").exists()
