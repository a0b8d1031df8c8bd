"""What is known of a name in the model: a subsystem, a parameter, a state or a signal, as facts ready for JSON.

The equations come from the text of the subsystems, the wiring from the assembly, the numbers from the evidence; the
command line and the pages of the documentation print the same facts. Everywhere `model` is the assembly; the human one
if none is named.
"""

from __future__ import annotations

import difflib
import inspect
import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from allostasis.errors import InputError, Problem
from allostasis.evidence import Evidence, ParameterValue, Prior
from allostasis.models.human import Human
from allostasis.models.named import Assembly
from allostasis.models.organism import Organism
from allostasis.models.overdose.assembly import Overdose
from allostasis.models.overdose.assembly import Signals as OverdoseSignals
from allostasis.models.products import products_of
from allostasis.models.signals import SIGNAL_MEANINGS
from allostasis.models.traits import Traits
from allostasis.models.wiring import Wiring, wiring
from allostasis.numerics.equations import Equations, Function, equations_of, names_in, shared_form
from allostasis.numerics.typeset import call_in_text, in_text
from allostasis.physiology.modulation import modulation
from allostasis.physiology.pressing import Pressing
from allostasis.quantities.declare import Quantity, Subsystem

NO_PRIOR = "no prior yet"
SHARED_FORMS = (modulation,)
"""Functions that several subsystems use."""

Model = type[Organism]


def parts(model: Model = Human) -> dict[str, type[Subsystem]]:
    """The subsystems of the model, pressing of levers, and for people traits and the subsystems of an overdose."""
    more: dict[str, type[Subsystem]] = {}
    if model.name == Human.name:
        more = {Traits.name: Traits, **Overdose.subsystems()}
    return {**model.subsystems(), Pressing.name: Pressing, **more}


def assembly_of_part(part: str, model: Model = Human) -> type[Assembly]:
    """The assembly that wires a subsystem: the model, or that of an overdose, which is in seconds."""
    return Overdose if part in Overdose.subsystems() else model


def wires_of_part(part: str, model: Model = Human) -> Wiring:
    """The wiring that a subsystem is in."""
    return wiring(assembly_of_part(part, model))


def states(model: Model = Human) -> dict[str, Quantity]:
    """Every declared state by its full name."""
    return {**model.states(), **(Overdose.states() if model.name == Human.name else {})}


def signal_meanings(model: Model = Human) -> dict[str, tuple[str, str]]:
    """Unit and meaning of every signal."""
    more = {q.name: (q.unit, q.meaning) for q in OverdoseSignals.declared()} if model.name == Human.name else {}
    return {**SIGNAL_MEANINGS, **more}


def parameters(model: Model = Human) -> dict[str, Quantity]:
    """Every declared parameter by its full name."""
    return {q.name: q for part in parts(model).values() for q in part.parameters()}


def describe(name: str, evidence: Evidence, model: Model = Human) -> dict[str, Any]:
    """Facts about a name; `kind` says what it is. Where a subsystem and a signal share a name, the subsystem answers.

    Raises:
        InputError: if the model has no such name; near names are given.
    """
    if name in parts(model):
        return subsystem(name, evidence, model)
    if name in parameters(model):
        return parameter(name, evidence, model)
    if name in states(model):
        return state(name, model)
    if name in signal_meanings(model):
        return signal(name, model)
    raise InputError(_unknown(name, model))


def subsystems(model: Model = Human) -> list[dict[str, str]]:
    """Name and title of each subsystem, in the order of the assembly."""
    return [{"name": name, "title": title_of(kind)} for name, kind in parts(model).items()]


def shared_with_people(name: str, evidence: Evidence, model: Model) -> list[str]:
    """The parameters of a subsystem that have the same number in this species as in people of the same draw."""
    shared = evidence.priors_for(model.name).shared
    return [q.name for q in parts(model)[name].parameters() if q.name in shared]


def subsystem(name: str, evidence: Evidence, model: Model = Human) -> dict[str, Any]:
    """A subsystem: the text of its file, its states, what it works out, and its parameters."""
    kind, wires = parts(model)[name], wires_of_part(name, model)
    return {
        "kind": "subsystem",
        "name": name,
        "title": title_of(kind),
        "text": text_of(kind),
        "states": [state(f"{name}.{q.name}", model) for q in equations_of(kind).states],
        "functions": [
            {"name": f.name, "meaning": f.meaning, "equations": _lines(f), "inputs": wires.into(name, f.name)}
            for f in equations_of(kind).functions.values()
        ],
        "parameters": [parameter(q.name, evidence, model) for q in kind.parameters()],
    }


def parameter(name: str, evidence: Evidence, model: Model = Human) -> dict[str, Any]:
    """A parameter: unit, meaning, where it appears, its prior and every evidence row side by side."""
    declared, priors = parameters(model)[name], evidence.priors_for(model.name)
    prior = priors.get(name)
    rows = _rows(name, prior, evidence)
    return {
        **_declared("parameter", declared),
        "appears_in": _appearances(name, model),
        "default": prior.default if prior else None,
        "prior": prior_in_words(prior),
        "origin": priors.origin(name) if prior else None,
        "rule": prior.rule if prior else None,
        "rule_rows": list(prior.rows) if prior else [],
        "reason": prior.reason if prior else None,
        "reported_only_with": [product._asdict() for product in products_of(name)],
        "sources": list(dict.fromkeys(key for row in rows for key in evidence.sources_of_row(row.row_id))),
        "rows": [row.model_dump(mode="json") for row in rows],
    }


def state(name: str, model: Model = Human) -> dict[str, Any]:
    """A state: unit, meaning, its equation with what that takes from elsewhere, and where it goes."""
    declared, equations = states(model)[name], equations_of(parts(model)[_home(name)])
    short = name.partition(".")[2]
    rate = equations.rates[short]
    return {
        **_declared("state", declared),
        "is_slow": declared.is_slow,
        "equation": f"d {short}/dt = {in_text(rate)}",
        "where": _where(rate, equations),
        "inputs": _inputs(rate, equations, "rates", model),
        "used_by": _users(name, model),
    }


def signal(name: str, model: Model = Human) -> dict[str, Any]:
    """A signal: unit, meaning, the subsystem that gives it, its equation and where it goes."""
    unit, meaning = signal_meanings(model)[name]
    whole = model if name in SIGNAL_MEANINGS else Overdose
    home, function = wiring(whole).signals[name]
    equations = equations_of(parts(model)[home])
    opened = equations.functions.get(function)  # None for a signal that is a state as it stands
    value = opened.expressions[""] if opened else None
    return {
        "kind": "signal",
        "name": name,
        "unit": unit,
        "meaning": meaning,
        "given_by": f"{home}.{function}",
        "equation": _lines(opened)[0] if opened else f"{name} = {home}.{function}",
        "where": _where(value, equations) if opened else [],
        "inputs": _inputs(value, equations, function, model) if opened else {},
        "used_by": _users(name, model) if opened else _users(f"{home}.{function}", model),
    }


def title_of(kind: type[Subsystem]) -> str:
    """First line of the subsystem's file."""
    return text_of(kind).split("\n", 1)[0]


def text_of(kind: type[Subsystem]) -> str:
    """What the subsystem's file says about itself: equations, meaning, what is left out, sources."""
    return inspect.cleandoc(sys.modules[kind.__module__].__doc__ or "")


def prior_in_words(prior: Prior | None) -> str:
    """A prior as a phrase, such as "lognormal, median 42.6, SD of the logarithm 0.64"."""
    if prior is None:
        return NO_PRIOR
    a, b = prior.a, prior.b
    phrase = {
        "fixed": "fixed",
        "normal": f"normal, mean {_number(a)}, SD {_number(b)}",
        "lognormal": f"lognormal, median {_number(a)}, SD of the logarithm {_number(b)}",
        "uniform": f"uniform from {_number(a)} to {_number(b)}",
        "loguniform": f"uniform in the logarithm from {_number(a)} to {_number(b)}",
        "beta": f"beta, alpha {_number(a)}, beta {_number(b)}",
        "truncated_normal": f"normal, mean {_number(a)}, SD {_number(b)}, cut below at zero",
    }[prior.distribution]
    if prior.is_joint:
        phrase += "; drawn together with what it was estimated with"
    if prior.between_subject is None:
        return phrase
    scale = {"lognormal": " of the logarithm", "logitnormal": " of the logit"}.get(prior.between_subject_kind or "", "")
    return f"{phrase}; between subjects SD{scale} {_number(prior.between_subject)}"


def _declared(kind: str, quantity: Quantity) -> dict[str, Any]:
    return {"kind": kind, "name": quantity.name, "unit": quantity.unit, "meaning": quantity.meaning}


def _rows(name: str, prior: Prior | None, evidence: Evidence) -> list[ParameterValue]:
    """Rows behind the prior, then other reported values of the same parameter."""
    behind = [evidence.parameter_values[key] for key in (prior.rows if prior else ())]
    return [*behind, *(row for row in evidence.values_of(name) if row not in behind)]


def _appearances(full_name: str, model: Model) -> list[str]:
    """Every equation that holds a parameter: under its short name at home, under its full name elsewhere."""
    home, _, short = full_name.partition(".")
    equations = _all_equations(model)  # type: ignore[arg-type]  # a class has a hash, whatever its instances have
    return [line for part, names, line in equations if (short if part == home else full_name) in names]


@lru_cache(maxsize=8)
def _all_equations(model: Model) -> list[tuple[str, set[str], str]]:
    """Of every equation the subsystem, the names in it, and its text."""
    return [
        (part, names_in(expression), line)
        for part, kind in parts(model).items()
        for expression, line in _equations(equations_of(kind))
    ]


def _equations(equations: Equations) -> Iterator[tuple[Any, str]]:
    for name, rate in equations.rates.items():
        yield rate, f"d {name}/dt = {in_text(rate)}"
    for function in equations.functions.values():
        yield from zip(function.expressions.values(), _lines(function), strict=True)


def _lines(function: Function) -> list[str]:
    """A function in text: one line, or for an event one line for each state that it changes."""
    call = call_in_text(function.name, function.arguments)
    if not function.is_change:
        return [f"{call} = {in_text(function.expressions[''])}"]
    return [f"{call}: {name} becomes {in_text(value)}" for name, value in function.expressions.items()]


def _where(expression: Any, equations: Equations) -> list[str]:
    """The functions that an expression calls, opened."""
    called = names_in(expression)
    shared = (shared_form(form) for form in SHARED_FORMS)
    functions = [f for f in (*equations.functions.values(), *shared) if f.name in called]
    return [line for f in functions for line in _lines(f)]


def _inputs(expression: Any, equations: Equations, function: str, model: Model) -> dict[str, str]:
    """What an expression takes from elsewhere, by its name in the expression; what keeps its name is left out."""
    used, wires = names_in(expression), wires_of_part(equations.name, model).into(equations.name, function)
    called = {equations.name_of_input(argument): source for argument, source in wires.items()}
    return {name: source for name, source in called.items() if name in used and name != source}


def _users(source: str, model: Model) -> list[str]:
    wirings = [wiring(model), wiring(Overdose)] if model.name == Human.name else [wiring(model)]
    return [f"{w.subsystem}.{w.function}, as {w.argument}" for each in wirings for w in each.users(source)]


def _home(full_name: str) -> str:
    return full_name.partition(".")[0]


def _number(x: float | None) -> str:
    return "?" if x is None else f"{x:.6g}"


def _unknown(name: str, model: Model) -> Problem:
    known = [*parts(model), *parameters(model), *states(model), *signal_meanings(model)]
    same = [full for full in known if full.rpartition(".")[2] == name.rpartition(".")[2]]
    near = list(dict.fromkeys([*same, *difflib.get_close_matches(name, known, n=3)]))[:5]
    cause = f"near names: {', '.join(near)}" if near else "`allostasis show` lists the subsystems"
    allowed = "a subsystem, parameter, state or signal, such as hpa, hpa.k_acth, hpa.acth or craving"
    return Problem(name or '""', "a name that the model does not have", allowed, cause)
