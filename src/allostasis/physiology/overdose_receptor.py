"""Opioid and antagonist at the mu receptor in an overdose (seconds).

    d opioid     / dt = k_off_opioid     ((L / K_d_opioid)^n_opioid free - opioid)
    d antagonist / dt = k_off_antagonist ((N / K_d_antagonist)^n_antagonist free - antagonist)
    free              = 1 - opioid - antagonist
    acting            = opioid/(opioid + shift^n_opioid (1 - opioid))    the occupancy that a naive person would have

L and N are effect-site concentrations, nmol/L; N is that of the route in use. K_d = (k_off/k_on)^(1/n) is the
concentration that occupies half of the receptors; with it no unit depends on a power. Association, k_off (L/K_d)^n,
reaches 40 per second in an overdose: the receptor is stiff, and its step is exact. Near 1 the occupancy decides over
life: it is never limited there.
These are the constants of cells and their powers, with the exponents of breathing that were found with them; binding
constants of people belong to the slow model's receptor and are not mixed in.
`acting` is what breathing feels. `shift` is the factor by which tolerance raises the concentration of half effect: a
tolerant person breathes as a naive one would at L/shift with the same antagonist, in balance, while what is bound stays
bound (a loss of receptor reserve, as in the operational model of agonism). It is 1 in the naive, and wherever tolerance
is in the exponents of breathing instead.
Left out: the endogenous tone (none in the source), receptors taken in.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity


class State(Record):
    """Shares of the receptors."""

    opioid: Scalar = quantity("1", "receptors occupied by the injected opioid")
    antagonist: Scalar = quantity("1", "receptors occupied by the antagonist")


class OverdoseReceptor(Subsystem):
    """Binding of opioid and antagonist."""

    name: ClassVar[str] = "overdose_receptor"

    K_d_opioid: Scalar = parameter("nmol/L", "concentration of the opioid at half occupancy")
    k_off_opioid: Scalar = parameter("1/s", "dissociation rate of the opioid")
    n_opioid: Scalar = parameter("1", "power of the opioid's concentration")
    K_d_antagonist: Scalar = parameter("nmol/L", "concentration of the antagonist at half occupancy")
    k_off_antagonist: Scalar = parameter("1/s", "dissociation rate of the antagonist")
    n_antagonist: Scalar = parameter("1", "power of the antagonist's concentration")
    shift: Scalar = parameter("1", "factor of tolerance on the opioid's concentration of half effect")

    def rates(self, y: State, opioid_brain: Scalar, absorbed_brain: Scalar, injected_brain: Scalar) -> State:
        """Rates of change, per second, at the given effect-site concentrations (nmol/L)."""
        free = 1 - y.opioid - y.antagonist
        to_opioid = (opioid_brain / self.K_d_opioid) ** self.n_opioid
        to_antagonist = ((absorbed_brain + injected_brain) / self.K_d_antagonist) ** self.n_antagonist
        return State(
            opioid=self.k_off_opioid * (to_opioid * free - y.opioid),
            antagonist=self.k_off_antagonist * (to_antagonist * free - y.antagonist),
        )

    def acting(self, y: State) -> Scalar:
        """Share of the receptors that breathing feels as occupied by the opioid, between 0 and 1."""
        return y.opioid / (y.opioid + self.shift**self.n_opioid * (1 - y.opioid))
