"""The exported human model with a little of everything that can be given, made once."""

from __future__ import annotations

import pytest

from allostasis.exchange import sbml

EVENTS = [(0.0, "heroin.heroin", 100.0), (24.0, "heroin.heroin", 50.0), (24.0, "exposure.drug_cue", 1.0)]


@pytest.fixture(scope="session")
def human() -> str:
    """The human model as SBML with three events at two times."""
    return sbml("human", events=EVENTS)
