"""Oxytocin: bounded modulation without a built-in sign, a signal that grows with the dose, silence without gains."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.numerics_fixtures import WIDTH, Event, Laboratory, Run, Values, random_people

from allostasis.models.human import Human
from allostasis.physiology.modulation import modulation

GAINS = (
    "learning.g_cue", "learning.g_context", "hpa.g_stress", "amygdala.g_crf", "tolerance.g_tolerance",
    "affect.g_withdrawal", "dopamine.g_dopamine", "arbitration.g_arbitration",
)  # fmt: skip
NMOL_PER_40_IU = 40 * 1.71e3 / 1.00719
"""1 IU is 1.71 µg (de Groot 1995); oxytocin has 1007.19 g/mol."""

gains = st.floats(-3, 3)
signals = st.floats(0, 1e6)


@given(gain=gains, signal=signals)
def test_modulation_is_bounded_at_any_signal(gain: float, signal: float) -> None:
    limit = np.exp(2 * abs(gain))
    # One rounding of the exponential at the bound itself.
    assert 1 / limit * (1 - 1e-14) <= modulation(signal, gain) <= limit * (1 + 1e-14)


@given(gain=gains)
def test_at_rest_modulation_is_one_and_its_elasticity_is_the_gain_with_the_sign_turned(gain: float) -> None:
    assert modulation(1.0, gain) == 1
    h = 1e-5
    slope = (modulation(1 + h, gain) - modulation(1 - h, gain)) / (2 * h)
    # The central difference errs by h² times the third derivative (below 100 here), plus rounding / h.
    assert abs(slope + gain) < 1e-7


@given(signal=signals)
def test_a_gain_of_zero_switches_modulation_off(signal: float) -> None:
    assert modulation(signal, 0.0) == 1


def test_at_given_receptors_more_oxytocin_never_means_less_signal() -> None:
    people = random_people(seed=40)
    receptor = Human.build(people).oxytocin_receptor
    rng = np.random.default_rng(41)
    y = type(Human.unflatten(dict.fromkeys(Human.states(), 1.0)).oxytocin_receptor)(
        surface=rng.uniform(0.05, 1, WIDTH), carbetocin_pool=np.zeros(WIDTH), density=rng.uniform(0.3, 3, WIDTH)
    )
    levels = np.concatenate([[0.0], np.logspace(-5, 3, 60)])
    by_brain = np.stack([receptor.signal(y, receptor.binding(c, 0.0, 0.0), 1.0) for c in levels])
    by_plasma = np.stack([receptor.signal(y, 1.0, receptor.plasma_binding(c, 0.0, 0.0)) for c in levels])
    assert np.all(np.diff(by_brain, axis=0) > 0)
    assert np.all(np.diff(by_plasma, axis=0) > 0)


def sprayed(laboratory: Laboratory, people: Values, doses: object, hours: int = 2, **more: object) -> Run:
    """One spray after ten minutes, and a drug cue half an hour later."""
    dose = np.asarray(doses) * np.ones(WIDTH)
    events = [
        Event(1, "oxytocin.nasal", dose * people["oxytocin.F_plasma"]),
        Event(1, "oxytocin.nasal_central", dose * people["oxytocin.F_central"]),
        Event(4, "exposure.drug_cue", 1.0, is_cue=True),
    ]
    start = laboratory.start(people, {"learning.value": 0.5, "learning.context": 0.5})
    return laboratory.run(people, hours * 6, start, events=events, record_every=1, **more)  # type: ignore[arg-type]


def test_the_peak_of_the_signal_grows_with_the_nasal_dose(double: Laboratory) -> None:
    doses = np.linspace(0, 2 * NMOL_PER_40_IU, WIDTH)
    peak = sprayed(double, double.people(), doses).record("oxytocin_signal").max(axis=0)
    assert np.all(np.diff(peak) > 0)
    assert peak[0] < 1 + 1e-9


def test_without_gains_a_spray_leaves_craving_exactly_as_it_was(double: Laboratory) -> None:
    # Oxytocin away from rest also has a cost in allostatic load, which is a coupling of its own and switched off here.
    off = {name: np.zeros(WIDTH) for name in (*GAINS, "load.a_oxytocin")}
    people = {**random_people(seed=42), **off}
    with_spray, without = (sprayed(double, people, dose) for dose in (NMOL_PER_40_IU, 0.0))
    assert np.array_equal(with_spray.record("craving"), without.record("craving"))
    assert np.all(with_spray.record("oxytocin_signal").max(axis=0) > without.record("oxytocin_signal").max(axis=0))


def test_the_sign_of_the_gain_decides_whether_a_spray_lowers_or_raises_craving(double: Laboratory) -> None:
    signs = np.where(np.arange(WIDTH) % 2 == 0, 1.0, -1.0)
    people = double.people({"learning.g_cue": 0.3 * signs})
    change = sprayed(double, people, NMOL_PER_40_IU).record("craving") - sprayed(double, people, 0.0).record("craving")
    at_the_cue = change[5]
    assert np.all(np.sign(at_the_cue) == -signs)


def test_a_spray_wears_off_without_a_trace_but_load(double: Laboratory) -> None:
    people = double.people({"load.a_oxytocin": 0.0})
    rest = Human.rest(people)
    dose = np.linspace(0, NMOL_PER_40_IU, WIDTH)
    events = [
        Event(0, "oxytocin.nasal", dose * people["oxytocin.F_plasma"]),
        Event(0, "oxytocin.nasal_central", dose * people["oxytocin.F_central"]),
    ]
    after = double.run(people, 30 * 144, events=events, steps=2).states()
    for name, value in rest.items():
        # The slowest that a spray moves is the density of receptors, with a week: after a month exp(-30/7) = 1.4 % of a
        # change of some parts in a thousand is left.
        assert np.allclose(after[name], value, atol=2e-4), name
