"""Protocols: what is done to subjects and when, declared as values that know no model.

protocol    the whole protocol of one arm
phases      use, treatment and washout before the sessions
sessions    the laboratory session and its events
events      dose, cue, stressor, and the place of the arm's treatment
designs     crossover and parallel
regimens    doses that repeat, infusions, steady state
event_table the same as a table for many subjects
levers      lever sessions and blocks of them
measures    at which minutes something is measured
drugs       drugs, their routes and plausible doses
"""
