"""The equations that people read are the equations that run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy

from allostasis.models.describe import SHARED_FORMS
from allostasis.models.human import Human
from allostasis.models.signals import SIGNAL_MEANINGS
from allostasis.models.wiring import wiring
from allostasis.numerics.codegen import compile_expressions
from allostasis.numerics.equations import Equations, calls_in, equations_of, shared_form
from allostasis.numerics.presentation import name_in_mathml
from allostasis.numerics.trace import trace
from allostasis.numerics.typeset import in_latex, in_text, name_in_latex


def opened(expression: Any, equations: Equations) -> Any:
    """The expression with every function put in; functions call functions, three deep at most."""
    functions = [f for f in (*equations.functions.values(), *map(shared_form, SHARED_FORMS)) if not f.is_change]
    for _ in range(4):
        for f in functions:
            if f.arguments:
                arguments = tuple(sympy.Symbol(a, real=True) for a in f.arguments)
                swap = sympy.Lambda(arguments, f.expressions[""])
                expression = expression.replace(sympy.Function(f.name, real=True), swap)
            else:
                expression = expression.subs(sympy.Symbol(f.name, real=True), f.expressions[""])
    assert not calls_in(expression)
    return expression


def value_by_name(expression: Any, values: dict[str, float]) -> float:
    return float(expression.subs({s: values[s.name] for s in expression.free_symbols}))


@pytest.fixture(scope="module")
def truth() -> tuple[dict[str, float], dict[str, float]]:
    """Random values of everything by its full name, and the model's own rates at these values."""
    traced, random = trace(Human), np.random.default_rng(7)
    symbols = {**traced.states, **traced.parameters}
    # Small enough for shares to be shares; the maximum of firing lies above its rest.
    values = dict(zip(symbols, map(float, random.uniform(0.1, 0.3, len(symbols))), strict=True))
    values["oxytocin_cells.F_max"] = 9.0
    outputs = {**traced.signals, **traced.rates}
    with np.errstate(divide="ignore"):  # a power of zero, which the engine takes by its logarithm
        found = compile_expressions("truth", list(symbols.values()), outputs, np)(*values.values())
    known = dict(zip(outputs, map(float, found), strict=True))
    return values | {n: known[n] for n in SIGNAL_MEANINGS}, {n: known[n] for n in traced.rates}


@pytest.mark.parametrize("name", list(Human.subsystems()))
def test_the_printed_rates_with_functions_and_wires_put_in_are_those_of_the_model(
    name: str, truth: tuple[dict[str, float], dict[str, float]]
) -> None:
    values, rates = truth
    equations = equations_of(Human.subsystems()[name])
    own = {full.partition(".")[2]: v for full, v in values.items() if full.startswith(f"{name}.")}
    given = {equations.name_of_input(a): values[source] for a, source in wiring().into(name).items()}
    for state, rate in equations.rates.items():
        found = value_by_name(opened(rate, equations), own | given)
        # The same arithmetic in another order: rounding only.
        assert found == pytest.approx(rates[f"{name}.{state}"], rel=1e-9, abs=1e-12)


def test_every_argument_of_every_rate_has_one_wire() -> None:
    for name, kind in Human.subsystems().items():
        assert tuple(wiring().into(name)) == equations_of(kind).inputs


def test_every_wire_begins_at_something_that_is_declared() -> None:
    functions = {f"{name}.{f}" for name, kind in Human.subsystems().items() for f in equations_of(kind).functions}
    declared = {*SIGNAL_MEANINGS, *Human.states(), *Human.parameters(), *functions}
    assert {wire.source for wire in wiring().wires} <= declared


def test_an_equation_in_text_reads_like_its_file() -> None:
    rate = equations_of(Human.subsystems()["hpa"]).rates["acth"]
    assert in_text(rate) == "k_acth (corticotrophs feedback(cortisol) heard(block) - acth)"


def test_thresholds_and_shared_forms_keep_their_names() -> None:
    drive = in_text(equations_of(Human.subsystems()["hpa"]).functions["drive"].expressions[""])
    assert "max(crf - 1, 0)" in drive
    assert "m(signal; g_stress)" in drive


def test_an_input_with_the_name_of_a_state_gets_a_name_of_its_own() -> None:
    equations = equations_of(Human.subsystems()["mu_receptor"])
    assert "mam_input" in in_text(equations.rates["mam"])


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("k_crh", r"k_{\mathrm{crh}}"),
        ("k12", "k_{12}"),
        ("e_0", "e_{0}"),
        ("tau_fast", r"\tau_{\mathrm{fast}}"),
        ("omega", r"\omega"),
        ("beta_1", r"\beta_{1}"),
        ("K_d_mam", r"K_{d,\,\mathrm{mam}}"),
        ("cortisol", r"\mathrm{cortisol}"),
        ("CL", r"\mathrm{CL}"),
    ],
)
def test_names_are_typeset_as_papers_write_them(name: str, latex: str) -> None:
    assert name_in_latex(name) == latex


def test_greek_names_are_letters_in_mathml_too() -> None:
    assert name_in_mathml("omega") == "<mi>ω</mi>"
    assert name_in_mathml("tau_fast") == "<msub><mi>τ</mi><mrow><mi>fast</mi></mrow></msub>"
    assert name_in_mathml("total") == "<mi>total</mi>"


def test_every_equation_can_be_typeset() -> None:
    for kind in Human.subsystems().values():
        equations = equations_of(kind)
        values = [*equations.rates.values(), *(e for f in equations.functions.values() for e in f.expressions.values())]
        assert all(in_latex(value) and in_text(value) for value in values)
