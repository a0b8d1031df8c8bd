"""Whether every equation of a model keeps its units: rates, signals, and what events do."""

from __future__ import annotations

from collections.abc import Iterator

from allostasis.models.daily_life import human_behaviour
from allostasis.models.human import Human
from allostasis.models.levers import RATIO, WORTH, lever_equations
from allostasis.models.organism import Organism
from allostasis.models.signals import SIGNAL_MEANINGS
from allostasis.numerics.trace import Traced, symbol, trace
from allostasis.numerics.units_check import Claim, broken_claims, rate_claims
from allostasis.physiology.pressing import Pressing


def check_units(model: type[Organism] = Human, traced: Traced | None = None) -> list[str]:
    """Sentences such as "d hpa.acth/dt is not in the unit of hpa.acth per time"; an empty list is good news.

    Args:
        model: the assembly, or a variant of it.
        traced: its traced form, if it is not to be traced here.
    """
    traced = traced or trace(model)  # type: ignore[arg-type]  # a class has a hash, whatever its instances have
    states, parameters = model.states(), model.parameters()
    units = {traced.states[name]: q.unit for name, q in states.items()}
    units |= {traced.parameters[name]: q.unit for name, q in parameters.items()}
    # Reward, drive, withdrawal and the intensity of a cue are pure numbers.
    behaviour = human_behaviour()
    given = (behaviour.felt_symbol, behaviour.drive_symbol, behaviour.withdrawal_symbol, behaviour.salience_symbol)
    units |= dict.fromkeys(given, "1")
    units |= {symbol(q.name): q.unit for q in Pressing.parameters()} | {WORTH: "1", RATIO: "1"}
    claims = [*rate_claims(traced, states), *_signals(traced), *_events(model), *_presses(traced)]
    return broken_claims(claims, units)


def _presses(traced: Traced) -> Iterator[Claim]:
    equations = lever_equations(traced)
    yield Claim("what pressing is worth is not a pure number", equations.worth, "1")
    yield Claim("presses of the active lever are not a number per time", equations.active, "1/h")
    yield Claim("presses of the inactive lever are not a number per time", equations.inactive, "1/h")


def _signals(traced: Traced) -> Iterator[Claim]:
    for name, (unit, _) in SIGNAL_MEANINGS.items():
        yield Claim(f"the signal {name} is not in its unit", traced.signals[name], unit)


def _events(model: type[Organism]) -> Iterator[Claim]:
    behaviour, states = human_behaviour(), model.states()
    events = {"after a reinforced use": behaviour.reinforced, "after an unreinforced cue": behaviour.unreinforced}
    for event, changes in events.items():
        for name, value in changes.items():
            yield Claim(f"{name} {event} is not in the unit of {name}", value, states[name].unit)
