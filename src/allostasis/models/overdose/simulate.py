"""An overdose in a cohort: who collapses, when, and what a rescue changes.

people = chronic_users(4000, seed=1)                                     # allostasis.population.overdose
result = simulate_overdose(people, "fentanyl", 1.625, rescue("intranasal"))
result.arrest.mean(), result.trigger, result.spans["brain_po2"]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from allostasis.models.overdose.checked import STEP, check_run, doses_of, number_of_people, numbers
from allostasis.models.overdose.drugs import ANTAGONISTS, INTO_PLASMA, People, opioid_parameters
from allostasis.models.overdose.given import Dose, loaded, opioid_doses, rescue_doses
from allostasis.models.overdose.rescue import Rescue
from allostasis.models.overdose.resting import at_rest
from allostasis.models.overdose.result import OverdoseResult, joined
from allostasis.models.overdose.rules import Rules
from allostasis.models.overdose.tolerance import ActsOn, tolerant
from allostasis.models.overdose.values import Floats, constants, defaults

CHUNK = 2000
"""People carried together."""
LUNG = "gas_exchange.lung_co2"


def simulate_overdose(
    people: People,
    opioid: str,
    dose: float | ArrayLike | tuple[Dose, ...],
    rescue: Rescue | None = None,
    *,
    tolerance: float | ArrayLike = 1.0,
    tolerance_acts_on: ActsOn = "exponents",
    on_board: float | ArrayLike = 0.0,
    length: float | None = None,
    step: float = STEP,
    courses: int = 0,
    every: float = 10.0,
    single: bool = True,
    held_pco2: float | None = None,
) -> OverdoseResult:
    """Simulate an overdose by injection in a cohort, with or without a rescue.

    Everybody starts at rest, drug-free unless something is on board. The untreated and the treated course are the same
    until the first dose of the antagonist, so one run gives both the trigger and the outcome; a person who never
    triggers is never treated.

    Args:
        people: published quantities by name, each of shape (people,): `chronic_users` of `population.overdose`, or
            `typical_user`.
        opioid: fentanyl, carfentanil, heroin (an equi-depressing dose of fentanyl: assumed) or buprenorphine.
        dose: mg into the vein at t = 0 as a bolus, for everybody or of shape (people,); or several `Dose`.
        rescue: what is given after the trigger; nothing if None.
        tolerance: respiratory tolerance T of each person, a number or shape (people,): 0 for the opioid-naive, 1 for
            the published chronic user (T_ref); values between and above follow the line.
        tolerance_acts_on: `exponents`, as in the published tables: both exponents of breathing are P_naive
            (1 + 0.47 T); or `C50`: the concentration of half effect is 1 + 3.3 T times the naive one (see `tolerance`).
        on_board: share of each person's receptors that carry opioid before the dose, a number or shape (people,), at
            least 0 and below 1. It enters as so much of this opioid in plasma, tissues and at the effect site as holds
            that occupancy in balance, and then leaves with this opioid's kinetics; breathing starts from rest.
        length: s; the published 4500 if None.
        step: s, at most 0.5.
        courses: for how many people, the first ones, time courses are kept.
        every: s between the points of time courses, taken to the next whole number of steps.
        single: work in single precision, which is faster. Person by person it was compared with double precision:
            `verification/data/overdose_step.csv`.
        held_pco2: alveolar PCO2 (mmHg) that an experimenter holds (isohypercapnia); breathing sets it if None.

    Returns:
        Arrest, event times, spans and courses of the cohort, in the order of `people`.

    Raises:
        InputError: with everything that is wrong with the arguments.

    Source:
        mann2022 and fda_nasal_naloxone for everything but heroin, buprenorphine, nalmefene (laffont2024, with what
        `drugs.nalmefene` assumes), tolerance other than 0 and 1, and tolerance on the C50 (algera2020).
    """
    run_length = constants()["run_length"] if length is None else length
    check_run(opioid, tolerance_acts_on, run_length, step, every, courses, held_pco2, rescue)
    number = number_of_people(people, rescue)
    doses, amounts = doses_of(dose, number, run_length)
    wanted = numbers("tolerance", tolerance, number, "0 (naive) and above; 1 is the published chronic user", 0.0)
    bound = numbers("on_board", on_board, number, "shares of receptors of at least 0 and below 1", 0.0, 1.0)
    parts = []
    for block in _blocks(number):
        these = {name: np.asarray(values[block], float) for name, values in people.items()}
        given = [Dose(a[block], d.at, d.duration) for a, d in zip(amounts, doses, strict=True)]
        kept = max(0, min(courses, block.stop) - block.start)
        parts.append(
            _run(
                these,
                opioid,
                given,
                rescue,
                tolerant(wanted[block], tolerance_acts_on),
                bound[block],
                run_length,
                step,
                kept,
                every,
                single,
                held_pco2,
            )
        )
    return joined(parts)


def _blocks(number: int) -> Iterator[slice]:
    for first in range(0, number, CHUNK):
        yield slice(first, min(first + CHUNK, number))


def _run(
    people: People, opioid: str, given: list[Dose], rescue: Rescue | None, tolerance: dict[str, Floats],
    on_board: Floats, length: float, step: float, courses: int, every: float, single: bool, held_pco2: float | None,
) -> OverdoseResult:  # fmt: skip
    from allostasis.models.overdose.program import Doses, advance

    dtype = np.float32 if single else np.float64
    number = on_board.shape[0]
    antagonist = ANTAGONISTS[rescue.route if rescue else "intranasal"](people)
    parameters = {**defaults(), **antagonist, **opioid_parameters(opioid, people), **tolerance}
    start, resting = at_rest(held_pco2)
    doses = Doses(
        **opioid_doses(opioid, given, people, dtype),
        **rescue_doses(rescue, people, number, dtype),
    )
    steps, record_every = round(length / step), max(1, round(every / step))
    route = "rescue_injected" if rescue is not None and rescue.route in INTO_PLASMA else "rescue_absorbed"
    run = advance(
        {name: np.asarray(value, dtype) for name, value in parameters.items()},
        _spread({**start, **loaded(parameters, on_board)}, number, route, dtype),
        doses,
        np.asarray(resting, dtype),
        route=route,
        rules_=Rules.of(constants()),
        step=step,
        steps=steps,
        record_every=record_every,
        recorded_people=courses,
        held=() if held_pco2 is None else (LUNG,),
    )
    between = step * record_every  # records lie on steps, whatever was asked for
    return OverdoseResult.of(run, between, Rules.of(constants()), constants()["arrest_time"], resting)


def _spread(start: Mapping[str, float | Floats], number: int, route: str, dtype: Any) -> dict[str, NDArray[Any]]:
    from allostasis.models.overdose.step import compiled

    return {name: np.broadcast_to(start.get(name, 0.0), (number,)).astype(dtype) for name in compiled(route).states}
