"""Danger on every day of abstinence: which arms the emulator knows, and what becomes of doses beyond its range."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.overdose_studies.conftest import handed_over

from allostasis.studies.library import find_study
from allostasis.studies.overdose.day_by_day import day_by_day
from allostasis.studies.overdose.emulator import arrest_probabilities
from allostasis.studies.overdose.files import load_overdose_study
from allostasis.studies.overdose.schema import Lived


@pytest.mark.parametrize(
    ("old", "new", "known"),
    [
        ("one_dose: {drug: naloxone, route: intranasal, amount: 4 mg, delay: 60 s}", "", ["none", "late_dose"]),
        ("delay: 300 s}", "delay: 900 s}", ["none", "one_dose"]),
        ("delay: 300 s}", "delay: 300 s, doses: 2}", ["none", "one_dose", "late_dose"]),
        ("delay: 300 s}", "delay: 300 s, doses: 2, every: 120 s}", ["none", "one_dose"]),
        ("delay: 300 s}", "delay: 300 s, doses: 2, together: 2}", ["none", "one_dose"]),
        ("route: intranasal, amount: 4 mg, delay: 300 s}", "route: intravenous, amount: 0.4 mg, delay: 300 s}",
         ["none", "one_dose"]),
        ("{drug: naloxone, route: intranasal, amount: 4 mg, delay: 300 s}",
         "{drug: nalmefene, route: intranasal, amount: 3 mg, delay: 300 s}", ["none", "one_dose"]),
    ],
)  # fmt: skip
def test_days_are_emulated_only_for_rescues_that_were_fitted(
    old: str, new: str, known: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "study.yaml"
    text = find_study("overdose-first-dose-after-abstinence").read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    study = load_overdose_study(str(file)).resized(100, 2)
    found = day_by_day(study, handed_over(2, 100, study.people.days))
    assert list(found["emulated_rescue"][1]) == known


def test_a_dose_beyond_the_fitted_range_counts_as_its_end_and_is_counted() -> None:
    study = load_overdose_study("overdose-first-dose-after-abstinence").resized(100, 2)
    assert isinstance(study.people, Lived)
    lived = handed_over(2, 100, study.people.days)
    lived.former[:] = 1e4
    _, shares, about = day_by_day(study, lived)["arrest_by_day"]
    assert about["moved_to_the_fitted_range"] == 1
    tolerance = np.clip(lived.course[1:], 0, 1)
    at_the_end = arrest_probabilities("fentanyl", np.full(tolerance.size, 6.0), tolerance.ravel())
    assert np.allclose(shares[0].mean(axis=1), at_the_end.reshape(tolerance.shape).mean(axis=1))
