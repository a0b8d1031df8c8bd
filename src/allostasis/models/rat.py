"""The rat model: the shared structure with the parameters of rats of 0.3 kg."""

from __future__ import annotations

from typing import ClassVar

from allostasis.models.organism import Organism


class Rat(Organism):
    """A rat."""

    name: ClassVar[str] = "rat"
