"""An executable review of the oxytocin system in opioid use disorder.

Published trials are rerun in a population of virtual people whose every number leads to its source.
The rooms, from the top floor down, each importing only from the floors below it:

    cli                                the commands
    web                                the archive as pages
    report                             tables, figures and sentences from results
    verification                       the model against what was published about each part of it
    studies                            a published study made runnable
    exchange                           the model for other people's programs
    population, protocols, models      who, what is done to them, and which subsystems are joined
    physiology                         one file per subsystem, reading like its equations
    numerics, evidence                 ensembles and steps; studies, effects, parameter values, references
    quantities                         units, parameters and priors
    errors                             the few errors that a caller can act on

A research tool: it gives no medical advice.
"""

__version__ = "0.1.0"
