"""What a lever session does to an animal or a person, in the form in which `numerics.visiting` takes it."""

from __future__ import annotations

from typing import Any, NamedTuple

from allostasis.numerics.trace import Traced, symbol
from allostasis.physiology.learning import Learning
from allostasis.physiology.pressing import Pressing

PARAMETERS = tuple(quantity.name for quantity in Pressing.parameters())
"""Parameters of pressing by full name, in the order of their rows."""
RATIO = symbol("ratio")
"""Presses that the next infusion asks for."""
WORTH = symbol("worth")
"""What pressing is worth at the moment."""


class LeverEquations(NamedTuple):
    """Expressions in a model's symbols and those of pressing.

    Attributes:
        worth: what pressing is worth at the moment.
        active, inactive: presses per hour, in `WORTH`, `RATIO` and the symbols of pressing.
        symbols: symbols of the parameters of pressing, in order.
    """

    worth: Any
    active: Any
    inactive: Any
    symbols: tuple[Any, ...]


def lever_equations(traced: Traced) -> LeverEquations:
    """The text of `physiology.pressing` wired to the rest of a traced model."""
    symbols = tuple(symbol(name) for name in PARAMETERS)
    pressing = Pressing(**{name.partition(".")[2]: s for name, s in zip(PARAMETERS, symbols, strict=True)})
    learning = Learning(**{q.name.partition(".")[2]: symbol(q.name) for q in Learning.parameters()})
    signals, states = traced.signals, traced.states
    room = pressing.room(signals["reward_effect"], states["affect.displacement"])
    expected = pressing.expected(signals["cue_memory"], room)
    hedonic, drive = states["affect.hedonic"], signals["affect_drive"]
    # Stress does not depend on the hedonic state, so that this is the drive as `affect` would have it after the effect.
    relieved = drive.xreplace({hedonic: hedonic + expected})
    goal = learning.reward(expected, states["dopamine.D2"], drive, relieved)
    worth = pressing.worth(goal, signals["reactivity"], room, signals["habit_weight"], states["learning.habit"])
    active = pressing.active(WORTH, RATIO)
    return LeverEquations(worth, active, pressing.inactive(active), symbols)
