"""`allostasis run` as a user meets it: what it prints, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.run_fixtures import Outcome

from allostasis.cli.app import main

Run = Callable[..., Outcome]


def test_the_answer_is_one_sentence_with_the_report_s_place(run_small: Run, tmp_path: Path) -> None:
    done = run_small(tmp_path / "out")
    assert done.code == 0
    assert "no significant effect" in done.out
    assert str(tmp_path / "out" / "report.html") in done.out.replace("\n", "")
    assert "not medical advice" in done.out


def test_json_holds_the_same_answer_in_numbers(run_small: Run, tmp_path: Path) -> None:
    done = run_small(tmp_path / "out", "--json")
    facts = json.loads(done.out)
    assert 0 <= facts["share_not_significant"] <= 1
    assert facts["effect_low90"] <= facts["effect_median"] <= facts["effect_high90"]
    assert Path(facts["report"]).is_file()


def test_too_few_draws_for_ranks_still_give_a_report(run_small: Run, tmp_path: Path) -> None:
    import numpy as np
    import xarray as xr

    assert run_small(tmp_path / "out").code == 0
    data = xr.open_zarr(tmp_path / "out" / "data.zarr", consolidated=False)
    assert np.all(np.isnan(data["spearman"].values))
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert ">nan<" not in page.lower()


@pytest.mark.parametrize(
    "wrong", [("--draws", "1"), ("--workers", "0"), ("--participants", "1"), ("--shard-size", "0"), ("--seed", "-1")]
)
def test_a_number_out_of_range_is_bad_input(small_study: Path, tmp_path: Path, wrong: tuple[str, str]) -> None:
    assert main(["run", str(small_study), "-o", str(tmp_path / "out"), *wrong]) == 2
    assert not (tmp_path / "out").exists()


def test_a_study_that_does_not_exist_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "wooley2016", "-o", str(tmp_path / "out")]) == 2
    assert "woolley2016" in capsys.readouterr().err


def test_help_says_what_a_run_writes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--help"]) == 0
    assert "report.html" in capsys.readouterr().out
