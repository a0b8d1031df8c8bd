"""Every route and opioid, against kinetics solved by another program: see `independent`."""

from __future__ import annotations

import numpy as np
import pytest
from tests.overdose import independent as own

from allostasis.errors import InputError
from allostasis.models.overdose import Dose, OverdoseResult, Rescue, rescue, simulate_overdose, typical_user
from allostasis.models.overdose.given import amount
from allostasis.models.overdose.tolerance import ActsOn
from allostasis.population.overdose import HEROIN

LENGTH = 900.0
# Fourth order at half a second, and a receptor that moves at mean concentrations: some 1e-4.
NEAR = 2e-3


@pytest.fixture(scope="module")
def person() -> own.Person:
    return {name: float(value[0]) for name, value in typical_user().items()}


def run(
    given: Rescue | None,
    dose: float | tuple[Dose, ...] = 1.625,
    opioid: str = "fentanyl",
    held_pco2: float | None = None,
    tolerance: float = 1.0,
    acts_on: ActsOn = "exponents",
) -> OverdoseResult:
    """Always of one shape, so that one compiled program serves all but the vein and what is held."""
    return simulate_overdose(
        typical_user(), opioid, dose, given, tolerance=tolerance, tolerance_acts_on=acts_on, length=LENGTH, courses=1,
        every=0.5, single=False, held_pco2=held_pco2,
    )  # fmt: skip


def occupied(result: OverdoseResult) -> list[float]:
    return [float(result.courses[f"{who}_occupancy"][-1, 0]) for who in ("opioid", "antagonist")]


def test_an_infused_opioid_arrives_whole(person: own.Person) -> None:
    result = run(None, (Dose(0.2, at=30.0, duration=90.0), Dose(0.1, at=300.25)))
    s = own.high_flow(result)

    def rates(t: float, y: own.Floats) -> list[float]:
        moved = own.opioid(person, y[:4], s(t), 0.2 / 90 if 30 <= t < 120 else 0.0)
        return [*moved, *own.binding(person, y[4:], y[3], 0.0)]

    events = [(30.0, 0, 0.0), (120.0, 0, 0.0), (300.25, 0, 0.1)]
    y = own.carried(rates, np.zeros(6), events, LENGTH)
    assert occupied(result) == pytest.approx([y[4], 0.0], rel=NEAR)
    assert result.courses["opioid_plasma"][-1, 0] == pytest.approx(1e6 * y[0] / 10.5 / own.FENTANYL_M, rel=0.03)


# Doses 20 s apart, so that all of them matter within the run.
SPRAYS = {
    "two": (rescue(doses=2, gap=20.0), None),
    "three": (rescue(doses=3, gap=20.0), "naloxone_in.f1"),
    "rapid pairs": (rescue(doses=4, gap=20.0, pairs=True), "naloxone_in.f2"),
}


@pytest.mark.parametrize("name", SPRAYS)
def test_sprays_follow_the_rule_of_the_absorbed_fraction(person: own.Person, name: str) -> None:
    given, later = SPRAYS[name]
    pairs = [0.0, 0.0, 20.0, 20.0] if given.pairs else [20.0 * k for k in range(len(given.amounts))]
    result = run(given)
    times = [float(result.trigger[0]) + 60 + after for after in pairs]
    changed = times[2] if later else np.inf
    s, numbers = own.high_flow(result), own.nose_numbers(person)

    def rates(t: float, y: own.Floats) -> list[float]:
        fraction = person[later] if later and t >= changed else person["naloxone_in.F"]
        moved = own.absorbed(numbers, y[4:10], s(t), fraction)
        return [*own.opioid(person, y[:4], s(t), 0.0), *moved, *own.binding(person, y[10:], y[3], y[9])]

    events = [(0.0, 0, 1.625), *((t, 4, 4e6) for t in times)]
    assert occupied(result) == pytest.approx(own.carried(rates, np.zeros(12), events, LENGTH)[10:], rel=NEAR)


def test_a_muscle_has_its_own_kinetics(person: own.Person) -> None:
    result = run(rescue("intramuscular", amounts=(2.0,), delay=300.0))
    s, numbers = own.high_flow(result), own.muscle_numbers()

    def rates(t: float, y: own.Floats) -> list[float]:
        moved = own.absorbed(numbers, y[4:10], s(t), 0.6257)
        return [*own.opioid(person, y[:4], s(t), 0.0), *moved, *own.binding(person, y[10:], y[3], y[9])]

    events = [(0.0, 0, 1.625), (float(result.trigger[0]) + 300, 4, 2e6)]
    assert occupied(result) == pytest.approx(own.carried(rates, np.zeros(12), events, LENGTH)[10:], rel=NEAR)


def test_a_scheme_into_the_vein_is_that_of_101_small_boluses_each(person: own.Person) -> None:
    amounts = (0.04, 0.5, 2.0)
    result = run(rescue("intravenous", amounts=amounts))
    s, first = own.high_flow(result), float(result.trigger[0]) + 60

    def rates(t: float, y: own.Floats) -> list[float]:
        moved = own.injected(person, y[4:8], s(t))
        return [*own.opioid(person, y[:4], s(t), 0.0), *moved, *own.binding(person, y[8:], y[3], y[7])]

    events = [(0.0, 0, 1.625)]
    for number, dose in enumerate(amounts):
        events += [(first + 150 * number + 0.1 * k, 4, 1e6 * dose / 100) for k in range(101)]
    assert occupied(result) == pytest.approx(own.carried(rates, np.zeros(10), events, LENGTH)[8:], rel=NEAR)


def test_a_spray_of_nalmefene_is_that_of_its_population_model(person: own.Person) -> None:
    result = run(rescue("intranasal nalmefene"))
    s, given = own.high_flow(result), float(result.trigger[0]) + 60
    ratio_on, ratio_off = 0.000206 / 0.000167, 0.0135 / 0.0396
    names = {"kon": ratio_on, "koff": ratio_off}
    bound = person | {f"naloxone_binding.{n}": person[f"naloxone_binding.{n}"] * ratio for n, ratio in names.items()}

    def rates(t: float, y: own.Floats) -> list[float]:
        moved = own.nalmefene(y[4:8], t, given, s(t))
        return [*own.opioid(person, y[:4], s(t), 0.0), *moved, *own.binding(bound, y[8:], y[3], y[7])]

    lag = 0.0615 * 3600
    events = [(0.0, 0, 1.625), (given, 4, 0.0), (given + lag, 4, (1 - 0.0485) * 3e6)]
    assert occupied(result) == pytest.approx(own.carried(rates, np.zeros(10), events, LENGTH)[8:], rel=NEAR)


def test_people_without_kinetics_of_nalmefene_get_no_nalmefene() -> None:
    people = {name: value for name, value in typical_user().items() if not name.startswith("nalmefene")}
    with pytest.raises(InputError, match=r"nalmefene\.cl"):
        simulate_overdose(people, "fentanyl", 1.625, rescue("intranasal nalmefene"))


def test_tolerance_on_the_c50_acts_like_a_smaller_dose_while_what_is_bound_stays_bound() -> None:
    tolerant = run(None, 0.5, acts_on="C50")
    smaller = run(None, 0.5 * 0.42 / 1.82, tolerance=0.0)
    # Once binding is in balance; the receptor of the tolerant person fills faster.
    late = tolerant.times > 600
    assert tolerant.courses["ventilation"][late] == pytest.approx(smaller.courses["ventilation"][late], rel=0.03)
    bound, of_smaller = (result.courses["opioid_occupancy"][-1, 0] for result in (tolerant, smaller))
    shift = (1.82 / 0.42) ** 0.8439  # of the odds, by the power of binding
    assert bound / (1 - bound) == pytest.approx(shift * of_smaller / (1 - of_smaller), rel=0.05)


def test_heroin_is_its_dose_of_fentanyl_and_people_differ_in_it() -> None:
    heroin, fentanyl = run(None, 50.0, "heroin"), run(None, 50.0 * 0.02)
    assert heroin.courses["opioid_plasma"][-1, 0] == pytest.approx(fentanyl.courses["opioid_plasma"][-1, 0], rel=1e-9)
    two = {name: np.repeat(value, 2) for name, value in typical_user().items()} | {HEROIN: np.array([0.0, 1.0])}
    # One standard deviation of a logarithm whose coefficient of variation is a half.
    assert amount("heroin", Dose(50.0), two) == pytest.approx([1.0, np.exp(np.sqrt(np.log(1.25)))], rel=1e-6)


def test_a_held_carbon_dioxide_does_not_rise_and_breathing_falls_further() -> None:
    free, held = run(None, 0.2), run(None, 0.2, held_pco2=38.4)
    assert np.ptp(held.courses["arterial_pco2"]) < 1.0  # the shunt's share follows the tissues
    assert np.ptp(free.courses["arterial_pco2"]) > 3.0
    assert held.courses["ventilation"].min() < free.courses["ventilation"][20:].min()


def test_times_of_a_course_are_those_of_its_steps() -> None:
    coarse = simulate_overdose(typical_user(), "fentanyl", 1.625, length=60.0, courses=1, every=0.7, single=False)
    fine = run(None)
    assert coarse.times[-1] == 60.0
    at = np.searchsorted(fine.times, coarse.times)
    assert coarse.courses["ventilation"] == pytest.approx(fine.courses["ventilation"][at], rel=1e-9)


def test_the_dataset_says_units_and_comes_back_from_plain_values() -> None:
    result = run(None)
    data = result.dataset()
    assert all(data[name].attrs["unit"] for name in data.data_vars)
    assert dict(data.sizes) == {"subject": 1, "time": 1801, "kept": 1}
    back = data.from_dict(data.to_dict())
    assert float(back["ventilation"].sel(time=0)[0]) == pytest.approx(result.resting_ventilation, rel=1e-4)
