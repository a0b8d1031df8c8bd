"""What every assembly of subsystems knows of its own names: subsystems, parameters, states, and records from arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, ClassVar, Self, get_type_hints

from allostasis.quantities.declare import Quantity, Subsystem


class Assembly:
    """Base of a frozen dataclass with one field for each subsystem; its states are one record of records."""

    name: ClassVar[str]
    state_record: ClassVar[type]
    signals: Any
    rates: Any

    @classmethod
    def subsystems(cls) -> dict[str, type[Subsystem]]:
        """Subsystem classes by name, in the order of the text."""
        hints = get_type_hints(cls)
        return {f.name: hints[f.name] for f in fields(cls)}  # type: ignore[arg-type]  # a dataclass, as said above

    @classmethod
    def parameters(cls) -> dict[str, Quantity]:
        """Every declared parameter by its full name."""
        return {q.name: q for s in cls.subsystems().values() for q in s.parameters()}

    @classmethod
    def states(cls) -> dict[str, Quantity]:
        """Every declared state by its full name, in the order in which arrays hold them."""
        hints = get_type_hints(cls.state_record)
        return {q.name: q for f in fields(cls.state_record) for q in hints[f.name].declared(f.name + ".")}

    @classmethod
    def build(cls, values: Mapping[str, Any]) -> Self:
        """An individual from parameter values by full name.

        Raises:
            ValueError: if a name is missing or unknown.
        """
        declared = cls.parameters()
        missing, unknown = sorted(set(declared) - set(values)), sorted(set(values) - set(declared))
        if missing or unknown:
            raise ValueError(f"parameters of the {cls.name} model: missing {missing}, unknown {unknown}")
        parts: dict[str, Any] = {
            name: kind(**{q.name.partition(".")[2]: values[q.name] for q in kind.parameters()})
            for name, kind in cls.subsystems().items()
        }
        return cls(**parts)

    @classmethod
    def unflatten(cls, values: Mapping[str, Any]) -> Any:
        """A state record from values by full name."""
        hints = get_type_hints(cls.state_record)
        parts = {
            f.name: hints[f.name](
                **{q.name.partition(".")[2]: values[q.name] for q in hints[f.name].declared(f.name + ".")}
            )
            for f in fields(cls.state_record)
        }
        return cls.state_record(**parts)

    @staticmethod
    def flatten(y: Any) -> dict[str, Any]:
        """Values by full name from a state record."""
        return {
            f"{part.name}.{f.name}": getattr(getattr(y, part.name), f.name)
            for part in fields(y)
            for f in fields(getattr(y, part.name))
        }
