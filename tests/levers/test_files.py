"""Lever study files: read back as they were written, explained in words, and refused whole when they make no sense."""

from __future__ import annotations

from pathlib import Path

import pytest

from allostasis.cli.app import main
from allostasis.errors import StudyError
from allostasis.evidence import load
from allostasis.quantities.documents import Document
from allostasis.studies.files import load_study
from allostasis.studies.lever_block import rules_of
from allostasis.studies.lever_files import is_lever_file, load_lever_study, read_lever_study
from allostasis.studies.library import available_lever_studies

TEXT = available_lever_studies()["ahmed2000"].read_text(encoding="utf-8")


def broken(tmp_path: Path, *replacements: tuple[str, str]) -> Path:
    text = TEXT
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "broken.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", sorted(available_lever_studies()))
def test_a_lever_study_of_the_package_is_sound_and_reads_back_as_it_was(name: str) -> None:
    study = load_lever_study(name, load())
    assert read_lever_study(Document("again", study.as_dict())) == study
    assert is_lever_file(name)
    assert load().studies[study.study].role in ("calibration", "development", "context")


def test_a_trial_is_no_lever_study() -> None:
    assert not is_lever_file("woolley2016")
    assert load_study("woolley2016").id == "woolley2016"


def test_the_methods_say_what_is_done_and_what_was_assumed() -> None:
    words = load_lever_study("ahmed2000").in_words()
    for part in (
        "40 ug of intravenous heroin over 4 s",
        "18 sessions, on 6 days of seven",
        "fixed ratio 1",
        "assumptions",
    ):
        assert part in words


def test_eighteen_sessions_at_six_a_week_take_twenty_days() -> None:
    access = load_lever_study("ahmed2000").blocks("long_access")[1]
    assert (len(access.days), sum(access.days)) == (20, 18)
    assert access.days[6] is False


def test_rules_of_a_procedure_are_whole_numbers() -> None:
    rules = rules_of(load_lever_study("ahmed2000").procedures["extinction"])
    assert (int(rules.seconds), int(rules.reinforced), int(rules.infusing)) == (3600, 0, 4)


@pytest.mark.parametrize(
    ("change", "key", "found"),
    [
        (
            ("session: one_hour}\n    - {name: pause", "session: one_our}\n    - {name: pause"),
            "arms.short_access[0].session",
            "one_our",
        ),
        (("sessions: [16, 17, 18]", "sessions: [16, 17, 19]"), "measures.escalation.sessions", "session 19"),
        (("block: access", "block: acces"), "measures.escalation.block", "acces"),
        (("active: long_access", "active: longer"), "comparisons[0].active", "longer"),
        (
            ("effect: ahmed2000.infusions_access", "effect: ahmed2000.infusion"),
            "comparisons[0].effect",
            "ahmed2000.infusion",
        ),
        (("duration: 11 h", "duration: 11.01 h"), "procedures.eleven_hours.duration", "11.01 h"),
        (("key: animals.number", "key: animals.count"), "assumptions[0].key", "animals.count"),
        (("seed: 2", "numerics: {step: 7 s}\nseed: 2"), "numerics.step", "7 s"),
        (("{fixed: 1}", "{fixed: 0}"), "procedures.one_hour.ratio.fixed", "0"),
        (("rest: 1}", "rest: 0}"), "arms.short_access[1].rest", "0"),
        (("name: pause_before", "name: training"), "arms.short_access[1].name", "training"),
    ],
)
def test_what_makes_no_sense_is_refused_by_line_and_key(
    tmp_path: Path, change: tuple[str, str], key: str, found: str
) -> None:
    path = broken(tmp_path, change)
    with pytest.raises(StudyError) as caught:
        load_lever_study(path, load())
    problem = caught.value.problems[0]
    place, _, named = problem.place.partition(", ")
    assert named == key
    assert int(place.rpartition(":")[2]) > 1
    assert found in problem.found


def test_the_commands_know_both_kinds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["study", "explain", "ahmed2000"]) == 0
    assert "time-out of 20 s" in capsys.readouterr().out
    assert main(["study", "check", "ahmed2000", "woolley2016"]) == 0
    assert main(["study", "check", str(broken(tmp_path, ("{fixed: 1}", "{fixed: 0}")))]) == 2
    assert main(["run", "ahmed2000", "--plan"]) == 2
    capsys.readouterr()
    assert main(["study", "list"]) == 0
    assert "ahmed2000" in capsys.readouterr().out
