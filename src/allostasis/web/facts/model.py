"""Subsystems, parameters, states, signals and observables: what `allostasis show` says, with equations typeset."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from allostasis.evidence import Evidence, Prior
from allostasis.models import describe
from allostasis.models.assemblies import ASSEMBLIES
from allostasis.numerics.presentation import symbol
from allostasis.verification import recorded
from allostasis.web.facts.equations import Equation, functions_of, rates_of, shared_by
from allostasis.web.facts.priors import density

__all__ = ["facts"]

_BASES = ("measured", "fitted", "model")
"""Kinds of rows, the firmest first."""


def facts(evidence: Evidence) -> dict[str, Any]:
    """Subsystems in the order of the assembly, and every quantity with a page."""
    parts = {name: describe.subsystem(name, evidence) for name in describe.parts()}
    quantities = [each for name, found in parts.items() for each in _quantities_of(name, found, evidence)]
    quantities += [_signal(name) for name in describe.signal_meanings()]
    known = {each["key"] for each in quantities}
    observed = dict.fromkeys(row.parameter for row in evidence.parameter_values.values() if row.parameter not in known)
    quantities += [_observable(name, evidence) for name in observed]
    return {"subsystems": [_subsystem(*each) for each in parts.items()], "quantities": quantities}


def _subsystem(name: str, found: dict[str, Any]) -> dict[str, Any]:
    kind = describe.parts()[name]
    return {
        "key": name,
        "title": found["title"],
        "text": _paragraphs(found["text"]),
        "file": "src/" + kind.__module__.replace(".", "/") + ".py",
        "rates": [each.as_dict() for each in rates_of(name)],
        "functions": [each.as_dict() for each in functions_of(name)],
        "shared_forms": [each.as_dict() for each in shared_by(name)],
        "inputs": _inputs(found),
        "states": [q["name"] for q in found["states"]],
        "parameters": [q["name"] for q in found["parameters"]],
        "checks": [result.as_json() for result in recorded() if name in result.parts],
    }


def _paragraphs(text: str) -> list[str]:
    """The prose of a subsystem's file: neither its first line nor what stands indented, which is typeset instead."""
    _, *rest = text.split("\n\n")
    prose = [each for each in rest if not any(line.startswith(" ") for line in each.splitlines())]
    return [re.sub(r"`", "", " ".join(each.split())) for each in prose]


def _inputs(found: dict[str, Any]) -> list[dict[str, str]]:
    """What the equations take from elsewhere, each name once."""
    from_rates = {name: source for state in found["states"] for name, source in state["inputs"].items()}
    from_functions = {name: source for f in found["functions"] for name, source in f["inputs"].items()}
    together = {**from_functions, **from_rates}
    return [{"symbol": symbol(name), "name": name, "source": source} for name, source in together.items()]


def _quantities_of(name: str, found: dict[str, Any], evidence: Evidence) -> Iterator[dict[str, Any]]:
    for parameter in found["parameters"]:
        yield _parameter(parameter, evidence)
    for state, equation in zip(found["states"], rates_of(name), strict=True):
        yield _state(state, equation)


def _parameter(found: dict[str, Any], evidence: Evidence) -> dict[str, Any]:
    name, prior = found["name"], evidence.priors.get(found["name"])
    return {
        **_common(found, "parameter", name.partition(".")[0]),
        "basis": _basis(prior, evidence),
        "species": [_in_species(name, model, evidence) for model in ASSEMBLIES.values() if _has(name, model)],
        "rows": [row["row_id"] for row in found["rows"]],
        "equations": [each.as_dict() for each in _appearances(name)],
    }


def _has(name: str, model: Any) -> bool:
    return name in _parameters(model)


@lru_cache(maxsize=8)
def _parameters(model: Any) -> frozenset[str]:
    return frozenset(describe.parameters(model))


def _in_species(name: str, model: Any, evidence: Evidence) -> dict[str, Any]:
    """Default and prior of a parameter in one species."""
    priors = evidence.priors_for(model.name)
    prior = priors.get(name)
    return {
        "species": model.name,
        "default": prior.default if prior else None,
        "prior": describe.prior_in_words(prior),
        "origin": priors.origin(name) if prior else "",
        "rule": prior.rule if prior else "",
        "rule_rows": list(prior.rows) if prior else [],
        "reason": (prior.reason or "") if prior else "",
        "density": density(prior) if prior else None,
    }


def _basis(prior: Prior | None, evidence: Evidence) -> str:
    """On what a prior rests: the firmest kind among its rows; assumed or structural where it rests on none."""
    if prior is None:
        return "none yet"
    if prior.rule == "structural":
        return "structural"
    kinds = {evidence.parameter_values[row].kind for row in prior.rows}
    return next((kind for kind in _BASES if kind in kinds and prior.rule != "assumed"), "assumed")


def _state(found: dict[str, Any], equation: Equation) -> dict[str, Any]:
    return {
        **_common(found, "state", found["name"].partition(".")[0]),
        "is_slow": found["is_slow"],
        "equations": [equation.as_dict()],
        "inputs": found["inputs"],
        "used_by": found["used_by"],
    }


def _signal(name: str) -> dict[str, Any]:
    found = describe.signal(name)
    home, _, function = found["given_by"].partition(".")
    equations = [each for each in functions_of(home) if each.text.startswith((f"{function} =",))]
    equations = equations or [each for each in functions_of(home) if each.text.startswith(f"{function}(")]
    return {
        **_common(found, "signal", home),
        "given_by": found["given_by"],
        "equations": [each.as_dict() for each in equations[:1]],
        "inputs": found["inputs"],
        "used_by": found["used_by"],
    }


def _observable(name: str, evidence: Evidence) -> dict[str, Any]:
    """Something that was measured or reported and is no part of the model under this name."""
    rows = evidence.values_of(name)
    return {
        "key": name,
        "kind": "observable",
        "subsystem": name.partition(".")[0],
        "unit": rows[0].unit,
        "meaning": f"reported values of {name.partition('.')[2].replace('_', ' ') or name.replace('_', ' ')}",
        "rows": [row.row_id for row in rows],
    }


def _common(found: dict[str, Any], kind: str, subsystem: str) -> dict[str, Any]:
    return {
        "key": found["name"],
        "kind": kind,
        "subsystem": subsystem,
        "unit": found["unit"],
        "meaning": found["meaning"],
        "symbol": symbol(found["name"]),
    }


@lru_cache(maxsize=1)
def _all_equations() -> tuple[Equation, ...]:
    return tuple(each for name in describe.parts() for each in (*rates_of(name), *functions_of(name)))


def _appearances(full_name: str) -> list[Equation]:
    """Every equation that holds a parameter: under its short name at home, under its full name elsewhere."""
    home, _, short = full_name.partition(".")
    return [each for each in _all_equations() if (short if each.subsystem == home else full_name) in each.names]
