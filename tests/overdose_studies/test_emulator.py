"""The emulator: its form, its errors as they are written down, its refusals, and the published cells."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

from allostasis.errors import InputError
from allostasis.models.overdose.given import loaded
from allostasis.studies.overdose.design import DESIGNS, axes_of, points_of
from allostasis.studies.overdose.emulator import arrest_probabilities, emulator, fentanyl_for_heroin
from allostasis.studies.overdose.surface import fit_plain, fit_surface
from allostasis.verification.overdose_table import PUBLISHED

LIMIT = 2.0
"""Points of probability: what the emulator may miss on a cell that it never saw."""


@pytest.mark.parametrize("key", list(emulator().about), ids=str)
def test_the_error_on_cells_that_the_fit_never_saw_is_below_two_points(key: tuple[str, int]) -> None:
    about, surface = emulator().about[key], emulator().surfaces[key]
    errors = []
    for cell in about["held_back"]:
        axes = [np.log(cell["mg"]), cell["tolerance"], *([cell["delay_s"]] if "delay_s" in cell else [])]
        found = surface.probability(np.clip(np.array([axes]), surface.low, surface.high))[0]
        assert found == pytest.approx(cell["emulated"], abs=2e-4)  # delays are rounded in the file
        errors.append(100 * abs(found - cell["full"]))
    assert len(errors) >= 12
    assert max(errors) < LIMIT
    assert max(errors) == pytest.approx(about["largest_error_points"], abs=0.02)


def test_every_design_is_fitted_with_the_people_that_it_says() -> None:
    about = emulator().about
    assert set(about) == {(design.opioid, design.doses) for design in DESIGNS}
    assert all(about[design.opioid, design.doses]["people"] == design.people for design in DESIGNS)
    # A run is long enough only if no collapse begins in its last 350 s.
    assert all(each["latest_collapse_s"] < each["horizon_s"] - 350 for each in about.values())


@pytest.mark.parametrize(
    ("opioid", "mg", "naloxone", "low", "high"), [(*cell, low, high) for cell, (_, low, high) in PUBLISHED.items()]
)
def test_the_emulator_lies_inside_the_published_intervals(
    opioid: str, mg: float, naloxone: int, low: float, high: float
) -> None:
    delay = 60.0 if naloxone else None
    found = arrest_probabilities(opioid, np.full(100, mg), 1.0, naloxone=naloxone, delay=delay)
    assert low < 100 * found[0] < high


@pytest.mark.parametrize("key", list(emulator().surfaces), ids=str)
def test_more_dose_less_tolerance_and_more_delay_never_lower_the_probability(key: tuple[str, int]) -> None:
    surface, rng = emulator().surfaces[key], np.random.default_rng(1)
    here = surface.low + (surface.high - surface.low) * rng.random((4000, len(surface.low)))
    there = here + (surface.high - here) * rng.random(here.shape)
    for axis, sign in enumerate((1, -1, 1)[: len(surface.low)]):
        moved = here.copy()
        moved[:, axis] = there[:, axis]
        assert np.all(sign * (surface.eta(moved) - surface.eta(here)) >= -1e-12)  # rounding


def test_one_person_is_refused_with_the_reason() -> None:
    with pytest.raises(InputError, match="false comfort or false alarm"):
        arrest_probabilities("fentanyl", 1.0, 0.5)


@pytest.mark.parametrize(
    ("mg", "tolerance", "naloxone", "delay", "said"),
    [
        (50.0, 0.5, 0, None, "the fitted range"),
        (0.001, 0.5, 0, None, "the fitted range"),
        (1.0, 1.3, 0, None, "the fitted range"),
        (1.0, float("nan"), 0, None, "the fitted range"),
        (1.0, 0.5, 1, 5000.0, "the fitted range"),
        (1.0, 0.5, 1, None, "a delay with naloxone"),
        (1.0, 0.5, 0, 60.0, "none without"),
        (1.0, 0.5, 3, 60.0, "fentanyl with 2"),
    ],
)
def test_outside_of_what_was_fitted_it_refuses(
    mg: float, tolerance: float, naloxone: int, delay: float | None, said: str
) -> None:
    with pytest.raises(InputError, match="fentanyl with 0"):
        arrest_probabilities("codeine", np.full(100, 50.0), 1.0)
    with pytest.raises(InputError, match=said):
        arrest_probabilities("fentanyl", np.full(100, mg), tolerance, naloxone=naloxone, delay=delay)


def test_all_that_lies_outside_is_said_at_once() -> None:
    with pytest.raises(InputError) as caught:
        arrest_probabilities("fentanyl", np.full(100, 50.0), 3.0)
    assert len(caught.value.problems) == 2


def test_heroin_becomes_fentanyl_by_the_stated_factor_and_spread() -> None:
    mg = fentanyl_for_heroin(np.full(20_001, 50.0), np.linspace(-4, 4, 20_001))
    assert np.median(mg) == pytest.approx(1.0)
    assert np.all(np.diff(mg) > 0)


def test_a_surface_recovers_a_known_law_and_stays_monotone() -> None:
    design = DESIGNS[1]
    low, high = axes_of(design)
    points, _ = points_of(design, 3)

    def law(p: np.ndarray) -> np.ndarray:
        u = (p - low) / (high - low)
        return -2 + 3.5 * u[:, 0] - u[:, 1] + 1.2 * (1 - np.exp(-3 * u[:, 2]))

    rng = np.random.default_rng(4)
    events = (rng.random(len(points)) < ndtr(law(points))).astype(float)
    surface = fit_surface(points, events, low, high, (4, 2, 3), fit_plain(points, events, low, high))
    where = low + (high - low) * rng.random((500, 3))
    errors = 100 * np.abs(surface.probability(where) - ndtr(law(where)))
    # 60 coefficients from 65,536 events: about 0.4 sqrt(60/65536) = 1.2 points, three of them at the worst place.
    assert errors.max() < 3.6
    assert errors.mean() < 1.2


def test_what_is_on_board_holds_its_occupancy_in_balance() -> None:
    p = {
        "overdose_receptor.K_d_opioid": np.array([0.3, 0.4]), "overdose_receptor.n_opioid": np.array([0.8, 0.9]),
        "overdose_opioid.V_c": np.array([10.0, 12.0]), "overdose_opioid.k12": np.array([0.003, 0.002]),
        "overdose_opioid.k21": np.array([0.002, 0.001]), "overdose_opioid.k13": np.array([0.004, 0.003]),
        "overdose_opioid.k31": np.array([0.0002, 0.0003]),
    }  # fmt: skip
    R = np.array([0.3, 0.7])
    y = loaded(p, R)
    association = (y["overdose_opioid.brain"] / p["overdose_receptor.K_d_opioid"]) ** p["overdose_receptor.n_opioid"]
    np.testing.assert_allclose(association * (1 - R), R)
    np.testing.assert_allclose(y["overdose_opioid.central"] / p["overdose_opioid.V_c"], y["overdose_opioid.brain"])
    flow = p["overdose_opioid.k13"] * y["overdose_opioid.central"]
    np.testing.assert_allclose(flow, p["overdose_opioid.k31"] * y["overdose_opioid.slow"])
    assert loaded(p, np.zeros(2)) == {}
