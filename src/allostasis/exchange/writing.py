"""The door: a model, its parameters and what happens to it go in, a text for other programs comes out."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from allostasis.errors import InputError, Problem, RunError

if TYPE_CHECKING:
    from allostasis.models.organism import Organism

Events = Sequence[tuple[float, str, float]]
"""Time in hours, full name of a state, amount in the state's unit."""
Infusions = Sequence[tuple[float, float, str, float]]
"""Start and end in hours, full name of a state, amount per hour in the state's unit."""


def sbml(
    model: str | type[Organism] = "human",
    parameters: Mapping[str, float] | None = None,
    events: Events = (),
    infusions: Infusions = (),
) -> str:
    """A model as SBML Level 3 Version 2.

    Args:
        model: name of a species, or an assembly.
        parameters: values that differ from the defaults of the species, by full name.
        events: (time in hours, state, amount that is added at once); those at one time are joined.
        infusions: (start in hours, end in hours, state, amount per hour).

    Returns:
        The document, the same to the letter for the same arguments.

    Raises:
        InputError: if the model, a parameter, a state, a time or an amount cannot be used; all problems at once.
    """
    from allostasis.evidence import load
    from allostasis.exchange.document import Document
    from allostasis.exchange.labels import Labels
    from allostasis.models.assemblies import assembly
    from allostasis.models.deterministic import Event, Infusion

    kind = assembly(model) if isinstance(model, str) else model
    changes = dict(parameters or {})
    problems = [*_wrong_parameters(kind, changes), *_wrong_events(kind, events), *_wrong_infusions(kind, infusions)]
    if problems:
        raise InputError(problems)
    priors = load().priors_for(kind.name)
    values = {name: changes[name] if name in changes else priors[name].default for name in kind.parameters()}
    document = Document(kind, values, Labels(load(), kind.name))
    document.add_events([Event(*event) for event in events])
    document.add_infusions([Infusion(*infusion) for infusion in infusions])
    return document.text()


def antimony(
    model: str | type[Organism] = "human",
    parameters: Mapping[str, float] | None = None,
    events: Events = (),
    infusions: Infusions = (),
) -> str:
    """A model as Antimony text; arguments and errors are those of `sbml`.

    Numbers without a unit are written without the word "dimensionless", which SBML asks for after each of them.
    """
    import antimony as library

    if library.loadSBMLString(sbml(model, parameters, events, infusions)) < 0:
        raise RunError(f"Antimony could not read the SBML of the model: {library.getLastError()}")
    text = str(library.getAntimonyString(library.getMainModuleName()))
    library.clearPreviousLoads()
    return re.sub(r"(?<=\d) dimensionless\b", "", text)


def _wrong_parameters(model: type[Organism], changes: Mapping[str, float]) -> Iterator[Problem]:
    declared = model.parameters()
    for name, value in changes.items():
        if name not in declared:
            allowed = f"one of the {len(declared)} parameters of the {model.name} model, such as hpa.k_acth"
            yield Problem(name, "a parameter that the model does not have", allowed)
        elif not math.isfinite(value):
            yield Problem(name, f"{value}", "a finite number")


def _wrong_events(model: type[Organism], events: Events) -> Iterator[Problem]:
    states = model.states()
    for count, (time, state, amount) in enumerate(events, start=1):
        place = f"event {count}"
        if state not in states:
            allowed = f"one of the {len(states)} states of the {model.name} model, such as heroin.heroin"
            yield Problem(place, f'the state "{state}"', allowed)
        if not (math.isfinite(time) and time >= 0):
            yield Problem(place, f"the time {time} h", "a time in hours, 0 or later")
        if not math.isfinite(amount):
            yield Problem(place, f"the amount {amount}", "a finite number")


def _wrong_infusions(model: type[Organism], infusions: Infusions) -> Iterator[Problem]:
    states = model.states()
    for count, (start, end, state, rate) in enumerate(infusions, start=1):
        place = f"infusion {count}"
        if state not in states:
            allowed = f"one of the {len(states)} states of the {model.name} model, such as heroin.heroin"
            yield Problem(place, f'the state "{state}"', allowed)
        if not (math.isfinite(start) and math.isfinite(end) and 0 <= start < end):
            yield Problem(place, f"from {start} to {end} h", "a start at 0 h or later, and an end after it")
        if not math.isfinite(rate):
            yield Problem(place, f"the rate {rate}", "a finite number")
