"""Models: named assemblies of subsystems. A model knows no experiment.

organism       the assembly: its subsystems and what each takes from the others
signals     what subsystems hand to each other, with unit and meaning
human          the assembly with the parameters of people
rat            the same with those of rats
mouse          the same with those of mice
overdose       breathing, gas exchange, circulation and rescue, in seconds
named          what every assembly knows of its own names
assemblies     `assembly(name)`: the assembly of a species
traits         how traits and circumstances of a person shift the parameters
daily_life     what uses, cues and stressors do to a person
dosing         from a dose to an amount in a state
regimens       from repeated doses and infusions to events, inflows and a periodic start
levers         what a lever session does to a subject
products       what cannot be told apart and is reported only together
wiring         which subsystem takes what from where, as data
describe       what is known of a name: equations, units, priors and sources
deterministic  one individual without chance, as exactly as asked
units          whether every equation keeps its units
"""

from allostasis.models.assemblies import ASSEMBLIES, assembly

__all__ = ["ASSEMBLIES", "assembly"]
