"""Numerics: from the text of equations to populations carried forward in time, and to pages of equations.

trace        a model's text as symbolic expressions
units_check  whether expressions keep their units
equations    one subsystem's equations in its own words
typeset      expressions as text and as LaTeX
absent       equations without what a study never gives
codegen      array code from expressions
linear       exact steps of linear kinetics and of competitive binding
periodic     linear kinetics under doses that have been going on for ever
precise      one individual, as exactly as asked
step         one step of the whole model
behaviour    what the engine has to know of a model to let things happen to it
arrays       what goes into the engine's program and what comes out
program      what happens from interval to interval
engine       many subjects, their events and decisions
streams      random numbers that do not depend on who asks
rest         the fixed point of each person
fastforward  years of steady exposure in leaps of days to weeks
"""
