"""Which gains the designs of the evidence cannot tell apart: Fisher information in units of the priors.

A design is a contrast as studies report it, on a logarithmic scale. Its slope in every parameter is taken by central
differences at a few individuals whose gains are half a prior width from zero, with different signs (at a gain of zero
the penetration of oxytocin could never matter). With the prior as one more observation of unit width, what a parameter
keeps of its prior width after all designs is 1 for "learned nothing" and 0 for "known".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.evidence import Prior
from allostasis.numerics.engine import Engine
from allostasis.verification.audit import lives
from allostasis.verification.audit.draws import SEED, Values, priors, typical
from allostasis.verification.audit.group import Dose, Group

STEP = 0.1
"""Step of the differences, in prior widths."""
POINTS = 4
"""Individuals at which slopes are taken."""
PRECISION = 0.15
"""Standard error of a design's contrast on the logarithmic scale: an assumption, about that of a sound small trial."""
ENTANGLED = 0.5
"""Correlation after all designs beyond which two parameters are called entangled."""
UNLEARNED = 0.8
"""Share of the prior width beyond which a parameter is called not learned."""
MICROGRAM = 1e-3
ASKED = (
    "oxytocin.F_central",
    "oxytocin_receptor.pi_plasma",
    "learning.g_cue",
    "learning.g_context",
    "learning.b_crf",
    "amygdala.g_crf",
    "amygdala.b_withdrawal",
    "hpa.g_stress",
    "hpa.a_stress",
    "hpa.a_withdrawal",
    "hpa.a_crf",
    "hpa.a_opioid",
    "tolerance.g_tolerance",
    "tolerance.w_acute",
    "tolerance.w_fast",
    "tolerance.tau_slow",
    "affect.g_withdrawal",
    "affect.g_displacement",
    "learning.relief_scale",
    "learning.b_D2",
    "dopamine.g_dopamine",
    "dopamine.k_D2",
    "arbitration.g_arbitration",
    "learning.iota",
    "oxytocin_cells.a_opioid",
    "oxytocin_cells.w_opponent",
    "oxytocin_cells.loop_gain",
    "oxytocin_cells.u_capacity",
    "oxytocin_receptor.q_density",
    "oxytocin_receptor.c_coupling",
)
"""Gains and what they may be confounded with."""
Floats = NDArray[np.float64]


def audit_information(engine: Engine) -> dict[str, Any]:
    """What designs in people alone, and with those in animals, leave of each prior width, and what is entangled."""
    contrasts = _contrasts(engine, _people())
    slopes = {name: _slopes(values) for name, values in contrasts.items()}
    designs = {"people": [n for n in slopes if n.startswith("people")], "all": list(slopes)}
    return {
        "asked": list(ASKED),
        "designs": list(slopes),
        "precision": PRECISION,
        "left": {who: dict(zip(ASKED, _left(slopes, names), strict=True)) for who, names in designs.items()},
        "entangled": {who: _entangled(slopes, names) for who, names in designs.items()},
        "directions": {who: _directions(slopes, names) for who, names in designs.items()},
        "unlearned": UNLEARNED,
    }


def _people() -> Values:
    """Each point twice for each parameter: a step below and a step above."""
    rng, known = np.random.default_rng(SEED), priors()
    gains = [name for name in ASKED if known[name].distribution == "normal"]
    sets: list[dict[str, float]] = []
    for _ in range(POINTS):
        sign = dict(zip(gains, rng.choice([-0.5, 0.5], len(gains)), strict=True))
        point = {name: shifted(known[name], sign.get(name, 0.0)) for name in ASKED}
        for name in ASKED:
            around = (shifted(known[name], sign.get(name, 0.0) + step) for step in (-STEP, STEP))
            sets.extend({**point, name: value} for value in around)
    return typical(sets)


def shifted(prior: Prior, widths: float) -> float:
    """A value so many prior widths above the default; on a logarithmic scale where the prior has one."""
    a, b, x = float(prior.a or 0.0), float(prior.b or 0.0), prior.default
    match prior.distribution:
        case "lognormal":
            return x * float(np.exp(widths * b))
        case "loguniform":
            return x * float(np.exp(widths * np.log(b / a) / np.sqrt(12)))
        case "uniform":
            return x + widths * (b - a) / float(np.sqrt(12))
        case "beta":
            return x + widths * float(np.sqrt(a * b / (a + b + 1)) / (a + b))
        case "fixed":
            return x
        case _:
            return x + widths * b


def _contrasts(engine: Engine, people: Values) -> dict[str, Floats]:
    """Each design's contrast, one value per individual."""
    naive, use = Group(engine, people), Group(engine, people)
    lives.heroin(use)
    treated, away = use.copy(), use.copy()
    lives.methadone(treated, 28)
    treated.live(12, ())
    days = away.live(24.0 * 2, (), 2.0)
    second, early = away.copy(), lives.session(away)
    opioid = naive.copy().live(2.0, naive.dose("heroin", "intravenous", 5.0, 0.0), 1 / 6)
    month = away.live(24.0 * 28, (), 2.0)
    late = lives.session(away)
    ended = treated.copy().live(24.0 * 20, (), 2.0)
    return {
        **_nasal(naive, treated, second),
        "people: cue craving, day 30 to day 2": _log(late.at("reactivity", 1.0), early.at("reactivity", 1.0)),
        "people: opioid in the naive, cortisol": _log(opioid.at("hpa.cortisol", 1.0), 1.0),
        **_heroin_and_abstinence(naive, use, treated, days, month, ended),
        **_central(naive, use, second, month),
    }


def _log(x: Any, y: Any) -> Floats:
    return np.asarray(np.log(np.maximum(x, 1e-6) / np.maximum(y, 1e-6)))


def _nasal(naive: Group, treated: Group, second: Group) -> dict[str, Floats]:
    """Oxytocin by nose against placebo in people."""

    def compared(group: Group, name: str, stress: float = 0.0) -> Floats:
        given = lives.session(group, lives.OXYTOCIN_MG, stress=stress)
        return _log(given.at(name, 1.25), lives.session(group, stress=stress).at(name, 1.25))

    return {
        "people: nasal oxytocin, cue craving on methadone": compared(treated, "reactivity"),
        "people: nasal oxytocin, craving under stress on methadone": compared(treated, "reactivity", 1.0),
        "people: nasal oxytocin, cortisol under stress": compared(naive, "hpa.cortisol", 1.0),
        "people: nasal oxytocin, withdrawal on day 2": compared(second, "felt_withdrawal"),
    }


def _heroin_and_abstinence(
    naive: Group, use: Group, treated: Group, days: Any, month: Any, ended: Any
) -> dict[str, Floats]:
    """Heroin, maintenance and abstinence in people."""
    dose = use.copy()
    dose.live(8, ())
    saline, heroin = dose.copy().live(2), dose.copy().live(2, dose.dose("heroin", "intravenous", 30.0, 0.0))
    stressed, calm = lives.session(naive, stress=1.0), lives.session(naive)
    stressed_cue, cue = lives.session(treated, stress=1.0), lives.session(treated)
    withdrawal = ended["withdrawal"]
    return {
        "people: heroin against saline, cortisol": _log(heroin.at("hpa.cortisol", 1.0), saline.at("hpa.cortisol", 1.0)),
        "people: stress, cortisol": _log(stressed.at("hpa.cortisol", 1.5), calm.at("hpa.cortisol", 1.5)),
        "people: stress, cue craving": _log(stressed_cue.at("reactivity", 1.25), cue.at("reactivity", 1.25)),
        "people: withdrawal, cortisol on day 2": _log(days.mean("hpa.cortisol", 24, 48), 1.0),
        "people: methadone, cortisol": _log(cue.at("hpa.cortisol", 0.5), 1.0),
        "people: end of methadone, peak": _log(withdrawal.max(axis=0), 1.0),
        "people: end of methadone, day 14 to peak": _log(ended.mean("withdrawal", 312, 336), withdrawal.max(axis=0)),
        "people: D2 after months of use": _log(treated.state("dopamine.D2"), 1.0),
        "people: mood in withdrawal": np.asarray(days.mean("affect.hedonic", 24, 48)),
        "people: mood after a month": np.asarray(month.mean("affect.hedonic", 600, 672)),
        "people: cue value after months of use": _log(use.state("learning.value"), 1.0),
        "people: plasma oxytocin in use": _log(use.state("oxytocin_cells.plasma"), 1.0),
    }


def _central(naive: Group, use: Group, second: Group, month: Any) -> dict[str, Floats]:
    """Oxytocin into the ventricles, and tissue, as only animals allow; the equations are those of people."""
    given = second.dose("oxytocin", "intraventricular", 10 * MICROGRAM, 0.0)

    def compared(group: Group, name: str, doses: list[Dose]) -> Floats:
        return _log(
            group.copy().live(2.0, [*given, *doses], 1 / 6).at(name, 1.0),
            group.copy().live(2.0, doses, 1 / 6).at(name, 1.0),
        )

    cue, stress = [Dose(0.75, "exposure.drug_cue", 1.0)], [Dose(0.5, "exposure.stressor", 1.0)]
    heroin = naive.dose("heroin", "intravenous", 20.0, 0.75)
    chronic, plain = naive.copy(), naive.copy()
    daily = naive.dose("oxytocin", "intraventricular", 10 * MICROGRAM, 8.0, daily=True)
    amount = [d for hour in lives.USES for d in naive.dose("heroin", "intravenous", 37.5, hour, daily=True)]
    with_oxytocin, without = chronic.live(7 * 24.0, [*amount, *daily], 2.0), plain.live(7 * 24.0, amount, 2.0)
    treated, untreated = (course.mean("tolerance", 144, 168) for course in (with_oxytocin, without))
    week = month.at("oxytocin_cells.central", 120)
    return {
        "animals: central oxytocin, cue": compared(second, "reactivity", cue),
        "animals: central oxytocin, CRF under stress": compared(naive, "amygdala.crf", stress),
        "animals: central oxytocin, cortisol under stress": compared(naive, "hpa.cortisol", stress),
        "animals: central oxytocin, withdrawal": compared(second, "felt_withdrawal", []),
        "animals: central oxytocin, dopamine after heroin": compared(naive, "dopamine_level", heroin),
        "animals: central oxytocin, tolerance": _log(treated, untreated),
        "animals: central oxytocin, weight of habit": compared(second, "habit_weight", []),
        "animals: CRF in withdrawal": _log(second.state("amygdala.crf"), 1.0),
        "animals: firing after a week of opioid": _log(without.mean("oxytocin_firing", 144, 168), 1.0),
        "animals: peptide on day 7": _log(week, 1.0),
        "animals: binding on day 7": _log(month.at("oxytocin_receptor.density", 120), 1.0),
        "animals: capacity after months of opioid": _log(use.state("oxytocin_cells.capacity"), 1.0),
    }


def _slopes(values: Floats) -> Floats:
    """Slopes of a contrast in prior widths, shape (points, parameters)."""
    pairs = values[: POINTS * len(ASKED) * 2].reshape(POINTS, len(ASKED), 2)
    return np.asarray((pairs[..., 1] - pairs[..., 0]) / (2 * STEP))


def _information(slopes: Mapping[str, Floats], designs: list[str]) -> Floats:
    """Fisher information of the designs, one matrix for each point, shape (points, parameters, parameters)."""
    J = np.stack([slopes[name] for name in designs], axis=1) / PRECISION
    return np.asarray(np.einsum("pdi,pdj->pij", J, J))


def _left(slopes: Mapping[str, Floats], designs: list[str]) -> list[float]:
    """Width left of each prior, mean over the points."""
    covariance = np.linalg.inv(_information(slopes, designs) + np.eye(len(ASKED)))
    widths = np.sqrt(np.diagonal(covariance, axis1=1, axis2=2))
    return [float(w) for w in widths.mean(axis=0)]


def _entangled(slopes: Mapping[str, Floats], designs: list[str]) -> list[dict[str, Any]]:
    """Pairs that stay correlated after all designs, strongest first; the correlation is that of largest mean size."""
    covariance = np.linalg.inv(_information(slopes, designs) + np.eye(len(ASKED)))
    widths = np.sqrt(np.diagonal(covariance, axis1=1, axis2=2))
    size = np.abs(covariance / (widths[:, :, None] * widths[:, None, :])).mean(axis=0)
    pairs = [(i, j) for i in range(len(ASKED)) for j in range(i) if size[i, j] > ENTANGLED]
    found = [{"one": ASKED[j], "other": ASKED[i], "correlation": float(size[i, j])} for i, j in pairs]
    return sorted(found, key=lambda row: -float(str(row["correlation"])))


def _directions(slopes: Mapping[str, Floats], designs: list[str]) -> dict[str, Any]:
    """How many directions the designs learn more about than the priors say, and the best hidden mixtures.

    A hidden mixture is an eigenvector with less information than the prior has, in which more than one parameter
    takes a large part although each of them alone is seen.
    """
    information = _information(slopes, designs).mean(axis=0)
    values, vectors = np.linalg.eigh(information)
    seen = np.sqrt(np.diagonal(information))
    hidden = []
    for value, vector in zip(values, vectors.T, strict=True):
        parts = [(ASKED[k], float(vector[k])) for k in np.argsort(-np.abs(vector)) if abs(vector[k]) > 0.3]
        if value < 1 and len(parts) > 1 and sum(seen[ASKED.index(name)] > 1 for name, _ in parts) > 1:
            hidden.append({"information": float(value), "parts": [list(part) for part in parts]})
    return {"learned": int(np.sum(values > 1)), "of": len(ASKED), "hidden": hidden, "values": list(values[::-1])}
