"""`allostasis export` and the file of doses, as a user meets them."""

from __future__ import annotations

from pathlib import Path

import libsbml
import pytest

from allostasis.cli.app import main
from allostasis.errors import InputError
from allostasis.evidence import load
from allostasis.exchange import read_doses
from allostasis.models.human import Human
from allostasis.quantities.substances import SUBSTANCES

DOSES = """time, what, amount, every, until
8 h, heroin intravenous, 30 mg, 6 h, 20 h
9 h, exposure.stressor, 1, ,
"""


@pytest.fixture
def parameters() -> dict[str, float]:
    priors = load().priors_for("human")
    return {name: priors[name].default for name in Human.parameters()}


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_of_doses_becomes_events(tmp_path: Path, parameters: dict[str, float]) -> None:
    events = read_doses(written(tmp_path / "doses.csv", DOSES), Human, parameters)
    assert [(e.time, e.state) for e in events] == [
        (8.0, "heroin.heroin"),
        (9.0, "exposure.stressor"),
        (14.0, "heroin.heroin"),
    ]
    assert events[0].amount == pytest.approx(30e6 / SUBSTANCES["heroin"].molar_mass)


def test_every_line_that_is_wrong_is_named(tmp_path: Path, parameters: dict[str, float]) -> None:
    lines = ["time,what,amount,every,until", "8 h,heroin by mouth,30 mg,,", "8,methadone oral,30 mg,,"]
    lines += ["8 h,methadone oral,30 h,,", "8 h,methadone oral,30 mg,6 h,2 h", "8 h,methadone oral,30 mg,,2 d"]
    path = written(tmp_path / "doses.csv", "\n".join(lines))
    with pytest.raises(InputError) as caught:
        read_doses(path, Human, parameters)
    places = [problem.place.partition(", ")[2] for problem in caught.value.problems]
    assert places == ["line 2, what", "line 3, time", "line 4, amount", "line 5", "line 6, every"]


def test_other_columns_are_refused(tmp_path: Path, parameters: dict[str, float]) -> None:
    with pytest.raises(InputError, match="hour"):
        read_doses(written(tmp_path / "doses.csv", "hour,what,amount\n"), Human, parameters)


def test_the_command_writes_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    doses, out = written(tmp_path / "doses.csv", DOSES), tmp_path / "model.xml"
    assert main(["export", "sbml", "--model", "human", "--doses", str(doses), "-o", str(out)]) == 0
    assert "model.xml" in capsys.readouterr().out
    assert libsbml.readSBMLFromFile(str(out)).getModel().getNumEvents() == 3


def test_without_a_file_the_text_goes_to_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "antimony", "--model", "rat"]) == 0
    assert "model *rat()" in capsys.readouterr().out


def test_a_model_that_there_is_not_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "sbml", "--model", "cat"]) == 2
    assert "human, rat, mouse" in capsys.readouterr().err
