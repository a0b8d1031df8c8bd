"""The generated code says the same as the model's own text, and malformed models are refused."""

from __future__ import annotations

import re
from typing import ClassVar

import numpy as np
import pytest
import sympy
from tests.numerics_fixtures import WIDTH, Laboratory, Values, random_people, text_rates

from allostasis.models.human import Human
from allostasis.numerics.codegen import compile_expressions, hoist
from allostasis.numerics.trace import trace


@pytest.fixture(scope="module")
def points() -> tuple[Values, Values]:
    """Random people at random states, above and below rest; what has faded is a share, below 1."""
    rng = np.random.default_rng(120)
    states = {name: rng.uniform(0.05, 3.0, WIDTH) for name in Human.states()}
    return random_people(seed=121), {**states, "incubation.faded": rng.uniform(0.05, 0.95, WIDTH)}


def test_compiled_rates_equal_the_text(points: tuple[Values, Values]) -> None:
    people, states = points
    traced = trace(Human)
    inputs = [*traced.states.values(), *traced.parameters.values()]
    function = compile_expressions("rates", inputs, traced.rates, np)
    rates = function(*(states[n] for n in traced.states), *(people[n] for n in traced.parameters))
    text = text_rates(people, states)
    for name, rate in zip(traced.rates, rates, strict=True):
        # Common parts in another order, powers by logarithms: some units of the last place of the largest term.
        assert np.allclose(rate, text[name], rtol=1e-10, atol=1e-10), name


def test_taking_constants_out_changes_no_value(points: tuple[Values, Values]) -> None:
    people, states = points
    traced = trace(Human)
    symbols, parameters = list(traced.states.values()), list(traced.parameters.values())
    expressions = [traced.rates[name] for name in traced.rest]
    reduced, constants = hoist(expressions, set(symbols))
    values = compile_expressions("constants", parameters, {str(s): e for s, e in constants.items()}, np)(
        *(people[n] for n in traced.parameters)
    )
    function = compile_expressions("reduced", [*symbols, *parameters, *constants], dict(enumerate(reduced)), np)  # type: ignore[arg-type]
    rates = function(*(states[n] for n in traced.states), *(people[n] for n in traced.parameters), *values)
    text = text_rates(people, states)
    for name, rate in zip(traced.rest, rates, strict=True):
        assert np.allclose(rate, text[name], rtol=1e-10, atol=1e-10), name


def test_constants_that_are_taken_out_hold_no_state_and_leave_nothing_behind() -> None:
    traced = trace(Human)
    states = set(traced.states.values())
    reduced, constants = hoist([traced.rates[name] for name in traced.rest], states)
    assert constants
    assert not any(expression.free_symbols & states for expression in constants.values())
    for part in (node for e in reduced for node in sympy.preorder_traversal(e) if not node.is_Atom):
        assert part.free_symbols & states, part


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (lambda x, y: x**3 / y**2, 2.0),
        (lambda x, y: x ** sympy.Rational(4, 3), 2 ** (4 / 3)),
        (lambda x, y: sympy.sqrt(x) * y, 8**0.5),
        (lambda x, y: x**y, 4.0),
        (lambda x, y: sympy.Max(x - 3, 0) + sympy.Max(y - 1, 0), 1.0),
        (lambda x, y: sympy.Max(x - 3, 0).diff(x) + sympy.Max(y - 1, 0).diff(y), 1.0),
        (lambda x, y: sympy.exp(-x) * sympy.log(y) + sympy.Rational(1, 3), np.exp(-2) * np.log(2) + 1 / 3),
        (lambda x, y: sympy.Integer(3), 3.0),
    ],
)
def test_each_kind_of_expression_is_written_as_it_is_meant(expression: object, value: float) -> None:
    x, y = sympy.symbols("x y", real=True)
    function = compile_expressions("f", [x, y], {"f": expression(x, y)}, np)  # type: ignore[operator]
    assert float(function(np.float64(2), np.float64(2))[0]) == pytest.approx(value, rel=1e-14)


def test_the_parts_of_the_model_are_what_their_equations_are() -> None:
    traced = trace(Human)
    in_the_body = (
        "heroin.", "fentanyl.", "oxycodone.", "methadone.", "buprenorphine.", "naloxone.", "naltrexone.", "oxytocin.",
        "carbetocin.", "oxytocin_antagonist.", "crf1_antagonist.", "yohimbine.",
    )  # fmt: skip
    linear = (*in_the_body, "exposure.", "hpa.rhythm")
    assert set(traced.linear) == {name for name in Human.states() if name.startswith(linear)}
    assert traced.receptor == Human.receptor_states
    assert sorted(traced.linear + traced.receptor + traced.rest) == sorted(Human.states())


class Unbound(Human):
    """A model that takes the number of dopamine receptors for their occupancy."""

    receptor_states: ClassVar[tuple[str, ...]] = ("dopamine.D2",)


class Halved(Human):
    """A model that forgets one of the ligands that share the receptor."""

    receptor_states: ClassVar[tuple[str, ...]] = ("mu_receptor.mam", "mu_receptor.morphine")


@pytest.mark.parametrize(("model", "name"), [(Unbound, "dopamine.D2"), (Halved, "mu_receptor.mam")])
def test_a_receptor_that_does_not_bind_in_competition_is_refused(model: type[Human], name: str) -> None:
    with pytest.raises(ValueError, match=rf"^{re.escape(name)}: .* is not competitive binding"):
        trace(model)


def test_a_step_that_could_make_states_negative_is_refused(double: Laboratory) -> None:
    people = double.people()
    start = double.start(people)
    # CRH is removed at 10.4/h: two minutes are 0.35 of its time constant, half an hour five of them.
    assert double.engine.check_step(start.y, people, 1 / 30) == pytest.approx(people["hpa.k_crh"][0] / 30, rel=1e-6)
    with pytest.raises(ValueError, match=r"step of 30 min is too long for hpa\.crh"):
        double.engine.check_step(start.y, people, 0.5)
