"""Oxytocin receptors and the signal they carry: what all of oxytocin's effects depend on.

    theta           = (c / K_d) / (1 + c / K_d)                          c: endogenous + given oxytocin in the brain
    theta_plasma    = the same with plasma concentrations
    d surface / dt  = k_recycling (1 - surface) - k_internalisation (theta surface - theta_rest)
    d density / dt  = (central^-q - density) / tau_density               central: endogenous oxytocin there, x rest
    signal          = (1 - pi_plasma) density^c surface theta/theta_rest + pi_plasma theta_plasma/theta_plasma_rest

The signal is 1 at rest. At given receptors it never falls as the concentration rises; receptors that a large dose has
taken in can leave it below rest for some hours afterwards. With pi_plasma = 0 only oxytocin in the brain acts,
with 1 only oxytocin in plasma.
Left out: carbetocin, antagonists, vasopressin receptors, differences between brain regions.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity


class State(Record):
    """Receptors on the surface and their density."""

    surface: Scalar = quantity("1", "share of receptors on the surface, x rest")
    density: Scalar = quantity("1", "density of oxytocin receptors, x rest", slow=True)


class OxytocinReceptor(Subsystem):
    """Affinity, internalisation, density and route."""

    name: ClassVar[str] = "oxytocin_receptor"

    K_d: Scalar = parameter("nmol/L", "dissociation constant of oxytocin at its receptor")
    c_rest: Scalar = parameter("nmol/L", "endogenous oxytocin in the brain at rest")
    c_plasma_rest: Scalar = parameter("nmol/L", "endogenous oxytocin in plasma at rest")
    k_recycling: Scalar = parameter("1/h", "return of receptors to the surface")
    k_internalisation: Scalar = parameter("1/h", "internalisation of occupied receptors")
    q_density: Scalar = parameter("1", "elasticity of receptor density to endogenous oxytocin, sign turned")
    tau_density: Scalar = parameter("h", "time constant of receptor density")
    c_coupling: Scalar = parameter("1", "how much of a change of density the signal feels")
    pi_plasma: Scalar = parameter("1", "share of the signal that comes from plasma oxytocin")

    def central_concentration(self, endogenous: Scalar, given: Scalar) -> Scalar:
        """Oxytocin in the brain, nmol/L; `endogenous` relative to rest, `given` in nmol/L."""
        return self.c_rest * endogenous + given

    def plasma_concentration(self, endogenous: Scalar, given: Scalar) -> Scalar:
        """Oxytocin in plasma, nmol/L; `endogenous` relative to rest, `given` in nmol/L."""
        return self.c_plasma_rest * endogenous + given

    def occupancy(self, concentration: Scalar) -> Scalar:
        """theta, between 0 and 1."""
        return concentration / (self.K_d + concentration)

    def binding(self, concentration: Scalar) -> Scalar:
        """theta / theta_rest of the brain."""
        return self.occupancy(concentration) / self.occupancy(self.c_rest)

    def signal(self, y: State, central: Scalar, plasma: Scalar) -> Scalar:
        """Oxytocin signal relative to rest, from concentrations in brain and plasma (nmol/L)."""
        from_brain = y.density**self.c_coupling * y.surface * self.binding(central)
        from_plasma = self.occupancy(plasma) / self.occupancy(self.c_plasma_rest)
        return (1 - self.pi_plasma) * from_brain + self.pi_plasma * from_plasma

    def rates(self, y: State, endogenous: Scalar, central: Scalar) -> State:
        """Rates of change, per hour."""
        excess = self.occupancy(central) * y.surface - self.occupancy(self.c_rest)
        return State(
            surface=self.k_recycling * (1 - y.surface) - self.k_internalisation * excess,
            density=(endogenous ** (-self.q_density) - y.density) / self.tau_density,
        )
