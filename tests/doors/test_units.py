"""Quantities at the door: what is taken, what is refused, and which slip is named."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allostasis.errors import UnitError
from allostasis.quantities.units import SUBSTANCES, Quantity, Range, is_unit, read, same_dimension, to_internal

# Standard atomic weights (IUPAC 2021, abridged to the digits that matter here).
WEIGHTS = {"C": 12.011, "H": 1.008, "N": 14.007, "O": 15.999, "S": 32.06}
CARBETOCIN = Range(0.1, 20, "mg/kg", "for this test")


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("45 min", "h", 0.75),
        ("45min", "h", 0.75),
        ("7 d", "h", 168),
        ("2 weeks", "d", 14),
        ("-5 min", "min", -5),
        ("1.5e2 mg", "g", 0.15),
        ("3 uses/day", "1/h", 0.125),
        ("50 %", "1", 0.5),
        ("8 points", "1", 8),
        ("1.2 x rest", "1", 1.2),
        (0.3, "1", 0.3),
        ("10 mg/kg", "mg/kg", 10),
        ("2 nmol/L", "pmol/mL", 2),
        ("1 µg", "ng", 1000),
        ("1 mcg", "ng", 1000),
    ],
)
def test_a_quantity_is_converted_to_the_unit_that_is_asked_for(text, unit, number):
    assert to_internal(text, unit) == pytest.approx(number, rel=1e-12)  # a few roundings of double precision


def test_forty_units_of_oxytocin_are_68_micrograms_and_68_nanomoles():
    assert to_internal("40 IU", "ug", substance="oxytocin") == pytest.approx(68.4, rel=1e-12)
    # 1.71 ug over 1007.19 g/mol is 1.698 nmol in a unit
    assert to_internal("40 IU", "nmol", substance="oxytocin") == pytest.approx(67.91, abs=0.01)
    assert to_internal("68.4 ug", "IU", substance="oxytocin") == pytest.approx(40, rel=1e-12)


@pytest.mark.parametrize("name", sorted(SUBSTANCES))
def test_a_molar_mass_is_that_of_its_formula(name):
    parts = re.findall(r"([A-Z])(\d*)", SUBSTANCES[name].formula)
    mass = sum(WEIGHTS[element] * int(count or 1) for element, count in parts)
    assert SUBSTANCES[name].molar_mass == pytest.approx(mass, abs=0.01)  # printed with two decimals


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("45", "h", "without a unit"),
        (45, "h", "without a unit"),
        ("45 m", "h", '"min"'),
        ("45 mg", "h", "a time"),
        ("6,4 mg", "mg", "point, not a comma"),
        ("40 U", "IU", '"IU"'),
        ("40 IE", "IU", '"IU"'),
        ("40 IU", "ug", "oxytocin only"),
        ("5 blorp", "h", "blorp"),
        ("five h", "h", "number"),
        ("", "h", "number"),
        ("nan h", "h", "number"),
        ("1e999 h", "h", "finite"),
        (math.inf, "1", "finite"),
        (True, "1", "not a quantity"),
        (None, "1", "not a quantity"),
        ("10 mg/kg", "mg", "per body weight"),
        ("2**9 h", "h", "unit"),
    ],
)
def test_what_is_no_such_quantity_is_refused_with_its_place_and_the_likely_slip(value, unit, words):
    with pytest.raises(UnitError) as refusal:
        to_internal(value, unit, place="study.yaml:7, session.start")
    message = str(refusal.value)
    assert words in message
    assert message.startswith("study.yaml:7, session.start")
    assert "allowed:" in message


def test_an_implausible_dose_names_the_unit_that_was_probably_meant():
    with pytest.raises(UnitError, match="was mg/kg meant"):
        to_internal("6.4 g/kg", "mg/kg", plausible=CARBETOCIN)
    with pytest.raises(UnitError, match="was IU meant"):
        to_internal("40 g", "ug", substance="oxytocin", plausible=Range(1, 100, "IU", "for this test"))


def test_a_plausible_dose_is_taken_at_both_ends_of_the_range():
    assert to_internal("0.1 mg/kg", "mg/kg", plausible=CARBETOCIN) == pytest.approx(0.1)
    assert to_internal("20 mg/kg", "mg/kg", plausible=CARBETOCIN) == pytest.approx(20)


def test_a_quantity_prints_as_it_was_written():
    assert str(read("45 min", "h")) == "45 min"
    assert str(read(0.5, "1")) == "0.5"
    assert str(read("3/day", "1/d")) == "3/day"


def test_units_of_the_field_are_known_and_others_are_not():
    assert all(is_unit(unit) for unit in ("L/h/kg", "1/min", "pM^-1 s^-1", "pg/mL", "1", "x rest", "IU", "mL/min/kg"))
    assert not any(is_unit(unit) for unit in ("fortnights of grace", "mg;kg", "qq", "2"))
    assert same_dimension("1/h", "1/min")
    assert not same_dimension("h", "mg")


@given(st.floats(1e-6, 1e6), st.sampled_from(["s", "min", "h", "d", "week", "year"]))
def test_a_quantity_survives_being_printed_and_read_again(number, unit):
    quantity = Quantity(number, unit)
    assert read(str(quantity), "h").to("h") == pytest.approx(quantity.to("h"), rel=1e-9)  # ten digits are printed


@given(st.text(max_size=30), st.sampled_from(["h", "mg", "1", "IU", "1/d"]))
def test_any_text_is_a_quantity_or_a_unit_error(text, unit):
    problems = []
    try:
        assert math.isfinite(to_internal(text, unit))
    except UnitError as refusal:
        problems = refusal.problems
    assert all(problem.found and problem.allowed for problem in problems)
