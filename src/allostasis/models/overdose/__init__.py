"""Overdose and rescue: the published model of breathing, gas exchange and circulation, in seconds.

assembly   its subsystems and what each takes from the others
values     numbers from the evidence
drugs      opioids and antagonists as parameters
rescue     what is given in a rescue, and when
given      what is given, as arrays
tolerance  what tolerance of breathing acts on
checked    whether a run is possible
step       one step for many people
resting    the person before the overdose
delays     blood and brain some seconds ago
rules      thresholds and the clock of the collapse
program    the loop
simulate   `simulate_overdose`
result     what it gives back
"""

from allostasis.models.overdose.assembly import Overdose
from allostasis.models.overdose.given import Dose
from allostasis.models.overdose.rescue import Rescue, rescue
from allostasis.models.overdose.resting import at_rest
from allostasis.models.overdose.result import OverdoseResult
from allostasis.models.overdose.simulate import simulate_overdose
from allostasis.models.overdose.values import typical_user

__all__ = ["Dose", "Overdose", "OverdoseResult", "Rescue", "at_rest", "rescue", "simulate_overdose", "typical_user"]
