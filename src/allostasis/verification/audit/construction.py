"""Contrasts that hold for every parameter value: they follow from the structure and never count as explained.

Draws far wider than the priors look for a counterexample; where none is found, an argument from the equations says why
there cannot be one. A contrast that holds in all wide draws without an argument only counts as
without a counterexample.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from allostasis.numerics.engine import Engine
from allostasis.verification.audit import lives
from allostasis.verification.audit.draws import Values
from allostasis.verification.audit.group import Dose, Group
from allostasis.verification.audit.results import share

Truths = NDArray[np.bool_]
SLACK = 1e-6
"""Differences below this are rounding and count as equal."""


class Contrast(NamedTuple):
    """A claim about two conditions, with the argument if there is one."""

    claim: str
    argument: str = ""


CONTRASTS = {
    "withdrawal_after_stop": Contrast(
        "stopping heroin brings withdrawal that constant use did not have at its mean",
        "the opponent follows the tone with a delay; when the tone falls to rest the opponent is above it",
    ),
    "no_withdrawal_naive": Contrast(
        "people without opioids never have withdrawal under stress, cues or oxytocin",
        "tone, opponent and endogenous tone are equal without a drug, whatever oxytocin does",
    ),
    "tolerance_in_use": Contrast(
        "daily heroin leaves tolerance above rest",
        "the opponent follows a tone that a full agonist can only raise, as long as endogenous tone is below 1",
    ),
    "stress_cortisol": Contrast(
        "a stressor raises cortisol", "the drive rises by a positive number, whatever oxytocin's gain is"
    ),
    "stress_crf": Contrast("a stressor raises CRF", "CRF's production rises by a positive number"),
    "cue_craving": Contrast(
        "a drug cue never lowers craving", "a cue adds a positive part to the reminders, with which craving rises"
    ),
    "signal_first_hour": Contrast(
        "40 IU raise the oxytocin signal within the first hour",
        "",
    ),
    "signal_never_lower": Contrast("40 IU never lower the oxytocin signal within two hours"),
    "oxytocin_lowers_craving": Contrast("40 IU lower craving after a cue"),
    "oxytocin_lowers_cortisol": Contrast("40 IU lower cortisol under stress"),
    "heroin_lowers_cortisol": Contrast("a dose of heroin lowers cortisol in the naive at one hour"),
    "abstinence_cortisol": Contrast("cortisol is above rest on day 2 of abstinence"),
    "abstinence_crf": Contrast(
        "CRF is not below rest on day 2 of abstinence",
        "no input of CRF's production can take it below its value at rest",
    ),
    "signal_below_in_use": Contrast("the oxytocin signal is below rest in chronic use"),
    "signal_below_on_day_7": Contrast("the oxytocin signal is below rest on day 7 of abstinence"),
    "D2_below": Contrast(
        "D2 availability is below rest after months of use", "its goal is exp(-k (T - e_0)) with k and T - e_0 positive"
    ),
    "mood_below": Contrast("mood is below rest on day 2 of abstinence"),
    "methadone_less_withdrawal": Contrast("methadone leaves less withdrawal on its day 2 than stopping does"),
    "incubation_grows": Contrast("incubation on day 14 of abstinence is above that on day 1", ""),
}


def audit_construction(engine: Engine, wide: Values, prior: Values) -> dict[str, Any]:
    """For each contrast the share of prior draws and of wide draws in which it holds."""
    far, near = _truths(engine, wide, 0.5), _truths(engine, prior, 2.0)
    rows = {}
    for name, contrast in CONTRASTS.items():
        always = bool(np.all(far[name])) and bool(np.all(near[name]))
        kind = "by construction" if always and contrast.argument else "no counterexample" if always else "can fail"
        rows[name] = {
            "claim": contrast.claim,
            "argument": contrast.argument,
            "prior": share(near[name]),
            "wide": share(far[name]),
            "kind": kind,
        }
    return {
        "draws": len(near["stress_crf"]),
        "wide_draws": len(far["stress_crf"]),
        "wide_lost": len(wide["mu_receptor.e_0"]) - len(far["stress_crf"]),
        "contrasts": rows,
    }


def _truths(engine: Engine, people: Values, step: float) -> Mapping[str, Truths]:
    """Whether each contrast holds, by individual; those whose numbers overflow are left out.

    Args:
        engine: the compiled engine.
        people: parameters.
        step: step of the solver in sessions, minutes.
    """
    with np.errstate(all="ignore"):
        found = {**_sessions(Group(engine, people), step), **_course(engine, people)}
    sound = np.all([np.isfinite(value) for value in found.values()], axis=0)
    return {name: np.asarray(value[sound] > -SLACK) for name, value in found.items()}


def _sessions(naive: Group, step: float) -> dict[str, Any]:
    """Margins by which the contrasts in people without a history hold; negative: the opposite."""

    def lived(*doses: Dose) -> Any:
        return naive.copy().live(2.0, doses, 1 / 6, step=step)

    stress = Dose(0.75, "exposure.stressor", 1.0)
    nasal = naive.dose("oxytocin", "intranasal", lives.OXYTOCIN_MG, 0.0)
    calm, stressed, treated, both = lived(), lived(stress), lived(*nasal), lived(stress, *nasal)
    heroin = lived(*naive.dose("heroin", "intravenous", 10.0, 0.0))
    withdrawal = [c["withdrawal"].max(axis=0) for c in (calm, stressed, treated, both)]
    return {
        "no_withdrawal_naive": -np.max(withdrawal, axis=0),
        "stress_cortisol": (stressed["hpa.cortisol"] - calm["hpa.cortisol"]).max(axis=0),
        "stress_crf": (stressed["amygdala.crf"] - calm["amygdala.crf"]).max(axis=0),
        "signal_first_hour": treated.mean("oxytocin_signal", 0, 1) - 1,
        "signal_never_lower": treated["oxytocin_signal"].min(axis=0) - 1,
        "oxytocin_lowers_cortisol": stressed.at("hpa.cortisol", 1.5) - both.at("hpa.cortisol", 1.5),
        "heroin_lowers_cortisol": 1 - heroin.at("hpa.cortisol", 1.0),
    }


def _course(engine: Engine, people: Values) -> dict[str, Any]:
    """The same for what follows a month of heroin."""
    group = Group(engine, people)
    use = lives.heroin(group, 30)
    T_end, D2_end = group.state("tolerance.fast"), group.state("dopamine.D2")
    treated = group.copy()
    away, kept = group.live(24.0 * 29, (), 2.0), lives.methadone(treated, 14)
    e_0 = people["mu_receptor.e_0"]
    treated.live(12, ())
    plain, cue = treated.copy().live(2.0, (), 1 / 6), lives.session(treated)
    given = lives.session(treated, lives.OXYTOCIN_MG)
    last_day = use.hours[-1] - 22
    peak = away["withdrawal"].max(axis=0)
    return {
        "withdrawal_after_stop": peak - use.mean("withdrawal", last_day, 1e9),
        "tolerance_in_use": T_end - e_0,
        "cue_craving": cue.at("craving", 1.0) - plain.at("craving", 1.0),
        "oxytocin_lowers_craving": cue.at("craving", 1.0) - given.at("craving", 1.0),
        "abstinence_cortisol": away.mean("hpa.cortisol", 24, 48) - 1,
        "abstinence_crf": away.mean("amygdala.crf", 24, 48) - 1,
        "signal_below_in_use": 1 - use.mean("oxytocin_signal", last_day, 1e9),
        "signal_below_on_day_7": 1 - away.mean("oxytocin_signal", 7 * 24.0, 8 * 24.0),
        "D2_below": 1 - D2_end,
        "mood_below": -away.mean("affect.hedonic", 24, 48),
        "methadone_less_withdrawal": away.mean("withdrawal", 24, 48) - kept.mean("withdrawal", 24, 48),
        "incubation_grows": away.mean("incubated", 14 * 24.0, 15 * 24.0) - away.mean("incubated", 0, 24),
    }
