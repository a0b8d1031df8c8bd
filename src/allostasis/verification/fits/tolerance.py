"""Tolerance and withdrawal, fitted to what was published about how they come and go: `tolerance_course_*` rows.

    python -m allostasis.verification.fits tolerance
    python -m allostasis.verification.fits tolerance --without "heroin peaks after 1 to 3 days"

Importance sampling: tone over time follows from the kinetics alone and is worked out once for each regimen; tolerance
and withdrawal under it are linear filters and one formula, so that many thousand sets of parameters can be tried. The
fast and slow time constants start as measured in rats, everything else flat. What the data say is in `LIKELIHOOD`; the
edges of the statements are soft and their widths are assumptions. Two papers on people (remifentanil for three hours:
no tolerance) contradict a third (a quarter of the effect left): none of the three is used. Two fits more were tried
and left. With one dose to be seen at a tenth of the peak after heroin, a number that nobody published, hardly any draw
remains (139 of 800,000 in place of 3,646) and what rats lost under infusion comes out too large; with rats that had
naloxone two days (seen) and a week (gone) after one dose as well (naloxone_operant1977, young1986), withdrawal of
people is worst 15 h after the last heroin. So here one dose is asked only to bring as much after 6 h as after 2, and
brings less than a hundredth of that peak: too little. The statement that forces it is the time of that peak: without it
one dose brings six times as much (see docs/explanation/verification.md); no other one changes it by more than about
half.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from allostasis.evidence import load
from allostasis.verification.fits.weights import Term, at_most, between, normal, posterior
from allostasis.verification.subjects import Cast, Subject

Floats = NDArray[np.float64]
SAMPLES, BATCHES, SEED = 10_000, 80, 1_987
STEP = 0.25
"""Hours between two values of a course."""
HEROIN_DAYS, AFTER_DAYS, LEAD_DAYS, TAPER_DAYS = 30, 8, 14, 21
LAST_USE, RELIEVED = 22.0, 2.0
"""Hour of the last of four uses by day, and the hours after it in which nobody asks for withdrawal."""


class Sample(NamedTuple):
    """Sets of parameters; each of shape (samples,)."""

    w_acute: Floats
    tau_acute: Floats
    w_fast: Floats
    tau_fast: Floats
    tau_slow: Floats
    softness: Floats
    w_recruited: Floats
    tau_recruited: Floats
    g_antinociception: Floats
    K_antinociception: Floats
    n_effect: Floats


def drawn(batch: int) -> Sample:
    """Flat where the data are to speak, as measured or assumed elsewhere for the rest."""
    rng = np.random.default_rng([SEED, batch])

    def log(low: float, high: float) -> Floats:
        return np.exp(rng.uniform(np.log(low), np.log(high), SAMPLES))

    def around(middle: float, width: float) -> Floats:
        return middle * np.exp(width * rng.standard_normal(SAMPLES))

    def flat(high: float) -> Floats:
        return rng.uniform(0, high, SAMPLES)

    return Sample(
        w_acute=flat(0.8),
        tau_acute=log(0.3, 12),
        w_fast=flat(1),
        tau_fast=around(37.51, 0.25),
        tau_slow=around(456, 0.3),
        softness=log(0.01, 1),
        w_recruited=flat(1),
        tau_recruited=log(3, 96),
        g_antinociception=log(1, 60),
        K_antinociception=around(0.4, 0.3),
        n_effect=around(2, 0.3),
    )


def tones(subject: Subject) -> dict[str, tuple[Floats, Floats]]:
    """Opioid tone every `STEP` hours of each regimen, and the tone whose lack is withdrawal."""
    heroin, taper = _heroin(subject), _taper(subject)
    return {
        "heroin": (heroin, heroin),
        "taper": (taper, taper),
        **{f"naloxone {h:g}": _one_dose(subject, h) for h in (2.0, 6.0)},
    }


def _heroin(subject: Subject) -> Floats:
    """Four uses a day: the third day, again and again, then what follows the last use."""
    uses = [
        e for d in range(3) for h in (8, 12, 17, 22) for e in subject.dose("heroin", "intravenous", 37.5, 24 * d + h)
    ]
    course = subject.run(uses, np.arange(0.0, 48 + LAST_USE + 24 * AFTER_DAYS, STEP))["tone"]
    day = course[int(24 / STEP) : int(48 / STEP)]
    return np.concatenate([np.tile(day, HEROIN_DAYS), course[int(48 / STEP) :]])


def _taper(subject: Subject) -> Floats:
    amounts = [60.0] * LEAD_DAYS + [60.0 * (1 - (k + 1) / TAPER_DAYS) for k in range(TAPER_DAYS - 1)]
    doses = [e for day, mg in enumerate(amounts) for e in subject.dose("methadone", "oral", mg, 24.0 * day)]
    tone: Floats = subject.run(doses, np.arange(0.0, 24.0 * (LEAD_DAYS + TAPER_DAYS + 20), STEP))["tone"]
    return tone


def _one_dose(subject: Subject, hours: float) -> tuple[Floats, Floats]:
    """One dose of morphine, naloxone some hours later, and the hour after: the tone, and that which is missed."""
    doses = subject.dose("naloxone", "intravenous", 10.0, hours + STEP)
    doses += subject.dose("morphine", "intravenous", 10.0)
    run = subject.run(doses, np.arange(0.0, hours + STEP + 1, STEP))
    return run["tone"], run["tone"] + subject.parameters["mu_receptor.e_0"] * run["mu_receptor.naloxone"]


def course(tones: tuple[Floats, Floats], p: Sample, e_0: float, first: int = 0) -> Floats:
    """Withdrawal at each time from the step `first` on, shape (times, samples); all rest at the start."""
    tone, missed = tones
    parts = [np.full(SAMPLES, e_0) for _ in range(3)]
    keep = [np.exp(-STEP / tau) for tau in (p.tau_acute, p.tau_fast, p.tau_slow)]
    weights = (p.w_acute, (1 - p.w_acute) * p.w_fast, (1 - p.w_acute) * (1 - p.w_fast))
    keep_recruited = np.exp(-2 * STEP / p.tau_recruited)
    called, recruited = np.zeros(SAMPLES), np.zeros(SAMPLES)
    W = np.empty((len(tone) - first, SAMPLES))
    for k, s in enumerate(tone):
        T = sum(w * part for w, part in zip(weights, parts, strict=True))
        above = np.maximum(T - missed[k], 0)
        felt = above / (above + p.softness)
        if k >= first:
            W[k - first] = above * felt * (1 - p.w_recruited * (1 - recruited))
        recruited = called + (recruited - called) * keep_recruited
        called = felt + (called - felt) * keep_recruited
        parts = [s + (part - s) * share for part, share in zip(parts, keep, strict=True)]
    return W


def relief_left(p: Sample, occupancy: float, e_0: float, hours: float) -> Floats:
    """Relief of pain after hours of a constant tone, as a share of its first value."""
    s = e_0 * (1 - occupancy) + occupancy

    def effect(tolerance: Floats) -> Floats:
        def hill(tone: float, T: Floats | float) -> Floats:
            return np.asarray(1 / (1 + (p.K_antinociception * (1 + p.g_antinociception * T) / tone) ** p.n_effect))

        return hill(s, tolerance) - hill(e_0, e_0)

    grown = [1 - np.exp(-hours / tau) for tau in (p.tau_acute, p.tau_fast, p.tau_slow)]
    slow = p.w_fast * grown[1] + (1 - p.w_fast) * grown[2]
    T = e_0 + (s - e_0) * (p.w_acute * grown[0] + (1 - p.w_acute) * slow)
    return np.asarray(effect(T) / effect(np.full(SAMPLES, e_0)))


LIKELIHOOD: dict[str, Term] = {
    "relief at 12 h, half of receptors": lambda q: normal(q["relief_12"], 0.24, 0.1),
    "relief at 12 h, three quarters": lambda q: normal(q["relief_12_high"], 0.24, 0.1),
    "relief at 72 h": lambda q: at_most(q["relief_72"], 0.1, 0.05),
    "heroin peaks after 1 to 3 days": lambda q: between(q["heroin_peak_h"], 24, 72, 3),
    "heroin withdrawal begins within 12 h": lambda q: at_most(q["heroin_onset_h"], 12, 2),
    "taper, 19 days after its end": lambda q: at_most(q["taper_left"], 0.1, 0.03),
    "one dose, naloxone at 6 h against 2 h": lambda q: normal(np.log(q["one_dose_6_over_2"]), 0, np.log(2) / 2),
}
"""Logarithm of the likelihood of each statement from the quantities of `predicted`."""


def predicted(p: Sample, tone: dict[str, tuple[Floats, Floats]], e_0: float) -> dict[str, Floats]:
    """What each set of parameters gives for each statement, shape (samples,)."""
    last = int((24 * HEROIN_DAYS + LAST_USE) / STEP)
    away = course(tone["heroin"], p, e_0, last)
    peak = away.max(axis=0) + 1e-12
    taper = course(tone["taper"], p, e_0, int(24 * LEAD_DAYS / STEP))
    one = {h: course(tone[f"naloxone {h:g}"], p, e_0).max(axis=0) + 1e-12 for h in (2.0, 6.0)}
    return {
        "relief_12": relief_left(p, 0.5, e_0, 12),
        "relief_12_high": relief_left(p, 0.75, e_0, 12),
        "relief_72": relief_left(p, 0.5, e_0, 72),
        "heroin_peak_h": away.argmax(axis=0) * STEP,
        "heroin_onset_h": RELIEVED + (away[int(RELIEVED / STEP) :] > 0.1 * peak).argmax(axis=0) * STEP,
        "heroin_peak": peak,
        "taper_left": taper[-int(24 / STEP) :].mean(axis=0) / (taper.max(axis=0) + 1e-12),
        "one_dose_6_over_2": one[6.0] / one[2.0],
        "one_dose_over_heroin": np.minimum(one[2.0], one[6.0]) / peak,
    }


def fit() -> dict[str, Any]:
    """Weighted quantiles (0.05, 0.5, 0.95), mean and SD of each parameter and prediction."""
    subject = Cast(load()).typical("human")
    regimens, e_0 = tones(subject), subject.parameters["mu_receptor.e_0"]
    batches = [drawn(k) for k in range(BATCHES)]
    given = [predicted(p, regimens, e_0) for p in batches]
    parameters = {name: np.concatenate([getattr(p, name) for p in batches]) for name in Sample._fields}
    return posterior(parameters, {k: np.concatenate([q[k] for q in given]) for k in given[0]}, LIKELIHOOD)
