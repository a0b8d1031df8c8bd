"""Oxytocin receptors and the signal they carry: what all of oxytocin's effects depend on.

    x = oxytocin / K_d, z = carbetocin / K_d_carbetocin, a = antagonist / K_d_antagonist
    theta_i              = i / (1 + x + z + a) for each of the three
    stimulation          = theta_x + e_carbetocin theta_z
    d surface / dt       = k_recycling (1 - surface - carbetocin_pool)
                           - k_internalisation (theta_x surface - theta_rest)
                           - k_internalisation_carbetocin theta_z surface
    d carbetocin_pool/dt = k_internalisation_carbetocin theta_z surface - carbetocin_pool / tau_resynthesis
    d density / dt       = (m(central; q) - density) / tau_density       central: endogenous oxytocin there, x rest
    signal               = (1 - pi_plasma) density^c surface stimulation/theta_rest + pi_plasma (the same of plasma)

The three share the receptor in the brain and in plasma. The signal is 1 at rest. At given receptors it never falls as
the concentration of oxytocin rises; receptors that a large dose has taken in can leave it below rest for some hours
afterwards. Receptors that went in with oxytocin come back; those that went in with carbetocin are replaced slowly.
Carbetocin is a partial agonist: beside much oxytocin it takes signal away. The antagonist takes no receptors in. With
pi_plasma = 0 only what is in the brain acts, with 1 only what is in plasma. Whether receptors make up for lost peptide
(q above zero) or go with it has no sign beforehand; m is the bounded form that all couplings share (see modulation).
Of q and c the signal feels the product alone, as long as density is not measured.
Left out: vasopressin receptors, differences between brain regions, internalisation of receptors outside the brain.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.physiology.modulation import modulation
from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity


class State(Record):
    """Receptors on the surface, lost to carbetocin, and their density."""

    surface: Scalar = quantity("1", "share of receptors on the surface, x rest")
    carbetocin_pool: Scalar = quantity("1", "receptors taken in with carbetocin, as a share of those at rest")
    density: Scalar = quantity("1", "density of oxytocin receptors, x rest", slow=True)


class OxytocinReceptor(Subsystem):
    """Affinities, internalisation, density and route."""

    name: ClassVar[str] = "oxytocin_receptor"

    K_d: Scalar = parameter("nmol/L", "dissociation constant of oxytocin at its receptor")
    K_d_carbetocin: Scalar = parameter("nmol/L", "dissociation constant of carbetocin")
    K_d_antagonist: Scalar = parameter("nmol/L", "dissociation constant of the antagonist")
    e_carbetocin: Scalar = parameter("1", "activity of a receptor held by carbetocin against one held by oxytocin")
    c_rest: Scalar = parameter("nmol/L", "endogenous oxytocin in the brain at rest")
    c_plasma_rest: Scalar = parameter("nmol/L", "endogenous oxytocin in plasma at rest")
    k_recycling: Scalar = parameter("1/h", "return of receptors to the surface")
    k_internalisation: Scalar = parameter("1/h", "internalisation of receptors held by oxytocin")
    k_internalisation_carbetocin: Scalar = parameter("1/h", "internalisation of receptors held by carbetocin")
    tau_resynthesis: Scalar = parameter("h", "time in which receptors taken in with carbetocin are replaced")
    q_density: Scalar = parameter(
        "1", "gain of endogenous oxytocin on receptor density; above zero: density makes up for it"
    )
    tau_density: Scalar = parameter("h", "time constant of receptor density")
    c_coupling: Scalar = parameter("1", "how much of a change of density the signal feels")
    pi_plasma: Scalar = parameter("1", "share of the signal that comes from plasma oxytocin")

    def central_concentration(self, endogenous: Scalar, given: Scalar) -> Scalar:
        """Oxytocin in the brain, nmol/L; `endogenous` relative to rest, `given` in nmol/L."""
        return self.c_rest * endogenous + given

    def plasma_concentration(self, endogenous: Scalar, given: Scalar) -> Scalar:
        """Oxytocin in plasma, nmol/L; `endogenous` relative to rest, `given` in nmol/L."""
        return self.c_plasma_rest * endogenous + given

    def held(self, relative: Scalar, oxytocin: Scalar, carbetocin: Scalar, antagonist: Scalar) -> Scalar:
        """Share of receptors held by a ligand whose concentration is `relative` to its own K_d.

        Args:
            relative: concentration of the ligand over its dissociation constant.
            oxytocin: concentration of oxytocin, nmol/L.
            carbetocin: that of carbetocin.
            antagonist: that of the antagonist.
        """
        together = oxytocin / self.K_d + carbetocin / self.K_d_carbetocin + antagonist / self.K_d_antagonist
        return relative / (1 + together)

    def stimulation(self, oxytocin: Scalar, carbetocin: Scalar, antagonist: Scalar) -> Scalar:
        """Receptors held by agonists, weighted with what each activates; concentrations in nmol/L."""
        agonists = oxytocin / self.K_d + self.e_carbetocin * carbetocin / self.K_d_carbetocin
        return self.held(agonists, oxytocin, carbetocin, antagonist)

    def binding(self, oxytocin: Scalar, carbetocin: Scalar, antagonist: Scalar) -> Scalar:
        """Stimulation of the brain's receptors relative to rest."""
        return self.stimulation(oxytocin, carbetocin, antagonist) / self.stimulation(self.c_rest, 0, 0)

    def plasma_binding(self, oxytocin: Scalar, carbetocin: Scalar, antagonist: Scalar) -> Scalar:
        """Stimulation of receptors that plasma reaches, relative to rest."""
        return self.stimulation(oxytocin, carbetocin, antagonist) / self.stimulation(self.c_plasma_rest, 0, 0)

    def signal(self, y: State, binding: Scalar, plasma_binding: Scalar) -> Scalar:
        """Oxytocin signal relative to rest."""
        from_brain = y.density**self.c_coupling * y.surface * binding
        return (1 - self.pi_plasma) * from_brain + self.pi_plasma * plasma_binding

    def rates(self, y: State, endogenous: Scalar, oxytocin: Scalar, carbetocin: Scalar, antagonist: Scalar) -> State:
        """Rates of change, per hour; concentrations in the brain in nmol/L, `endogenous` relative to rest."""
        by_oxytocin = self.held(oxytocin / self.K_d, oxytocin, carbetocin, antagonist)
        at_rest = self.held(self.c_rest / self.K_d, self.c_rest, 0, 0)
        by_carbetocin = self.held(carbetocin / self.K_d_carbetocin, oxytocin, carbetocin, antagonist)
        recycled = self.k_recycling * (1 - y.surface - y.carbetocin_pool)
        taken_in = self.k_internalisation * (by_oxytocin * y.surface - at_rest)
        lost = self.k_internalisation_carbetocin * by_carbetocin * y.surface
        return State(
            surface=recycled - taken_in - lost,
            carbetocin_pool=lost - y.carbetocin_pool / self.tau_resynthesis,
            density=(modulation(endogenous, self.q_density) - y.density) / self.tau_density,
        )
