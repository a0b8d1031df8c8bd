"""Leaving out what cannot happen: drugs that a study never gives, and everything that only they would move.

A model describes every drug it knows. In a study that gives two of them the amounts of all others, and the receptors
that they would occupy, are zero at all times. Setting them to zero in the traced equations changes no number and
makes the step shorter.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from allostasis.numerics.behaviour import Behaviour
from allostasis.numerics.trace import Traced


def absent_states(traced: Traced, given: Collection[str]) -> frozenset[str]:
    """States that stay exactly zero if nothing is ever added to states other than `given`.

    Only linear states and receptor states are looked at: they alone rest at zero whatever the parameters. The answer
    is the largest set in which every rate vanishes as long as the whole set is zero.

    Args:
        traced: the model's equations.
        given: states that doses, cues or stressors add to.
    """
    chosen = {*traced.linear, *traced.receptor} - set(given)
    while True:
        zero = _zero(traced, chosen)
        stay = {name for name in chosen if traced.rates[name].xreplace(zero) == 0}
        if stay == chosen:
            return frozenset(chosen)
        chosen = stay


def without(traced: Traced, absent: Collection[str], needed: Collection[str] = ()) -> Traced:
    """The model with the absent states set to zero, and without the parameters that nothing depends on any more.

    Args:
        traced: the model's equations.
        absent: what `absent_states` gave.
        needed: parameters to keep although no equation has them.
    """
    zero = _zero(traced, absent)
    rates = {name: rate.xreplace(zero) for name, rate in traced.rates.items() if name not in absent}
    signals = {name: value.xreplace(zero) for name, value in traced.signals.items()}
    used = set().union(*(value.free_symbols for value in (*rates.values(), *signals.values())))
    return replace(
        traced,
        states={name: symbol for name, symbol in traced.states.items() if name not in absent},
        parameters={name: symbol for name, symbol in traced.parameters.items() if symbol in used or name in needed},
        rates=rates,
        signals=signals,
        linear=tuple(name for name in traced.linear if name not in absent),
        receptor=tuple(name for name in traced.receptor if name not in absent),
        rest=tuple(name for name in traced.rest if name not in absent),
    )


def present(traced: Traced, behaviour: Behaviour, given: Collection[str]) -> tuple[Traced, Behaviour]:
    """The model and its behaviour without what is never given."""
    always = {behaviour.dose_state, behaviour.cue_state, behaviour.stressor_state}
    absent = absent_states(traced, {*given, *always})
    reduced = replace(
        behaviour,
        targets=tuple(name for name in behaviour.targets if name not in absent),
        reinforced=_zeroed(traced, absent, behaviour.reinforced),
        unreinforced=_zeroed(traced, absent, behaviour.unreinforced),
    )
    changes = (*reduced.reinforced.values(), *reduced.unreinforced.values())
    symbols = set().union(*(value.free_symbols for value in changes))
    needed = {name for name, symbol in traced.parameters.items() if symbol in symbols}
    return without(
        traced, absent, {*needed, behaviour.cue_rate, behaviour.stressor_rate, behaviour.dose_spread}
    ), reduced


def _zeroed(traced: Traced, absent: Collection[str], changes: Mapping[str, Any]) -> dict[str, Any]:
    """What an event does, with the absent states set to zero."""
    zero = _zero(traced, [name for name in absent if name in traced.states])
    return {name: value.xreplace(zero) for name, value in changes.items()}


def _zero(traced: Traced, absent: Collection[str]) -> dict[Any, Any]:
    """Zero for the symbol of each absent state: replacing exact symbols is many times faster than SymPy's `subs`."""
    from sympy import S

    return {traced.states[name]: S.Zero for name in absent}
