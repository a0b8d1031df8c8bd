"""Oxytocin cells of dependent rats after naloxone, their stores, and how strongly opioids silence them."""

from __future__ import annotations

import numpy as np

from allostasis.models.deterministic import signals_of
from allostasis.verification.bench import Bench, number
from allostasis.verification.check import PRIOR, Answer, around, between, check, fold
from allostasis.verification.checks.oxytocin import dependent
from allostasis.verification.subjects import Course, Subject


def _withdrawn(bench: Bench) -> Course:
    """Twenty minutes after 5 mg/kg of naloxone in a rat after five days of morphine."""

    def work() -> Course:
        subject = bench.subject
        doses = subject.dose("naloxone", "intravenous", 1.5)
        return subject.run(doses, np.linspace(0.0, 1 / 3, 21), start=dependent(subject))

    return bench.once("dependent rat after naloxone", work)


@check(
    "oxytocin_cells.firing_after_naloxone",
    PRIOR,
    "firing within 5 min of naloxone in dependent rats, fold",
    tolerance="a factor of 1.5: six cells",
    model="rat",
    draws=12,
)
def _firing(bench: Bench) -> Answer:
    bench.effect("bicknell1988.oxytocin_firing_dependent_naloxone")
    firing = _withdrawn(bench)["oxytocin_firing"]
    # Printed as a rise of 360 %.
    return Answer(fold(4.6, 1.5, "4.6 (a rise of 6.3 per second, 360 %)"), float(firing[5] / firing[0]))


@check(
    "oxytocin_cells.plasma_in_another_preparation",
    PRIOR,
    "plasma oxytocin after naloxone in dependent rats of another preparation, fold",
    tolerance="a factor of 1.5",
    model="rat",
    draws=12,
)
def _plasma(bench: Bench) -> Answer:
    effect_id = "son_autoexcitation.plasma_oxytocin_withdrawal"
    plasma = _withdrawn(bench)["oxytocin_cells.plasma"]
    return Answer(fold(number(bench.effect(effect_id).value, effect_id), 1.5), float(plasma.max() / plasma[0]))


@check(
    "oxytocin_cells.release_in_the_nucleus",
    PRIOR,
    "oxytocin in the brain after naloxone in dependent rats, x before",
    tolerance="two printed standard errors",
    model="rat",
    draws=12,
)
def _central(bench: Bench) -> Answer:
    effect_id = "son_autoexcitation.brain_oxytocin_withdrawal"
    effect, central = bench.effect(effect_id), _withdrawn(bench)["oxytocin_cells.central"]
    rise, error = number(effect.value, effect_id), number(effect.spread_treat, effect_id)
    return Answer(around(1 + rise / 100, 2 * error / 100), float(central.max() / central[0]))


@check(
    "oxytocin_cells.stores_in_dependence",
    PRIOR,
    "capacity of oxytocin cells after five days of morphine, x naive",
    tolerance="similar contents in groups of a dozen: 15 %",
    model="rat",
    draws=12,
)
def _stores(bench: Bench) -> Answer:
    bench.effect("rayner1988.oxytocin_peptide_contents")
    return Answer(between(0.85, 1.15, "similar contents", 1.0), float(_withdrawn(bench)["oxytocin_cells.capacity"][0]))


def _half_doses(subject: Subject) -> tuple[float, float]:
    """Levels of morphine at the receptor (in units of its affinity) that halve firing, and that give half of relief."""
    p, levels = subject.parameters, np.geomspace(1e-3, 1e3, 600)
    states = {**subject.assembly.rest(p), "mu_receptor.morphine": levels / (1 + levels)}
    signals = signals_of(subject.assembly, p, states)
    firing, relief = (np.asarray(signals[name], float) for name in ("oxytocin_firing", "antinociception_effect"))
    silent = float(np.exp(np.interp(-0.5, -firing, np.log(levels))))
    return silent, float(np.exp(np.interp(relief[-1] / 2, relief, np.log(levels))))


@check(
    "oxytocin_cells.dose_that_silences",
    PRIOR,
    "dose of morphine for half of the relief of pain over that which halves oxytocin release",
    tolerance="a factor of 2: two doses of half effect",
    model="rat",
    draws=24,
)
def _clarke_wright(bench: Bench) -> Answer:
    effect_id = "clarke_wright1984.suppression_ed50_morphine"
    suppressing = number(bench.effect(effect_id).value, effect_id)
    silent, relief = _half_doses(bench.subject)
    # 5.0 mg/kg for analgesia stands in the text of the row.
    return Answer(fold(5.0 / suppressing, 2.0), relief / silent)
