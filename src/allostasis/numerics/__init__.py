"""Numerics: from the text of equations to populations carried forward in time, and to pages of equations.

trace        a model's text as symbolic expressions
units_check  whether expressions keep their units
equations    one subsystem's equations in its own words
typeset      expressions as text and as LaTeX
presentation  expressions as MathML for browsers
absent       equations without what a study never gives
codegen      array code from expressions
linear       exact steps of linear kinetics and of competitive binding
periodic     linear kinetics under doses that have been going on for ever
precise      one individual, as exactly as asked
step         one step of the whole model
pumps        infusions as states
inflow       what enters at any second of a step
levers       what a press brings, second by second
visits       stretches with a clock of seconds, and lever sessions
visiting     the same for a built engine
behaviour    what the engine has to know of a model to let things happen to it
arrays       what goes into the engine's program and what comes out
program      what happens from interval to interval
native       an interval as a kernel in C
tape         code of rows written down operation by operation
c_text       C from a tape
c_schedule   the scheduled events of an interval in C
c_functions  the part of a kernel's C that is the same for all models
kernels      kernels compiled on first use
caches       where compiled code is kept between processes
engine       many subjects, their events and decisions
streams      random numbers that do not depend on who asks
rest         the fixed point of each person
gradients    how summaries of a run change with parameters
fastforward  years of steady exposure in leaps of days to weeks
"""
