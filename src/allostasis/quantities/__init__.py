"""Quantities: units at the door, files read whole, and the parameters of the model.

units       text with a unit goes in, a plain number comes out
substances  molar masses, and the mass of one international unit
documents   YAML files, read strictly, with a line for every key
records     frozen records read from files, all problems in one report
declare     how a subsystem declares its states and parameters
maths       the functions that equations may use, for numbers, arrays and symbols alike
"""
