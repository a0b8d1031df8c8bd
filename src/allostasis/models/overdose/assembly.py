"""The assembly of an overdose: which subsystems there are, and what each takes from the others (seconds).

The equations are those of the published rescue model. What depends on the past (blood that left the lung some seconds
ago, the beginning of the collapse) and what is done to the person (infusions, the absorbed fraction of the moment) are
inputs; the simulation gives them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from allostasis.models.named import Assembly
from allostasis.physiology import (
    circulation,
    gas_exchange,
    overdose_opioid,
    overdose_receptor,
    rescue_absorbed,
    rescue_injected,
    ventilation,
)
from allostasis.quantities.declare import Record, Scalar, quantity


@dataclass(frozen=True, kw_only=True)
class State:
    """The states of all subsystems."""

    overdose_opioid: overdose_opioid.State
    rescue_absorbed: rescue_absorbed.State
    rescue_injected: rescue_injected.State
    overdose_receptor: overdose_receptor.State
    ventilation: ventilation.State
    gas_exchange: gas_exchange.State
    circulation: circulation.State


class Inputs(Record):
    """What comes from the past and from outside of the equations."""

    past_pco2: Scalar = quantity("mmHg", "arterial PCO2 one peripheral delay ago")
    past_po2: Scalar = quantity("mmHg", "arterial PO2 one peripheral delay ago")
    past_brain_pco2: Scalar = quantity("mmHg", "brain PCO2 one central delay ago")
    peripheral_past: Scalar = quantity("1", "1 where the peripheral delay is felt, 0 where blood of the moment counts")
    central_past: Scalar = quantity("1", "1 where the central delay is felt, 0 where the brain of the moment counts")
    collapsing: Scalar = quantity("1", "share of the step in which the circulation collapses")
    opioid_inflow: Scalar = quantity("nmol/s", "infusion of the opioid")
    rescue_inflow: Scalar = quantity("nmol/s", "infusion of the antagonist")
    absorbed_fraction: Scalar = quantity("1", "absorbed fraction of the antagonist at this moment")


class Signals(Record):
    """Everything that one subsystem takes from another, and what is reported."""

    ventilation: Scalar = quantity("L/s", "ventilation as reported")
    depressed: Scalar = quantity("L/s", "what the opioid takes of the wakefulness drive")
    wakefulness: Scalar = quantity("1", "share of the wakefulness drive that is left")
    alveolar: Scalar = quantity("L/s", "alveolar ventilation")
    brain_flow: Scalar = quantity("L/s", "blood flow of the brain")
    tissue_flow: Scalar = quantity("L/s", "blood flow of other tissue")
    blood_flow: Scalar = quantity("L/s", "blood flow")
    peripheral_delay: Scalar = quantity("s", "time from the lung to the carotid bodies")
    central_delay: Scalar = quantity("s", "time until the brain's receptors feel its carbon dioxide")
    concentration_factor: Scalar = quantity("1", "what high flow makes of a plasma concentration")
    arterial_pco2: Scalar = quantity("mmHg", "arterial PCO2")
    arterial_po2: Scalar = quantity("mmHg", "arterial PO2")
    saturation: Scalar = quantity("1", "oxygen of arterial blood, of the most that it can carry")
    brain_pco2: Scalar = quantity("mmHg", "PCO2 of the brain")
    brain_po2: Scalar = quantity("mmHg", "PO2 of the brain")
    felt_pco2: Scalar = quantity("mmHg", "arterial PCO2 at the carotid bodies")
    felt_po2: Scalar = quantity("mmHg", "arterial PO2 at the carotid bodies")
    felt_brain_pco2: Scalar = quantity("mmHg", "PCO2 at the brain's receptors")
    opioid_plasma: Scalar = quantity("nmol/L", "opioid in plasma before the effect of high flow")


@dataclass(frozen=True, kw_only=True)
class Overdose(Assembly):
    """One instance of each subsystem with its parameters."""

    name: ClassVar[str] = "overdose"
    time: ClassVar[str] = "s"
    state_record: ClassVar[type] = State
    inputs: ClassVar[type[Inputs]] = Inputs
    receptor_states: ClassVar[tuple[str, ...]] = ("overdose_receptor.opioid", "overdose_receptor.antagonist")

    overdose_opioid: overdose_opioid.OverdoseOpioid
    rescue_absorbed: rescue_absorbed.RescueAbsorbed
    rescue_injected: rescue_injected.RescueInjected
    overdose_receptor: overdose_receptor.OverdoseReceptor
    ventilation: ventilation.Ventilation
    gas_exchange: gas_exchange.GasExchange
    circulation: circulation.Circulation

    def signals(self, y: State, u: Inputs) -> Signals:
        """Everything that one subsystem takes from another, and what is reported."""
        brain_flow = self.circulation.brain_flow(y.circulation)
        tissue_flow = self.circulation.tissue_flow(y.circulation)
        flow = self.circulation.flow(y.circulation)
        occupancy = self.overdose_receptor.acting(y.overdose_receptor)
        breathed = self.ventilation.ventilation(y.ventilation, occupancy, flow)
        pco2 = self.gas_exchange.arterial_pco2(y.gas_exchange, brain_flow, tissue_flow)
        po2 = self.gas_exchange.arterial_po2(y.gas_exchange, brain_flow, tissue_flow)
        brain_pco2 = self.gas_exchange.brain_pco2(y.gas_exchange)
        return Signals(
            ventilation=breathed,
            depressed=self.ventilation.depressed(occupancy),
            wakefulness=self.ventilation.wakefulness(occupancy),
            alveolar=self.ventilation.alveolar(breathed),
            brain_flow=brain_flow,
            tissue_flow=tissue_flow,
            blood_flow=flow,
            peripheral_delay=self.circulation.peripheral_delay(flow),
            central_delay=self.circulation.central_delay(flow),
            concentration_factor=self.circulation.concentration_factor(flow),
            arterial_pco2=pco2,
            arterial_po2=po2,
            saturation=self.gas_exchange.saturation(y.gas_exchange, brain_flow, tissue_flow),
            brain_pco2=brain_pco2,
            brain_po2=self.gas_exchange.brain_po2(y.gas_exchange),
            felt_pco2=self.circulation.felt_pco2(pco2, u.past_pco2, u.peripheral_past),
            felt_po2=self.circulation.felt_po2(po2, u.past_po2, u.peripheral_past),
            felt_brain_pco2=self.circulation.felt_brain_pco2(brain_pco2, u.past_brain_pco2, u.central_past),
            opioid_plasma=self.overdose_opioid.plasma(y.overdose_opioid),
        )

    def rates(self, y: State, u: Inputs) -> State:
        """Rates of change of all states, per second."""
        s = self.signals(y, u)
        return State(
            overdose_opioid=self.overdose_opioid.rates(y.overdose_opioid, u.opioid_inflow, s.concentration_factor),
            rescue_absorbed=self.rescue_absorbed.rates(y.rescue_absorbed, u.absorbed_fraction, s.concentration_factor),
            rescue_injected=self.rescue_injected.rates(y.rescue_injected, u.rescue_inflow, s.concentration_factor),
            overdose_receptor=self.overdose_receptor.rates(
                y.overdose_receptor, y.overdose_opioid.brain, y.rescue_absorbed.brain, y.rescue_injected.brain
            ),
            ventilation=self.ventilation.rates(
                y.ventilation,
                self.overdose_receptor.acting(y.overdose_receptor),
                s.felt_pco2,
                s.felt_po2,
                s.felt_brain_pco2,
                s.brain_po2,
            ),
            gas_exchange=self.gas_exchange.rates(
                y.gas_exchange, s.alveolar, s.brain_flow, s.tissue_flow, s.wakefulness
            ),
            circulation=self.circulation.rates(y.circulation, s.arterial_pco2, s.arterial_po2, u.collapsing),
        )
