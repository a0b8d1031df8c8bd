"""What all tools are given: the same equations, people, doses, cues and stressors, and the same measure of error.

People come from the population of a study, each with parameters of their own, and begin at rest with the drug's cue
half learned. Each takes heroin four times a day at times of their own, with the drug's cue at each dose, and meets one
stressor a day. Drugs that are never given are left out of the equations for every tool alike, and what depends on
parameters alone is worked out once per person and handed over as numbers.
"""

import ast
import hashlib
import pickle
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from allostasis.evidence import load
from allostasis.models.daily_life import human_behaviour
from allostasis.models.dosing import nanomoles
from allostasis.models.human import Human
from allostasis.numerics.absent import present
from allostasis.numerics.codegen import compile_expressions, hoist, source_of
from allostasis.numerics.rest import RestFinder
from allostasis.numerics.trace import trace
from allostasis.studies.files import load_study
from allostasis.studies.lanes import SIGNED, WIDTH, make_lanes

GIVEN = frozenset({"heroin.heroin"})
STUDY = Path(__file__).parents[1] / "studies" / "woolley2016.yaml"
DOSES = 4
"""Doses of heroin a day; a fifth event is the stressor."""
CHECKED, DAYS = 16, 3
"""People whose errors are measured, at the ends of these days."""
KEPT = Path(__file__).parent / ".cache"


def reduced() -> Any:
    """The traced equations without the drugs that are never given."""
    return present(trace(Human), human_behaviour(), GIVEN)[0]


@dataclass(frozen=True)
class People:
    """Some people and what happens to them; last axis of parameters and states: people.

    Attributes:
        parameters: by full name, each of shape (n,).
        rest: states at the beginning, by full name.
        times: hours of the day of the doses and of the stressor, in rising order within a day, shape (n, 5).
        added: what each event adds to (heroin, cue, stressor), shape (n, 5, 3).
    """

    parameters: dict[str, Any]
    rest: dict[str, Any]
    times: Any
    added: Any

    @property
    def size(self) -> int:
        return len(self.times)


TARGETS = ("heroin.heroin", "exposure.drug_cue", "exposure.stressor")


def people(n: int) -> People:
    """The first n people; after `WIDTH` different ones the same come again."""
    KEPT.mkdir(exist_ok=True)
    kept = KEPT / f"people-{_version()}.npz"
    if not kept.exists():
        _draw(kept)
    with np.load(kept) as file:
        everything = {name: file[name] for name in file.files}
    chosen = np.arange(n) % WIDTH
    take = {name: values[..., chosen] for name, values in everything.items()}
    return People(
        {name[2:]: v for name, v in take.items() if name.startswith("p:")},
        {name[2:]: v for name, v in take.items() if name.startswith("y:")},
        take["times"].T.copy(),
        np.moveaxis(take["added"], -1, 0).copy(),
    )


def _draw(kept: Path) -> None:
    study = load_study(STUDY)
    numbers = np.arange(WIDTH)
    lanes = make_lanes(study.people, load().priors, RestFinder(reduced(), SIGNED), 1, numbers // 16, numbers % 16)
    rng = np.random.default_rng(1)
    # Events on the ten-minute clock, for everybody else's sake: an adaptive solver stops at any time alike.
    first = rng.integers(36, 66, WIDTH)
    dose_times = first[:, None] + np.arange(DOSES) * 24
    stressor = first + 24 * rng.integers(0, 3, WIDTH) + rng.integers(3, 21, WIDTH)
    times = np.concatenate([dose_times, stressor[:, None]], axis=1)
    added = np.zeros((WIDTH, DOSES + 1, len(TARGETS)))
    daily = nanomoles(lanes.people.covariates["amount_of_use"], "heroin")
    added[:, :DOSES, 0], added[:, :DOSES, 1], added[:, DOSES, 2] = (daily / DOSES)[:, None], 1.0, 1.0
    order = np.argsort(times, axis=1)
    rest = {name: np.broadcast_to(v, WIDTH).copy() for name, v in lanes.rest.items()}
    rest["learning.value"] = np.full(WIDTH, 0.5)
    np.savez(
        kept,
        times=np.take_along_axis(times, order, 1).T / 6,
        added=np.moveaxis(np.take_along_axis(added, order[:, :, None], 1), 0, -1),
        **{f"p:{name}": np.broadcast_to(v, WIDTH) for name, v in lanes.parameters.items()},
        **{f"y:{name}": v for name, v in rest.items()},
    )


@dataclass(frozen=True)
class Equations:
    """The reduced equations as text, with names of states and of what depends on parameters alone.

    Attributes:
        states: full names.
        symbols, arguments: names of the states and of the constants in the texts.
        function: Python of `rates(states..., constants...)`, common parts worked out once.
        shared, rates: the same as Antimony: (name, formula) of common parts, and a formula for each state.
        constants: everybody's constants, shape (WIDTH, constants).
    """

    states: list[str]
    symbols: list[str]
    arguments: list[str]
    function: str
    shared: list[tuple[str, str]]
    rates: list[str]
    constants: Any


def equations() -> Equations:
    """The equations; kept from one process to the next, because deriving them takes longer than most runs."""
    kept = KEPT / f"equations-{_version()}.pickle"
    if not kept.exists():
        kept.write_bytes(pickle.dumps(_derive()))
    found: Equations = pickle.loads(kept.read_bytes())  # noqa: S301 - written by this very program
    return found


def _version() -> str:
    from allostasis.studies.identity import code_digests

    rooms = {room: code_digests()[room] for room in ("quantities", "physiology", "models", "population")}
    return hashlib.sha256(repr(rooms).encode()).hexdigest()[:12]


def _derive() -> Equations:
    import sympy

    traced, everybody = reduced(), people(WIDTH)
    symbols, own = [*traced.states.values()], [*traced.parameters.values()]
    rates, constants = hoist([*traced.rates.values()], set(symbols))
    inputs = [s for s in own if any(s in r.free_symbols for r in rates)]
    names = [name for name, s in traced.parameters.items() if s in inputs]
    work_out = compile_expressions("constants", own, {str(s): e for s, e in constants.items()}, np)
    values = work_out(*(everybody.parameters[name] for name in traced.parameters))
    rows = [*(everybody.parameters[name] for name in names), *values]
    shared, short = sympy.cse(rates, symbols=sympy.numbered_symbols("c_"), order="none")
    return Equations(
        states=[*traced.states],
        symbols=[str(s) for s in symbols],
        arguments=[str(s) for s in (*inputs, *constants)],
        function=source_of("rates", [*symbols, *inputs, *constants], rates),
        shared=[(str(s), _antimony(e)) for s, e in shared],
        rates=[_antimony(e) for e in short],
        constants=np.stack([np.broadcast_to(v, WIDTH) for v in rows], axis=1).astype(float),
    )


def _antimony(expression: Any) -> str:
    import sympy

    maxima = expression.replace(lambda e: isinstance(e, sympy.Max), lambda e: sympy.Function("max")(*e.args))
    return str(sympy.sstr(maxima)).replace("**", "^")


class Problem:
    """The equations and n people."""

    def __init__(self, n: int) -> None:
        self.people, self.equations = people(n), equations()
        self.states = self.equations.states
        self.constants = self.equations.constants[np.arange(n) % WIDTH].copy()
        self.start = np.stack([self.people.rest[name] for name in self.states], axis=1).astype(float)
        self.targets = [self.states.index(name) for name in TARGETS]

    def indexed(self) -> str:
        """Python of a function (t, y, p, dy) for compilers that fill an array."""
        lines = self.equations.function.splitlines()
        head = ["def rhs(t, y, p, dy):", *(f"    {n} = y[{i}]" for i, n in enumerate(self.equations.symbols))]
        head += [f"    {s} = p[{i}]" for i, s in enumerate(self.equations.arguments)]
        last = ast.parse(lines[-1].strip().removeprefix("return ")).body[0]
        parts = [ast.unparse(e) for e in last.value.elts]  # type: ignore[attr-defined]
        return "\n".join([*head, *lines[1:-1], *(f"    dy[{i}] = {e}" for i, e in enumerate(parts))]) + "\n"

    @cached_property
    def numba_rhs(self) -> Any:
        """The right-hand side compiled by numba."""
        import math

        import numba

        space = {"exp": math.exp, "log": math.log, "sqrt": math.sqrt, "maximum": max, "where": _where}
        exec(self.indexed(), space)  # noqa: S102 - our own equations
        return numba.njit(space["rhs"], fastmath=True, error_model="numpy")


def _where(condition: bool, yes: float, no: float) -> float:
    return yes if condition else no


def error(found: Any, exact: Any, size: Any) -> dict[str, Any]:
    """Largest and mean-square error at day ends over each state's size, shapes (people, days, states)."""
    relative = np.abs(found - exact) / np.where(size > 1e-12, size, np.inf)
    if not np.all(np.isfinite(relative)):
        return {"largest": float("inf"), "rms": float("inf"), "state": None}
    state = int(np.argmax(relative.max(axis=(0, 1))))
    return {"largest": float(relative.max()), "rms": float(np.sqrt(np.mean(relative**2))), "state": state}
