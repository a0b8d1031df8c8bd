"""How a subsystem declares its quantities: name, unit and meaning on the line where a quantity is defined.

A declaration holds no number. What a parameter has been measured to be stands in the evidence tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, dataclass_transform

Scalar = Any
"""A number, an array over subjects, or a symbol: equations do not care which."""


@dataclass(frozen=True)
class Quantity:
    """What is known of a quantity without any number: full name, unit and meaning; for a state also its kind."""

    name: str
    unit: str
    meaning: str
    is_slow: bool = False


def quantity(unit: str, meaning: str, *, slow: bool = False) -> Any:
    """Declare a state.

    Args:
        unit: unit in which the core holds it (hours, nanomoles, litres, kilograms; "1" for none).
        meaning: a phrase that a reader of the paper would recognise.
        slow: it moves over days to months; the engine sums its small steps with compensation.
    """
    return field(metadata={"unit": unit, "meaning": meaning, "slow": slow})


def parameter(unit: str, meaning: str) -> Any:
    """Declare a parameter; its default, prior and sources stand in the evidence tables under `subsystem.name`."""
    return field(metadata={"unit": unit, "meaning": meaning, "slow": False})


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(quantity, parameter))
class Record:
    """A frozen set of named quantities."""

    def __init_subclass__(cls) -> None:
        """Turn the annotated fields into a frozen dataclass."""
        dataclass(frozen=True, kw_only=True)(cls)

    @classmethod
    def declared(cls, prefix: str = "") -> Iterator[Quantity]:
        """The quantities in the order of the text."""
        for f in fields(cls):  # type: ignore[arg-type]
            if "unit" in f.metadata:
                yield Quantity(prefix + f.name, f.metadata["unit"], f.metadata["meaning"], f.metadata["slow"])


class Subsystem(Record):
    """One part of the physiology: its parameters are fields, its equations are the method `rates`."""

    name: ClassVar[str]

    @classmethod
    def parameters(cls) -> tuple[Quantity, ...]:
        """Declared parameters with their full names, such as `hpa.k_crh`."""
        return tuple(cls.declared(cls.name + "."))
