"""The structure audit: what the structure and the priors say before anything is calibrated, by calculation.

    python -m allostasis.verification.audit [--only PART]      runs it and writes results.json beside this file

draws         who is audited: draws from the priors, individuals about them, draws far wider than the priors
group         individuals side by side in double precision
lives         histories that several parts share
fixed_point   rest is an exact fixed point, and a stable one
signal        is the oxytocin signal below rest in chronic use and in abstinence?
craving       what 40 IU may do to craving for a cue
challenges    antagonist, carbetocin and naloxone
withdrawal    withdrawal after four regimens
information   which gains the designs of the evidence cannot tell apart
construction  contrasts that hold for every parameter value, and explain nothing
results       reading and writing what was found
"""

from allostasis.verification.audit.results import read_results

__all__ = ["read_results"]
