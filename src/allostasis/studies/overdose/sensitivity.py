"""How the level of the first dose after abstinence hangs on what is assumed.

Shown under both ends of the interval of heroin's factor (moved for everybody at once, on top of the spread between
people), with tolerance above the published chronic user taken on or held, and under both readings of what tolerance
acts on. Untreated, one former dose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from allostasis.evidence import load
from allostasis.models.overdose.tolerance import ACTS_ON, ActsOn
from allostasis.studies.overdose.block import Cohort, simulate_arrests
from allostasis.studies.overdose.files import OverdoseStudy
from allostasis.studies.overdose.lived import Handover
from allostasis.studies.overdose.schema import Lived

__all__ = ["Variant", "factors", "has_sensitivity", "labelled", "run_variant", "variants"]

WEEKS = (0, 1, 4, 12)
"""Weeks of abstinence that are shown, where the study has them."""
SCORES = {"low": -1.645, "central": 0.0, "high": 1.645}
"""Standard normal scores of the factor: the ends of its 90 % interval and its median."""
ABOVE: tuple[Literal["extended", "held"], ...] = ("extended", "held")
MINUTES = 20.0
"""Length of these runs: nobody is given a rescue, and with fentanyl's kinetics no collapse begins later than some 750 s
(`latest_collapse_s` of the emulator)."""


@dataclass(frozen=True)
class Variant:
    """One cell of the table: number of the time, end of the factor, tolerance above 1, what tolerance acts on."""

    abstinence: int
    factor: str
    above: Literal["extended", "held"]
    acts_on: ActsOn

    @property
    def name(self) -> str:
        """Name of the file that keeps it."""
        return f"sensitivity-{self.abstinence}-{self.factor}-{self.above}-{self.acts_on}"


def has_sensitivity(study: OverdoseStudy) -> bool:
    """Whether a study takes a former dose of heroin after abstinence at one of the times that are shown."""
    return study.opioid == "heroin" and bool(study.former_doses) and bool(_times(study))


def factors() -> dict[str, float]:
    """Fentanyl for heroin, mg/mg: 5 %, 50 % and 95 % of what is assumed."""
    row = load().parameter_values["overdose_heroin_as_fentanyl"]
    spread = float(np.sqrt(np.log1p((row.spread or 0.0) ** 2)))
    return {name: (row.value or 0.0) * float(np.exp(spread * score)) for name, score in SCORES.items()}


def variants(study: OverdoseStudy) -> list[Variant]:
    """All cells of the table."""
    return [Variant(*place) for place in product(_times(study), SCORES, ABOVE, ACTS_ON)]  # type: ignore[arg-type]


def run_variant(study: OverdoseStudy, variant: Variant, lived: Handover) -> NDArray[np.bool_]:
    """Who is arrested by the first of the study's former doses without rescue, shape (n,)."""
    scale = factors()[variant.factor] / factors()["central"]
    cohort = Cohort(
        study.seed,
        np.arange(study.people.total),
        study.former_doses[0] * lived.former * scale,
        lived.acting(variant.abstinence, variant.above),
        variant.acts_on,
        np.maximum(lived.on_board[variant.abstinence], 0.0),
    )
    return simulate_arrests(cohort, study.opioid, min(study.duration.to("min"), MINUTES))


def labelled(study: OverdoseStudy, found: Mapping[Variant, NDArray[np.bool_]]) -> dict[str, Any]:
    """Variables of the dataset: the share of arrests by draw in each cell of the table."""
    people = study.people
    assert isinstance(people, Lived)
    times = _times(study)
    shares = np.stack([found[v].reshape(people.draws, people.number).mean(axis=1) for v in variants(study)])
    about = {"unit": "1", "meaning": "share of arrests in each draw, first former dose, no rescue"}
    names = np.array([study.abstinence_names[time] for time in times], dtype=object)
    mg = {"unit": "mg/mg", "meaning": "mg of fentanyl that depress breathing like 1 mg of heroin"}
    dims = ("sensitivity_abstinence", "factor", "above_reference", "acts_on", "draw")
    return {
        "sensitivity_by_draw": (dims, shares.reshape(len(times), len(SCORES), len(ABOVE), len(ACTS_ON), -1), about),
        "sensitivity_abstinence": (("sensitivity_abstinence",), names),
        "factor": (("factor",), np.array(list(SCORES), dtype=object)),
        "above_reference": (("above_reference",), np.array(ABOVE, dtype=object)),
        "acts_on": (("acts_on",), np.array(ACTS_ON, dtype=object)),
        "heroin_factor": (("factor",), np.array(list(factors().values())), mg),
    }


def _times(study: OverdoseStudy) -> list[int]:
    """Numbers of the times of abstinence that are shown."""
    days = study.people.days if isinstance(study.people, Lived) else ()
    return [number for number, day in enumerate(days) if day in {7 * week for week in WEEKS}]
