"""Every drug of the model: mass is kept, receptors are shared fairly, and a drug that was not given does nothing.

The model's own text runs on arrays of 1,200 random individuals, and the exact steps of kinetics and binding, which the
engine uses, carry them through random regimens; no engine is compiled.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.linalg import expm

from allostasis.evidence import load
from allostasis.models.dosing import DRUG_DOSES, nanomoles
from allostasis.models.human import Human
from allostasis.numerics.absent import absent_states, without
from allostasis.numerics.codegen import compile_expressions
from allostasis.numerics.linear import BindingBlock, LinearBlock
from allostasis.numerics.trace import trace
from allostasis.protocols.drugs import DRUGS
from allostasis.quantities.units import Quantity

Values = dict[str, NDArray[np.float64]]
PEOPLE = 1200
HOURS = 0.5
STEPS = 40

ELIMINATED = {
    "heroin": lambda p, y: p["heroin.k10"] * y["heroin.morphine"],
    "fentanyl": lambda p, y: p["fentanyl.k10"] * y["fentanyl.central"],
    "oxycodone": lambda p, y: p["oxycodone.CL"] / p["oxycodone.V"] * y["oxycodone.central"],
    "methadone": lambda p, y: p["methadone.CL"] / p["methadone.V_c"] * y["methadone.central"],
    "buprenorphine": lambda p, y: p["buprenorphine.CL"] / p["buprenorphine.V_c"] * y["buprenorphine.central"],
    "naloxone": lambda p, y: p["naloxone.CL"] / p["naloxone.V_c"] * y["naloxone.central"],
    "naltrexone": lambda p, y: p["naltrexone.CL"] / p["naltrexone.V"] * y["naltrexone.central"],
    "oxytocin": lambda p, y: (
        p["oxytocin.CL"] / p["oxytocin.V_1"] * y["oxytocin.plasma"] + p["oxytocin.k_csf"] * y["oxytocin.central"]
    ),
    "carbetocin": lambda p, y: (
        p["carbetocin.CL"] / p["carbetocin.V_1"] * y["carbetocin.plasma"]
        + p["carbetocin.k_csf"] * y["carbetocin.central"]
    ),
    "oxytocin_antagonist": lambda p, y: (
        p["oxytocin_antagonist.CL"] / p["oxytocin_antagonist.V_1"] * y["oxytocin_antagonist.plasma"]
        + p["oxytocin_antagonist.k_csf"] * y["oxytocin_antagonist.central"]
    ),
    "crf1_antagonist": lambda p, y: p["crf1_antagonist.CL"] / p["crf1_antagonist.V"] * y["crf1_antagonist.central"],
    "yohimbine": lambda p, y: p["yohimbine.CL"] / p["yohimbine.V"] * y["yohimbine.central"],
}
"""Amount of each drug that leaves the body per hour."""

AGONISTS = ("mam", "morphine", "methadone", "fentanyl", "oxycodone")
ANTAGONISTS = ("naloxone", "naltrexone")
LIGANDS = (*AGONISTS, "buprenorphine", *ANTAGONISTS)


@lru_cache(maxsize=4)
def people(seed: int, count: int = PEOPLE) -> Any:
    """Parameters of random individuals, each drawn from the priors."""
    rng, declared = np.random.default_rng(seed), Human.parameters()
    return {name: drawn(prior, rng, count) for name, prior in load().priors.items() if name in declared}


def drawn(prior: Any, rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    a, b = float(prior.a or 0.0), float(prior.b or 0.0)
    draws = {
        "fixed": lambda: np.full(count, prior.default),
        "normal": lambda: rng.normal(a, b, count),
        "lognormal": lambda: a * np.exp(rng.normal(0, b, count)),
        "uniform": lambda: rng.uniform(a, b, count),
        "loguniform": lambda: np.exp(rng.uniform(np.log(a), np.log(b), count)),
        "beta": lambda: rng.beta(a, b, count),
        "truncated_normal": lambda: np.abs(rng.normal(a, b, count)),
    }
    return np.asarray(draws[prior.distribution](), float)


def amounts(drug: str) -> list[str]:
    return [name for name, q in Human.states().items() if name.startswith(f"{drug}.") and q.unit == "nmol"]


@pytest.mark.parametrize("drug", ELIMINATED)
def test_a_drug_leaves_the_body_by_its_elimination_alone(drug: str) -> None:
    p, rng = people(1), np.random.default_rng(2)
    y = {name: rng.uniform(0, 1000, PEOPLE) for name in amounts(drug)}
    kind = type(getattr(Human.build(p), drug))
    state = type(Human.unflatten(Human.rest(p)).__dict__[drug])
    all_of_it = {q.name: y.get(f"{drug}.{q.name}", np.zeros(PEOPLE)) for q in state.declared()}
    own = {q.name.partition(".")[2]: p[q.name] for q in kind.parameters()}
    rates = kind(**own).rates(state(**all_of_it))
    inside = sum(getattr(rates, name.partition(".")[2]) for name in y)
    # Terms of up to 1e6 nmol/h cancel in the sum, each rounded to 1e-16.
    assert np.allclose(inside, -ELIMINATED[drug](p, y), rtol=1e-9, atol=1e-8)


@pytest.mark.parametrize(("drug", "route"), DRUG_DOSES)
def test_no_route_delivers_more_than_the_dose(drug: str, route: str) -> None:
    p = people(3)
    entered = DRUG_DOSES[drug, route](np.full(PEOPLE, 20.0), p)
    delivered: Any = sum(entered.values())
    assert all(name in Human.states() and np.all(amount >= 0) for name, amount in entered.items())
    if route == "breath-powered intranasal":  # the factor of the device is free of an upper limit, so only most people
        delivered = np.quantile(delivered, 0.95)
    assert np.all(delivered <= nanomoles(20.0, drug) * (1 + 1e-12))


def test_protocols_and_the_model_know_the_same_drugs_and_routes() -> None:
    assert set(DRUG_DOSES) == {(drug, route) for drug, about in DRUGS.items() for route in about.doses}


# ---------------------------------------------------------------------- the receptor


@lru_cache(maxsize=1)
def blocks() -> Any:
    """Exact steps of kinetics and of binding, and the tone, compiled for numbers; other drugs than opioids left out."""
    whole = trace(Human)
    given = {state for dose in OPIOIDS for state in DRUG_DOSES[dose](1.0, people(5, 1))}
    traced = without(whole, absent_states(whole, given))
    binding = BindingBlock(traced, np)
    inputs = [traced.states[name] for name in traced.receptor] + list(traced.parameters.values())
    tones = {name: traced.signals[name] for name in ("tone", "respiratory_tone", "occupancy")}
    return traced, LinearBlock(traced), binding, compile_expressions("tones", inputs, tones, np)


@lru_cache(maxsize=2)
def prepared(seed: int, count: int) -> Any:
    """People, the propagators of their drugs for one step, and what binding needs."""
    _, linear, binding, _ = blocks()
    p = people(seed, count)
    return p, linear.propagators(p, HOURS), binding.resolvents(p, HOURS)


def day(seed: int, count: int, doses: Any) -> tuple[Any, Any, Any]:
    """Occupancies by ligand, tone and respiratory tone at each half hour, after doses (step, drug, route, mg)."""
    traced, linear, binding, tones = blocks()
    p, (E, phi), resolvents = prepared(seed, count)
    values = [p[name] for name in traced.parameters]
    index = {name: i for i, name in enumerate(traced.linear)}
    y, R = np.zeros((len(index), count)), [np.zeros(count) for _ in traced.receptor]
    occupied, tone, breath = [], [], []
    for step in range(STEPS):
        for at, drug, route, mg in doses:
            if at == step:
                for state, amount in DRUG_DOSES[drug, route](mg, p).items():
                    y[index[state]] += amount
        mean, new = np.zeros_like(y), np.zeros_like(y)
        for k, (i, j) in enumerate(linear.pattern):
            new[i] += E[k] * y[j]
            mean[i] += phi[k] * y[j]
        R, _ = binding.step(R, binding.association(*mean, *values), resolvents, HOURS)
        y = new
        s, b, _ = tones(*R, *values)
        occupied.append(R), tone.append(s), breath.append(b)  # type: ignore[func-returns-value]
    return np.array(occupied), np.array(tone), np.array(breath)


OPIOIDS = sorted(
    (drug, route) for drug, route in DRUG_DOSES if drug in {*AGONISTS, "heroin", "buprenorphine", *ANTAGONISTS}
)
COUNT = PEOPLE


def mg_range(drug: str, route: str) -> tuple[float, float]:
    usual = DRUGS[drug].doses[route]
    return Quantity(usual.low, usual.unit).to("mg"), Quantity(usual.high, usual.unit).to("mg")


@st.composite
def regimens(draw: Any) -> list[tuple[int, str, str, float]]:
    """One to six doses of any opioid, at any time, of any plausible size."""
    doses = []
    for _ in range(draw(st.integers(1, 6))):
        drug, route = draw(st.sampled_from(OPIOIDS))
        low, high = np.log(mg_range(drug, route))
        doses.append((draw(st.integers(0, STEPS - 2)), drug, route, float(np.exp(draw(st.floats(low, high))))))
    return doses


@settings(max_examples=6, deadline=None, derandomize=True, database=None)
@given(regimens())
def test_occupancies_are_shares_and_tone_lies_between_none_and_full(doses: Any) -> None:
    occupied, tone, breath = day(5, COUNT, doses)
    assert np.all(occupied >= -1e-12)
    assert np.all(occupied.sum(axis=1) <= 1 + 1e-12)
    for s in (tone, breath):
        assert np.all((s >= -1e-12) & (s <= np.maximum(1, people(5, COUNT)["mu_receptor.e_0"]) + 1e-12))


@settings(max_examples=6, deadline=None, derandomize=True, database=None)
@given(
    regimens(), st.sampled_from([("naloxone", "intravenous"), ("naloxone", "intramuscular"), ("naltrexone", "oral")])
)
def test_an_antagonist_never_raises_what_an_agonist_holds(doses: Any, antagonist: Any) -> None:
    # Two antagonists compete as well: naloxone that is there when naltrexone comes keeps receptors from it, which are
    # free for an agonist once naloxone has left. So there is one antagonist at a time.
    doses = [dose for dose in doses if dose[1] not in ANTAGONISTS]
    low, high = mg_range(*antagonist)
    with_it = [*doses, (STEPS // 3, *antagonist, float(np.sqrt(low * high)))]
    before, after = day(5, COUNT, doses), day(5, COUNT, with_it)
    names = [name.partition(".")[2] for name in blocks()[0].receptor]
    agonists = [names.index(name) for name in (*AGONISTS, "buprenorphine")]
    # The fractions of the exponential in the exact step of binding are good to about 1 % of a distance.
    assert np.all(after[0][:, agonists].sum(axis=1) <= before[0][:, agonists].sum(axis=1) + 0.01)
    # Beside a partial agonist that leaves slowly, receptors that the antagonist frees may go to a full agonist: no more
    # of them held, and more tone. So the tone is bound to fall only where every agonist is a full one.
    if "buprenorphine" not in {drug for _, drug, *_ in doses}:
        assert np.all(after[1] <= before[1] + 0.01)


def test_naloxone_lowers_the_tone_of_people_with_and_without_an_opioid() -> None:
    for doses in ([], [(0, "methadone", "oral", 60.0)]):
        before = day(5, COUNT, doses)[1]
        after = day(5, COUNT, [*doses, (12, "naloxone", "intravenous", 2.0)])[1]
        assert np.all(after[12] < 0.9 * before[12])


def test_buprenorphine_takes_receptors_from_a_full_agonist_and_lowers_the_tone() -> None:
    heavy = [(0, "heroin", "intravenous", 300.0)]
    before, after = day(5, COUNT, heavy)[1], day(5, COUNT, [*heavy, (1, "buprenorphine", "sublingual", 16.0)])[1]
    # Receptors that carried a full agonist carry a partial one: this is what precipitates withdrawal.
    assert np.median(after[4] / before[4]) < 1
    assert np.median(after[-1] / before[-1]) > 1  # and later it holds people who would have nothing left


def test_without_a_drug_nothing_is_bound_and_nothing_moves() -> None:
    occupied, tone, breath = day(5, COUNT, [])
    e_0 = people(5, COUNT)["mu_receptor.e_0"]
    assert np.all(occupied == 0)
    assert np.all(tone == e_0)
    assert np.all(breath == e_0)


def test_no_drug_acts_where_none_was_given() -> None:
    p = people(6)
    y = Human.unflatten(Human.rest(p))
    signals = Human.build(p).signals(y)
    silent = (
        "occupancy treatment_occupancy respiration_effect antinociception_effect reward_effect hpa_effect "
        "noradrenergic_drive crf1_block carbetocin_brain carbetocin_plasma antagonist_brain antagonist_plasma"
    )
    for name in silent.split():
        assert np.allclose(getattr(signals, name), 0, atol=1e-15), name


def test_the_exact_step_of_kinetics_is_the_exponential_of_the_rates() -> None:
    traced, linear, _, _ = blocks()
    p, (E, _), _ = prepared(5, COUNT)
    person = 7
    rates = {q: traced.rates[q] for q in traced.linear}
    A = np.zeros((len(traced.linear),) * 2)
    values = {symbol: float(p[name][person]) for name, symbol in traced.parameters.items()}
    for i, name in enumerate(traced.linear):
        for symbol in rates[name].free_symbols & set(traced.states.values()):
            j = next(k for k, other in enumerate(traced.linear) if traced.states[other] == symbol)
            A[i, j] = float(rates[name].diff(symbol).subs(values))
    exact = expm(A * HOURS)
    rows, columns = np.array(linear.pattern).T
    assert np.allclose(E[:, person], exact[rows, columns], rtol=1e-8, atol=1e-12)
