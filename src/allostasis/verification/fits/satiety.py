"""At which effect rats have enough, and how often they press for nothing: the rows `satiety_joint_*`.

    python -m allostasis.verification.fits satiety

Importance sampling over whole rats in lever sessions (studies/animals/olivier_oxy.yaml, without its work for a
breakpoint). The data are mean infusions of oxycodone in the first session of 2 h, when nothing is learned yet, and in
sessions 2, 3 and 4 of 12 h, of some 230 rats; later sessions, the spread between rats and everything about heroin are
left for the checks. K_satiety and k_0 are drawn from wide flat distributions of their logarithms, everything else from
the priors of the rat, so that what is not known of oxycodone in rats goes into the width of the rows.
Rule: medians and SDs of the logarithms of the weighted draws. It was first run for K_satiety alone, which ran into the
lower end of its distribution: the 4 presses an hour that were assumed for k_0 are 48 infusions in 12 h by themselves.
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
from allostasis.verification.fits.weights import Term, normal, posterior

Floats = NDArray[np.float64]
FLAT = {"pressing.K_satiety": (0.01, 1.0), "pressing.k_0": (0.1, 10.0)}
"""Ends of the flat distributions; 1 is the largest effect that there is."""
ANIMALS, BLOCKS = 2, 12
FIRST = ("olivier_oxy_raw_short_access_1",)
LONG = ("olivier_oxy_raw_long_access_2", "olivier_oxy_raw_long_access_3", "olivier_oxy_raw_long_access_4")
ERROR = 0.35
"""SD of the logarithm of the mean over sessions: spread between colonies and preparations, an assumption."""


def flat(evidence: Evidence) -> Evidence:
    """The evidence with wide priors of both for all species."""
    wide = {
        name: evidence.priors[name].model_copy(update={"distribution": "loguniform", "a": low, "b": high})
        for name, (low, high) in FLAT.items()
    }
    return replace(evidence, priors={**evidence.priors, **wide})


def sessions() -> LeverStudy:
    """The sessions that are used: four of 2 h and the first four of 12 h, with two animals for each draw."""
    study = load_lever_study("olivier_oxy")
    short, long = (part for part in study.blocks("rats") if part.name in ("short_access", "long_access"))
    kept = (short, long.model_copy(update={"sessions": 4}))
    animals = study.animals.model_copy(update={"number": ANIMALS})
    return study.model_copy(update={"arms": {"rats": kept}, "animals": animals})


def observed(rows: tuple[str, ...]) -> float:
    """Mean infusions in a session."""
    values = [load().curves[row].y for row in rows]
    return float(np.mean([value for value in values if value is not None]))


def fit() -> dict[str, Any]:
    """Weighted quantiles (0.05, 0.5, 0.95), mean and SD of both parameters and of what the sessions give."""
    evidence, study = flat(load()), sessions()
    laboratory = Laboratory(study, evidence)
    infusions = np.concatenate(
        [laboratory.block("rats", k * WIDTH, (k + 1) * WIDTH)["infusions"] for k in range(BLOCKS)]
    )
    draws = infusions.reshape(-1, ANIMALS, infusions.shape[1])
    drawn = sample_parameters(evidence.priors_for(study.model), study.seed, range(len(draws)))
    given = {"first": draws[:, :, 0].mean(axis=1), "long access": draws[:, :, 5:8].mean(axis=(1, 2))}
    likelihood = {name: _reading(name, observed(rows)) for name, rows in (("first", FIRST), ("long access", LONG))}
    return posterior({name: np.asarray(drawn[name]) for name in FLAT}, given, likelihood)


def _reading(name: str, value: float) -> Term:
    return lambda q: normal(np.log(np.maximum(q[name], 0.25)), np.log(value), ERROR)
