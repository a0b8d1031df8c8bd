"""At which effect rats have enough: the row `satiety_joint_level`.

    python -m allostasis.verification.fits satiety

Importance sampling over whole rats in lever sessions (studies/animals/olivier_oxy.yaml, without its work for a
breakpoint). The data are mean infusions of oxycodone in sessions 2, 3 and 4 of 12 h, of some 230 rats; later sessions,
sessions of 2 h, the spread between rats and everything about heroin are left for the checks. K_satiety is drawn from a
wide flat distribution of its logarithm, everything else from the priors of the rat: kinetics and potency of oxycodone
in rats are carried over from people, and their uncertainty goes into the width of the row. One K_satiety stands for all
opioids and species.
Rule, written down before it was run: median and SD of the logarithm of the weighted draws.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.evidence import Evidence, load
from allostasis.population.sampling import sample_parameters
from allostasis.studies.lever_files import LeverStudy, load_lever_study
from allostasis.studies.lever_run import WIDTH, Laboratory
from allostasis.verification.fits.weights import normal, posterior

Floats = NDArray[np.float64]
NAME = "pressing.K_satiety"
LOW, HIGH = 0.01, 1.0
"""Ends of the flat distribution; 1 is the largest effect that there is."""
ANIMALS, BLOCKS = 2, 12
SESSIONS = ("olivier_oxy_raw_long_access_2", "olivier_oxy_raw_long_access_3", "olivier_oxy_raw_long_access_4")
ERROR = 0.35
"""SD of the logarithm of the mean over sessions: spread between colonies and preparations, an assumption."""


def flat(evidence: Evidence) -> Evidence:
    """The evidence with a wide prior of K_satiety for all species."""
    prior = evidence.priors[NAME]
    wide = prior.model_copy(update={"distribution": "loguniform", "a": LOW, "b": HIGH, "between_subject": None})
    return replace(evidence, priors={**evidence.priors, NAME: wide})


def sessions() -> LeverStudy:
    """The sessions that are used: four of 2 h and the first four of 12 h, with two animals for each draw."""
    study = load_lever_study("olivier_oxy")
    short, long = (part for part in study.blocks("rats") if part.name in ("short_access", "long_access"))
    kept = (short, long.model_copy(update={"sessions": 4}))
    animals = study.animals.model_copy(update={"number": ANIMALS})
    return study.model_copy(update={"arms": {"rats": kept}, "animals": animals})


def observed() -> float:
    """Mean infusions in a session of 12 h."""
    values = [load().curves[row].y for row in SESSIONS]
    return float(np.mean([value for value in values if value is not None]))


def fit() -> dict[str, Any]:
    """Weighted quantiles (0.05, 0.5, 0.95), mean and SD of K_satiety and of what the sessions give."""
    evidence, study = flat(load()), sessions()
    laboratory = Laboratory(study, evidence)
    infusions = np.concatenate(
        [laboratory.block("rats", k * WIDTH, (k + 1) * WIDTH)["infusions"] for k in range(BLOCKS)]
    )
    draws = infusions.reshape(-1, ANIMALS, infusions.shape[1])
    drawn = sample_parameters(evidence.priors_for(study.model), study.seed, range(len(draws)))
    given = {"long access": draws[:, :, 5:8].mean(axis=(1, 2)), "short access": draws[:, :, :4].mean(axis=(1, 2))}
    mean = np.log(observed())
    return posterior(
        {NAME: np.asarray(drawn[NAME])},
        given,
        {"long access": lambda q: normal(np.log(np.maximum(q["long access"], 0.1)), mean, ERROR)},
    )
