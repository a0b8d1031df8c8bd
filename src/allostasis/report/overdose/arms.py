"""How the arms of an overdose study are told apart in figures: colour, dashes and mark, the untreated one in grey."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from allostasis.report import palette

__all__ = ["Look", "arm_name", "looks"]


@dataclass(frozen=True)
class Look:
    """Colour, dashes of lines, and mark."""

    colour: str
    dashes: Any
    mark: str


_UNTREATED = Look(palette.CONTROL, (0, (5, 2.5)), "o")
_TREATED = (
    Look(palette.ACTIVE, "solid", "s"),
    Look(palette.LOWER, (0, (6, 2, 1.5, 2)), "^"),
    Look(palette.HIGHER, (0, (2, 2)), "D"),
    Look(palette.NEITHER, (0, (1, 1.5)), "v"),
    Look(palette.INK, (0, (8, 2)), "P"),
)


def looks(study: dict[str, Any]) -> dict[str, Look]:
    """The look of each arm, by name; further arms repeat the looks."""
    treated = [name for name, arm in study["rescue"].items() if arm != "nothing"]
    return dict.fromkeys(study["rescue"], _UNTREATED) | {
        name: _TREATED[k % len(_TREATED)] for k, name in enumerate(treated)
    }


def arm_name(name: str) -> str:
    """The name of an arm in words."""
    return "no rescue" if name in ("none", "nothing") else name.replace("_", " ")


def untreated(study: dict[str, Any]) -> str:
    """The arm without rescue."""
    return next(str(name) for name, arm in study["rescue"].items() if arm == "nothing")


def treated(study: dict[str, Any]) -> Sequence[str]:
    """The arms with rescue, in the order of the file."""
    return [name for name, arm in study["rescue"].items() if arm != "nothing"]
