"""The assemblies by the name of their species."""

from __future__ import annotations

from allostasis.errors import InputError, Problem
from allostasis.models.human import Human
from allostasis.models.mouse import Mouse
from allostasis.models.organism import Organism
from allostasis.models.rat import Rat

ASSEMBLIES: dict[str, type[Organism]] = {kind.name: kind for kind in (Human, Rat, Mouse)}


def assembly(name: str) -> type[Organism]:
    """The assembly of a species: human, rat or mouse.

    Raises:
        InputError: if there is none.
    """
    if name not in ASSEMBLIES:
        raise InputError(Problem("model", f'"{name}"', f"one of {', '.join(ASSEMBLIES)}"))
    return ASSEMBLIES[name]
