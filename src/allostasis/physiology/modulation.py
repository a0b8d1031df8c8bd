"""The one form in which oxytocin signalling changes anything: bounded, and without a built-in sign.

    m(o; g) = exp(-2 g (o - 1)/(o + 1))

`o` is the oxytocin signal relative to rest. At rest m = 1 and its elasticity is -g; with full block (o = 0)
m = exp(2 g), with endless signal m = exp(-2 g). A positive gain thus means that oxytocin weakens what it modulates.
The prior of every gain is centred on zero: the sign is an answer, not an assumption.
Left out: effects that grow and then shrink with the signal of the moment (an inverted U), which this form cannot give.
"""

from __future__ import annotations

from allostasis.quantities.declare import Scalar
from allostasis.quantities.maths import exp


def modulation(signal: Scalar, gain: Scalar) -> Scalar:
    """Factor by which the oxytocin signal changes a drive; 1 at rest.

    Args:
        signal: oxytocin signal relative to rest, not negative.
        gain: elasticity at rest with the sign turned; 0 switches the coupling off.
    """
    return exp(-2 * gain * (signal - 1) / (signal + 1))
