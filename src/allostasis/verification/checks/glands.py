"""The stress axis with glands that grow: what its published equations must give."""

from __future__ import annotations

from inspect import signature

import numpy as np

from allostasis.models.organism import Organism
from allostasis.verification.bench import Bench, number
from allostasis.verification.check import CONSTRUCTION, FREE, SAME_ANSWER, Answer, between, check
from allostasis.verification.subjects import Course, Subject

_DAYS = (1, 7, 14, 28, 42, 60, 90)
_HALF_TIMES = {
    "20_30": ("milo2025_k_corticotrophs", "milo2025_k_adrenal"),
    "7_14": ("karin2020_k_corticotrophs", "karin2020_k_adrenal"),
}
_WORDS = {"20_30": "half-times of the glands 20 and 30 d", "7_14": "half-times of the glands 7 and 14 d"}
_ROUNDING = 0.0011
"""Three digits, and rates that were rounded to four."""


def _published_constants(bench: Bench, case: str) -> Subject:
    """The constants of the papers themselves: these rows are what goes in, not what is compared."""
    values = bench.evidence.parameter_values
    glands = _HALF_TIMES[case]
    return bench.subject.with_(
        hpa__k_crh=number(values["milo2025_k_crh"].value, "k_crh"),
        hpa__k_acth=number(values["milo2025_k_acth"].value, "k_acth"),
        hpa__k_cortisol=number(values["milo2025_k_cortisol"].value, "k_cortisol"),
        hpa__k_corticotrophs=number(values[glands[0]].value, glands[0]),
        hpa__k_adrenal=number(values[glands[1]].value, glands[1]),
        hpa__K_gr=number(values["milo2025_k_gr"].value, "K_gr"),
        hpa__a_crf=0.0,  # the axis alone: without the amygdala, which allostatic load sensitises meanwhile
    )


def _course(bench: Bench, case: str) -> tuple[Course, Course]:
    """28 days at twice the drive, and 90 days at rest again."""

    def work() -> tuple[Course, Course]:
        stressed = _published_constants(bench, case).with_(hpa__U_chronic=2.0)
        during = stressed.run([], [0.0, 28 * 24.0], start=_at_rest(stressed))
        rested = stressed.with_(hpa__U_chronic=1.0)
        glands = {name: value for name, value in during.last().items() if name.startswith("hpa.")}
        return during, rested.run([], [0.0, *(24.0 * day for day in _DAYS)], start={**_at_rest(rested), **glands})

    return bench.once(f"glands {case}", work)


def _at_rest(subject: Subject) -> dict[str, float]:
    """A resting person without stress; the drive is changed as a parameter."""
    assembly: type[Organism] = subject.assembly
    return {name: float(value) for name, value in assembly.rest(subject.parameters).items()}


def _end_of_stress(case: str) -> None:
    names = ("crh", "acth", "cortisol", "corticotrophs", "adrenal")

    @check(
        f"hpa.glands_{case}_end",
        FREE,
        f"largest deviation of hormones and glands after 28 days at twice the drive; {_WORDS[case]}",
        tolerance="three digits",
    )
    def _(bench: Bench) -> Answer:
        published = [bench.reference(f"glands_{case}_end_{name}").value for name in names]
        during, _ = _course(bench, case)
        ours = [float(during[f"hpa.{name}"][-1]) for name in names]
        words = " ".join(f"{value:g}" for value in published)
        return Answer(between(0.0, _ROUNDING, words), float(np.max(np.abs(np.subtract(ours, published)))))


def _after_stress(case: str, hormone: str) -> None:
    @check(
        f"hpa.glands_{case}_{hormone}",
        FREE,
        f"largest deviation of {hormone} on days 1 to 90 after 28 days at twice the drive; {_WORDS[case]}",
        tolerance="three digits",
        uncounted=SAME_ANSWER,
    )
    def _(bench: Bench) -> Answer:
        published = [bench.reference(f"glands_{case}_{hormone}_day_{day}").value for day in _DAYS]
        _, after = _course(bench, case)
        words = " ".join(f"{value:g}" for value in published)
        ours = np.max(np.abs(after[f"hpa.{hormone}"][1:] - published))
        return Answer(between(0.0, _ROUNDING, words), float(ours))


for _case in _HALF_TIMES:
    _end_of_stress(_case)
    _after_stress(_case, "acth")
    _after_stress(_case, "cortisol")


@check(
    "hpa.dynamical_compensation",
    FREE,
    "deviation of CRH and ACTH from rest at the fixed point of drives of 0.5, 1.5 and 3",
    tolerance="an exact property of the equations: 1e-10",
    uncounted=CONSTRUCTION,
)
def _compensation(bench: Bench) -> Answer:
    bench.reference("glands_fixed_point")
    worst = max(_deviation_at_fixed_point(bench.subject, drive) for drive in (0.5, 1.5, 3.0))
    return Answer(between(0.0, 1e-10, "CRH and ACTH at rest under any constant drive"), worst)


def _deviation_at_fixed_point(subject: Subject, drive: float) -> float:
    """Solve for the fixed point without assuming what it is."""
    from scipy.optimize import root

    kind = subject.assembly.subsystems()["hpa"]
    own = {q.name.partition(".")[2]: subject.parameters[q.name] for q in kind.parameters()}
    axis, names = kind(**own), ("crh", "acth", "cortisol", "corticotrophs", "adrenal")
    state = type(subject.assembly.unflatten(_at_rest(subject)).hpa)
    resting = {name: value for name, value in _at_rest(subject).items() if name.startswith("hpa.")}
    nothing = [0.0] * (len(signature(kind.rates).parameters) - 3)  # type: ignore[attr-defined]  # blocks by drugs
    others = {name.partition(".")[2]: value for name, value in resting.items()}

    def residual(logs: np.ndarray) -> np.ndarray:
        y = state(**{**others, **dict(zip(names, np.exp(logs), strict=True))})
        rates = axis.rates(y, drive, *nothing)  # type: ignore[attr-defined]  # every subsystem with states has rates
        scale = [axis.k_crh, axis.k_acth, axis.k_cortisol, axis.k_corticotrophs, axis.k_adrenal]  # type: ignore[attr-defined]
        return np.array([getattr(rates, name) / k for name, k in zip(names, scale, strict=True)])

    found = np.exp(root(residual, np.full(5, 0.1), tol=1e-14).x)
    return float(np.max(np.abs(found[:2] - 1)))
