"""A model as an SBML Level 3 Version 2 document.

    amounts (nmol)       species in one nominal compartment, as amounts
    all other states     parameters
    both                 a rate rule each; one that only events change has none
    formulas             parameters with assignment rules, in the order of the text
    doses, cues          events that add an amount to states
    infusions            an inflow in the state's rate rule: a parameter that events switch

Nothing is listed here by hand: what the model declares is what is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from allostasis.exchange import mathml
from allostasis.exchange.dimensions import PURE, Powers, powers_of, unit_of
from allostasis.exchange.formulas import Equations, Formula, equations_of
from allostasis.exchange.labels import Labels
from allostasis.exchange.unit_definitions import UnitDefinitions
from allostasis.models.deterministic import Event, Infusion
from allostasis.models.organism import Organism
from allostasis.numerics.trace import symbol
from allostasis.quantities.declare import Quantity

_AMOUNT, _VOLUME = "nmol", "L"

BODY = "body"
"""Identifier of the compartment of all species; amounts do not depend on its size."""


def identifier(name: str) -> str:
    """The identifier of a full name: `hpa.k_crh` is written `hpa__k_crh`."""
    return str(symbol(name))


class Document:
    """Writes one model; `text` is the result."""

    def __init__(self, model: type[Organism], values: Mapping[str, float], labels: Labels) -> None:
        """Write everything but the events.

        Args:
            model: the assembly.
            values: value of each parameter by full name.
            labels: names, meanings and annotations.
        """
        import libsbml

        self._sbml = libsbml.SBMLDocument(3, 2)
        self._model = self._sbml.createModel()
        self._states, self._labels = model.states(), labels
        self._units = UnitDefinitions(self._model)
        equations = equations_of(model)
        known = _declared_units(model)
        for symbol_, formula in equations.formulas.items():
            known[symbol_] = unit_of(formula.expression, known) or PURE
        self._known, self._maths = known, mathml.Formulas(known, self._units)
        self._head(model)
        for name, value in model.rest(dict(values)).items():
            self._state(self._states[name], float(value))
        for name, quantity in model.parameters().items():
            self._parameter(quantity, float(values[name]))
        self._formulas(equations.formulas)
        self._rates(equations)

    def text(self) -> str:
        """The document as XML."""
        import libsbml

        return str(libsbml.writeSBMLToString(self._sbml))

    def add_events(self, events: Sequence[Event]) -> None:
        """Add events: those at one time become one SBML event, amounts to one state are added up."""
        times: dict[float, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for event in events:
            times[float(event.time)][event.state] += float(event.amount)
        for count, (time, amounts) in enumerate(sorted(times.items()), start=1):
            self._event(f"event_{count}", time, amounts)

    def add_infusions(self, infusions: Sequence[Infusion]) -> None:
        """Add infusions: one inflow for each state, which an event sets wherever an infusion starts or ends."""
        inflows = {name: self._inflow(name) for name in dict.fromkeys(i.state for i in infusions)}
        bounds: dict[float, set[str]] = defaultdict(set)
        for infusion in infusions:
            bounds[float(infusion.start)].add(infusion.state)
            bounds[float(infusion.end)].add(infusion.state)
        for count, (time, states) in enumerate(sorted(bounds.items()), start=1):
            # Set, not changed by a difference, so that the inflow is exactly nil after the last infusion.
            rates = {
                name: sum(i.rate for i in infusions if i.state == name and i.start <= time < i.end) for name in states
            }
            self._switch(f"infusion_{count}", time, {inflows[name]: float(rate) for name, rate in rates.items()})

    # ------------------------------------------------------------------ parts of the document

    def _head(self, model: type[Organism]) -> None:
        self._model.setId(model.name)
        hour, amount, volume = (self._units.id_of(powers_of(unit)) for unit in ("h", _AMOUNT, _VOLUME))
        self._model.setTimeUnits(hour)
        self._model.setSubstanceUnits(amount)
        self._model.setExtentUnits(amount)
        self._model.setVolumeUnits(volume)
        self._labels.model(self._model, model)
        body = self._model.createCompartment()
        body.setId(BODY)
        body.setConstant(True)
        body.setSpatialDimensions(3)
        body.setSize(1.0)
        body.setUnits(volume)
        self._labels.compartment(body)

    def _state(self, quantity: Quantity, value: float) -> None:
        if powers_of(quantity.unit) != powers_of(_AMOUNT):
            return self._variable(quantity.name, powers_of(quantity.unit), value)
        species = self._model.createSpecies()
        species.setId(identifier(quantity.name))
        species.setCompartment(BODY)
        species.setInitialAmount(value)
        species.setSubstanceUnits(self._units.id_of(powers_of(quantity.unit)))
        species.setHasOnlySubstanceUnits(True)
        # It is moved by its rate rule, never by a reaction.
        species.setBoundaryCondition(False)
        species.setConstant(False)
        self._labels.state(species, quantity)
        return None

    def _variable(self, name: str, unit: Powers, value: float) -> None:
        self._labels.state(self._new(name, unit, value, constant=False), self._states[name])

    def _parameter(self, quantity: Quantity, value: float) -> None:
        self._labels.parameter(self._new(quantity.name, powers_of(quantity.unit), value, constant=True), quantity)

    def _new(self, name: str, unit: Powers, value: float | None, *, constant: bool) -> Any:
        parameter = self._model.createParameter()
        parameter.setId(identifier(name))
        parameter.setConstant(constant)
        parameter.setUnits(self._units.id_of(unit))
        if value is not None:
            parameter.setValue(value)
        return parameter

    def _formulas(self, formulas: Mapping[Any, Formula]) -> None:
        for symbol_, formula in formulas.items():
            unit = self._known[symbol_]
            self._labels.formula(self._new(formula.name, unit, None, constant=False), formula)
            rule = self._model.createAssignmentRule()
            rule.setVariable(str(symbol_))
            rule.setMath(self._maths.tree(formula.expression, unit))

    def _rates(self, equations: Equations) -> None:
        for name, rate in equations.rates.items():
            if rate == 0:
                continue
            rule = self._model.createRateRule()
            rule.setVariable(identifier(name))
            rule.setMath(self._maths.tree(rate))

    def _event(self, name: str, time: float, amounts: Mapping[str, float]) -> None:
        event = self._at(name, time)
        for state, amount in amounts.items():
            unit = self._units.id_of(powers_of(self._states[state].unit))
            change = event.createEventAssignment()
            change.setVariable(identifier(state))
            change.setMath(
                mathml.operation("plus", [self._maths.tree(symbol(state)), mathml.number(float(amount), unit)])
            )
        self._labels.event(event, amounts)

    def _switch(self, name: str, time: float, rates: Mapping[str, float]) -> None:
        """Set inflows at a time."""
        event = self._at(name, time)
        for inflow, rate in rates.items():
            change = event.createEventAssignment()
            change.setVariable(inflow)
            change.setMath(mathml.number(rate, self._model.getParameter(inflow).getUnits()))
        self._labels.switch(event, rates)

    def _inflow(self, state: str) -> str:
        """The inflow of a state, nil at first and part of the state's rate; its identifier."""
        name, unit = f"{state}.inflow", f"{self._states[state].unit}/h"
        parameter = self._new(name, powers_of(unit), 0.0, constant=False)
        self._labels.inflow(parameter, state, unit)
        rule = self._model.getRateRuleByVariable(identifier(state))
        own = None if rule is None else rule.getMath().deepCopy()
        flow = self._maths.tree(symbol(name))
        if rule is None:
            rule = self._model.createRateRule()
            rule.setVariable(identifier(state))
        rule.setMath(flow if own is None else mathml.operation("plus", [own, flow]))
        return identifier(name)

    def _at(self, name: str, time: float) -> Any:
        """A new event at a time."""
        event = self._model.createEvent()
        event.setId(name)
        event.setUseValuesFromTriggerTime(True)
        trigger = event.createTrigger()
        # Not true before the beginning, so that an event at time 0 happens.
        trigger.setInitialValue(False)
        trigger.setPersistent(True)
        hour = self._units.id_of(powers_of("h"))
        trigger.setMath(mathml.operation("at least", [mathml.time(), mathml.number(time, hour)]))
        return event


def _declared_units(model: type[Organism]) -> dict[Any, Powers]:
    declared = {**model.states(), **model.parameters()}
    return {symbol(name): powers_of(quantity.unit) for name, quantity in declared.items()}
