"""The mouse model: the shared structure with the parameters of mice of 25 g."""

from __future__ import annotations

from typing import ClassVar

from allostasis.models.organism import Organism


class Mouse(Organism):
    """A mouse."""

    name: ClassVar[str] = "mouse"
