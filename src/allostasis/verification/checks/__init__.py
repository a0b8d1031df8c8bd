"""The checks, one file for each part of the model; importing this package registers them all.

kinetics            drugs in plasma
occupancy           receptors taken by drugs
glands              the stress axis with glands that grow
stress              the stress axis in use and withdrawal; CRF
opioid_dependence   tolerance and withdrawal
oxytocin            oxytocin cells and receptors
reward              dopamine, affect and craving; heroin in rats
waiting             what cannot be checked yet
"""

from allostasis.verification.checks import (
    glands,
    kinetics,
    occupancy,
    opioid_dependence,
    oxytocin,
    reward,
    stress,
    waiting,
)

__all__ = ["glands", "kinetics", "occupancy", "opioid_dependence", "oxytocin", "reward", "stress", "waiting"]
