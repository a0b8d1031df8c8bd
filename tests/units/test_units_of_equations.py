"""Every equation of the models keeps its units, and each rate constant that could be forgotten is missed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import make_dataclass, replace
from importlib.util import module_from_spec, spec_from_loader
from types import ModuleType
from typing import Any

import pytest
import sympy

from allostasis.models import ASSEMBLIES
from allostasis.models.human import Human
from allostasis.models.units import check_units
from allostasis.numerics.trace import trace
from allostasis.numerics.units_check import Claim, broken_claims, power, rate_claims
from allostasis.physiology import hpa, mu_receptor, oxytocin_cells

TRACED = trace(Human)
CARRIES_A_UNIT = {name: symbol for name, symbol in TRACED.parameters.items() if Human.parameters()[name].unit != "1"}
DECLARED = {TRACED.states[name]: q.unit for name, q in Human.states().items()}
DECLARED |= {TRACED.parameters[name]: q.unit for name, q in Human.parameters().items()}
PAIRS = [(s, p) for s, rate in TRACED.rates.items() for p, x in CARRIES_A_UNIT.items() if x in rate.free_symbols]


@pytest.mark.parametrize("species", list(ASSEMBLIES))
def test_every_equation_signal_and_event_of_a_model_keeps_its_units(species: str) -> None:
    assert check_units(ASSEMBLIES[species]) == []


def test_the_pairs_below_hold_every_state_that_moves_and_every_rate_constant_of_an_equation() -> None:
    moving = {name for name, rate in TRACED.rates.items() if rate != 0}
    assert {state for state, _ in PAIRS} == moving
    in_rates = set().union(*(rate.free_symbols for rate in TRACED.rates.values()))
    assert {p for _, p in PAIRS} == {p for p, symbol in CARRIES_A_UNIT.items() if symbol in in_rates}


@pytest.mark.parametrize(("state", "parameter"), PAIRS)
def test_an_equation_that_lost_a_constant_with_a_unit_is_reported(state: str, parameter: str) -> None:
    lost = TRACED.rates[state].subs(TRACED.parameters[parameter], 1)
    claims = rate_claims(replace(TRACED, rates={state: lost}), Human.states())
    (fault,) = broken_claims(claims, DECLARED)
    assert fault.startswith(f"d {state}/dt is not in the unit of {state} per time")


def test_an_equation_that_lost_its_constant_does_not_cast_doubt_on_others() -> None:
    lost = TRACED.rates["hpa.acth"].subs(TRACED.parameters["hpa.k_acth"], 1)
    (fault,) = check_units(traced=replace(TRACED, rates=TRACED.rates | {"hpa.acth": lost}))
    assert fault.startswith("d hpa.acth/dt is not in the unit of hpa.acth per time")


def test_the_report_names_the_kind_of_unit_that_went_wrong() -> None:
    lost = TRACED.rates["methadone.brain"].subs(TRACED.parameters["methadone.V_c"], 1)
    (fault,) = check_units(traced=replace(TRACED, rates=TRACED.rates | {"methadone.brain": lost}))
    assert fault.endswith("(nmol/L/h): wrong when the unit of length changes")


def test_a_signal_in_the_wrong_unit_is_reported() -> None:
    lost = TRACED.signals["oxytocin_plasma"].subs(TRACED.parameters["oxytocin.V_1"], 1)
    (fault,) = check_units(traced=replace(TRACED, signals=TRACED.signals | {"oxytocin_plasma": lost}))
    assert fault.startswith("the signal oxytocin_plasma is not in its unit")


# ------------------------------------------------- a slip of the pen, in the text of a subsystem


@pytest.mark.parametrize(
    ("module", "kind", "text", "slip", "states"),
    [
        (hpa, "HPA", "self.k_acth * (", "(", ["hpa.acth"]),
        (hpa, "HPA", "self.k_adrenal * y.adrenal", "y.adrenal", ["hpa.adrenal"]),
        (mu_receptor, "MuReceptor", "mam / self.K_d_mam * free", "mam * free", ["mu_receptor.mam"]),
        (
            oxytocin_cells,
            "OxytocinCells",
            "self.F_max / self.F_rest",
            "self.F_max",
            ["oxytocin_cells.plasma", "oxytocin_cells.central"],
        ),
    ],
)
def test_a_slip_in_the_text_of_a_subsystem_is_reported(
    module: ModuleType, kind: str, text: str, slip: str, states: list[str], load_changed: Callable[..., ModuleType]
) -> None:
    changed = getattr(load_changed(module, text, slip), kind)
    variant: Any = make_dataclass("Variant", [(changed.name, changed)], bases=(Human,), frozen=True, kw_only=True)
    faults = check_units(variant)
    assert [fault.split("/dt")[0].removeprefix("d ") for fault in faults if fault.startswith("d ")] == states


@pytest.fixture
def load_changed(monkeypatch: pytest.MonkeyPatch) -> Callable[[ModuleType, str, str], ModuleType]:
    """Loads a copy of a module in which one passage of the text is replaced."""

    def load(module: ModuleType, old: str, new: str) -> ModuleType:
        assert module.__spec__ is not None
        source = module.__spec__.loader.get_source(module.__name__)  # type: ignore[union-attr]
        assert source.count(old) == 1, f"the passage has to stand once in {module.__name__}"
        spec = spec_from_loader(f"{module.__name__}_changed", loader=None)
        assert spec is not None
        copy = module_from_spec(spec)
        monkeypatch.setitem(sys.modules, copy.__name__, copy)
        exec(compile(source.replace(old, new), f"<{copy.__name__}>", "exec"), copy.__dict__)  # noqa: S102  # our own text
        return copy

    return load


# ------------------------------------------------- the check itself

x, k, c = sympy.symbols("x k c", real=True)
UNITS = {x: "nmol", k: "1/h", c: "1"}


@pytest.mark.parametrize(
    "expression", [k * x, -k * x * c**2, k * x * sympy.exp(c), k * x * sympy.Max(c - 1, 0), sympy.Integer(0), 3 * k * x]
)
def test_a_sound_expression_passes(expression: Any) -> None:
    assert broken_claims([Claim("x", expression, "nmol/h")], UNITS) == []


@pytest.mark.parametrize(
    "expression",
    [x, k, k * x + x, k * x * sympy.exp(k), k * x**2, k * x + sympy.Max(c - 2, 0), k * x + 1, x * sympy.log(k)],
)
def test_an_unsound_expression_is_reported_even_if_only_one_term_or_one_branch_is_wrong(expression: Any) -> None:
    assert len(broken_claims([Claim("x", expression, "nmol/h")], UNITS)) == 1


def test_an_expression_that_can_hardly_be_evaluated_is_reported() -> None:
    assert len(broken_claims([Claim("x", k * x * sympy.log(-c), "nmol/h")], UNITS)) == 1


def test_the_second_and_the_hour_are_both_times() -> None:
    assert power("1/s", "time") == power("1/h", "time") == -1
    assert power("L/h", "length") == 3
    assert power("nmol/L", "amount") == 1


def test_an_unknown_unit_is_named() -> None:
    (fault,) = broken_claims([Claim("x", x, "nmol")], {x: "florins"})
    assert "florins" in fault
