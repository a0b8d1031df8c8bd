"""Withdrawal is absent under constant occupancy, appears when the drug leaves, and passes."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from tests.numerics_fixtures import WIDTH, Laboratory, Run, Values, random_people

from allostasis.models.human import Human
from allostasis.physiology import mu_receptor
from allostasis.physiology.tolerance import State

CONCENTRATION = np.linspace(60, 6000, WIDTH)
"""Methadone at the effect site, nmol/L: from a tenth to ten times the reference affinity."""


@pytest.fixture(scope="module")
def constant(double: Laboratory) -> tuple[Values, Run]:
    """Sixty days at one concentration of methadone in each person, held by an elimination of next to nothing."""
    people = double.people({"methadone.CL": 1e-6})
    K_d = people["mu_receptor.K_d_methadone"]
    volumes = {"central": "V_c", "fast": "V_2", "slow": "V_3"}
    amounts = {f"methadone.{part}": CONCENTRATION * people[f"methadone.{v}"] for part, v in volumes.items()}
    bound = {"methadone.brain": CONCENTRATION, "mu_receptor.methadone": CONCENTRATION / (K_d + CONCENTRATION)}
    return people, double.run(people, 60 * 144, double.start(people, {**amounts, **bound}), steps=2)


def test_there_is_no_withdrawal_under_constant_occupancy(constant: tuple[Values, Run]) -> None:
    people, run = constant
    occupancy = run.record("occupancy")
    assert np.allclose(occupancy, occupancy[0], rtol=1e-5)
    assert np.all(run.record("withdrawal") == 0)
    # Tolerance has by then come near the tone that it opposes: its slow part still lacks exp(-60/15) = 2 %.
    tone = people["mu_receptor.e_0"] * (1 - occupancy[-1]) + occupancy[-1]
    assert np.all(run.record("tolerance")[-1] > 0.95 * tone)


def test_withdrawal_appears_after_the_last_dose_and_passes(double: Laboratory, constant: tuple[Values, Run]) -> None:
    people = double.people()
    stopped = double.run(people, 25 * 144, constant[1].carry, steps=2)
    withdrawal = stopped.record("withdrawal")
    assert np.all(withdrawal[0] == 0)
    peak = withdrawal.max(axis=0)
    # The lowest concentration leaves a mismatch of 0.04, of which the square over the softness, 0.008, can be felt; a
    # tenth of it is there before anything is recruited.
    assert np.all(peak > 0.0005)
    # Up to where the receptors are nearly full more drug has more to be missed; far beyond, it also leaves so late and
    # slowly that the fast part of tolerance keeps up with it (below).
    occupied = CONCENTRATION / (people["mu_receptor.K_d_methadone"] + CONCENTRATION)
    assert np.all(np.diff(peak)[occupied[1:] < 0.85] > 0)
    later = double.run(people, 30 * 144, stopped.carry, steps=2)
    later = double.run(people, 30 * 144, later.carry, steps=2)
    # 85 days are more than four slow time constants.
    assert np.all(later.record("withdrawal")[-1] < 0.02 * peak)


def test_tolerance_that_balances_the_tone_leaves_no_withdrawal_at_any_parameters() -> None:
    people = random_people(seed=50)
    person = Human.build(people)
    rng = np.random.default_rng(51)
    tone = rng.uniform(0, 1, WIDTH)
    nothing = 0 * tone
    balanced = State(acute=tone, fast=tone, slow=tone, memory=tone, called=nothing, recruited=nothing)
    assert np.all(person.tolerance.withdrawal(balanced, tone) < 1e-12)
    assert np.all(person.tolerance.withdrawal(balanced, tone + 0.1) == 0)
    # As much of the mismatch is felt as the softness of the person leaves, and in full once all is recruited.
    full = 0.01 / (0.1 + people["tolerance.softness"])
    at_once = person.tolerance.withdrawal(balanced, tone - 0.1)
    assert np.allclose(at_once, full * (1 - people["tolerance.w_recruited"]), rtol=1e-9)
    lasting = person.tolerance.withdrawal(replace(balanced, recruited=nothing + 1), tone - 0.1)
    assert np.allclose(lasting, full, rtol=1e-9)


def test_an_antagonist_takes_a_drug_away_and_alone_brings_no_withdrawal_at_any_parameters() -> None:
    people = random_people(seed=52)
    person, rng = Human.build(people), np.random.default_rng(53)
    held, nothing, e_0 = rng.uniform(0, 1, WIDTH), np.zeros(WIDTH), people["mu_receptor.e_0"]
    receptors = mu_receptor.State(**{name.name: nothing for name in fields(mu_receptor.State)})
    for antagonist in ("naloxone", "naltrexone"):
        alone = replace(receptors, **{antagonist: held})
        assert np.allclose(person.mu_receptor.missed_tone(alone), e_0, rtol=1e-9)
        naive = State(acute=e_0, fast=e_0, slow=e_0, memory=e_0, called=nothing, recruited=nothing)
        assert np.all(person.tolerance.withdrawal(naive, person.mu_receptor.missed_tone(alone)) < 1e-12)
    # A drug on half of the receptors is missed in full once naloxone holds them all.
    drugged = person.mu_receptor.missed_tone(replace(receptors, morphine=nothing + 0.5))
    reversed_ = person.mu_receptor.missed_tone(replace(receptors, naloxone=nothing + 1))
    assert np.allclose(drugged - reversed_, 0.5 * (1 - e_0), rtol=1e-9)
