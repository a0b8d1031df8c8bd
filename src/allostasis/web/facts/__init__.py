"""What pages show of the model, of syntheses and of studies: worked out once, in a process of its own, as plain JSON.

The libraries that this needs (SymPy, JAX, matplotlib) are never loaded by the processes that answer readers.
`python -m allostasis.web.facts FILE` writes the file; `held` gives its content and has it written where it is missing.

model      subsystems, parameters, states, signals and observables
equations  equations typeset as MathML
priors     the density of a prior, for a small picture
syntheses  pooled results and figures by outcome and species
studies    study files in words, and results that are recorded for them
changes    what differs from the snapshot before
"""

from allostasis.web.facts.held import held

__all__ = ["held"]
