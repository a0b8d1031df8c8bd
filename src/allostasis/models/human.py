"""The human model: the shared structure with the parameters of people."""

from __future__ import annotations

from typing import ClassVar

from allostasis.models.organism import Organism


class Human(Organism):
    """A person."""

    name: ClassVar[str] = "human"
