"""What an overdose run gives back for a cohort."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from allostasis.models.overdose.rules import SPANS, Rules

if TYPE_CHECKING:
    from allostasis.models.overdose.program import Run

Floats = NDArray[np.float64]
_PER_MINUTE = ("ventilation", "blood_flow")
COURSES: dict[str, tuple[str, str]] = {
    "ventilation": ("L/min", "minute ventilation, as reported"),
    "blood_flow": ("L/min", "blood flow"),
    "arterial_pco2": ("mmHg", "arterial PCO2"),
    "arterial_po2": ("mmHg", "arterial PO2"),
    "brain_po2": ("mmHg", "PO2 of the brain"),
    "brain_pco2": ("mmHg", "PCO2 of the brain"),
    "saturation": ("1", "arterial saturation with oxygen, content of the most that blood can carry"),
    "opioid_plasma": ("nmol/L", "opioid in plasma before the effect of high flow"),
    "opioid_occupancy": ("1", "receptors occupied by the opioid"),
    "antagonist_occupancy": ("1", "receptors occupied by the antagonist"),
}
"""Unit and meaning of each time course, in the order of the records."""


@dataclass(frozen=True)
class OverdoseResult:
    """A cohort after an overdose.

    Attributes:
        arrest: cardiac arrest, shape (people,), bool: blood flow fell to 0.01 L/min within the run.
        trigger: time at which ventilation fell through 40 % of rest, s, shape (people,); infinity if it never did: such
            a person is not treated.
        first_low_po2: time of the first arterial PO2 at or below 15 mmHg, s; infinity for never.
        collapse: time at which the collapse of the circulation began, s; infinity for never.
        least_po2: smallest arterial PO2, mmHg.
        least_flow: smallest blood flow, L/min.
        spans: from the first to the last moment at or beyond a limit, s, by signal: brain PO2 20 mmHg, arterial PO2
            30 mmHg, saturation 90 %, arterial PCO2 45 mmHg. A span and not a sum; 0 for never. As published, 3600 s
            for everybody with cardiac arrest.
        raw_spans: the same without the rule for arrests.
        times: s, shape (times,); empty without courses.
        courses: time courses of the first people by name (see `COURSES`), each of shape (times, people kept).
        resting_ventilation: L/min.
    """

    arrest: NDArray[np.bool_]
    trigger: Floats
    first_low_po2: Floats
    collapse: Floats
    least_po2: Floats
    least_flow: Floats
    spans: Mapping[str, Floats]
    raw_spans: Mapping[str, Floats]
    times: Floats
    courses: Mapping[str, Floats]
    resting_ventilation: float

    @classmethod
    def of(cls, run: Run, every: float, rules: Rules, arrest_time: float, resting: float) -> OverdoseResult:
        """The result of a run in the units of the equations.

        Args:
            run: what the program gave.
            every: s between records.
            rules: the rules of the run.
            arrest_time: s that count as span for an arrest.
            resting: resting ventilation, L/s.
        """
        track, records = run.track, np.asarray(run.records, float)
        arrest = np.asarray(track.least_flow) <= rules.arrest_flow
        raw = np.maximum(np.asarray(track.left, float) - np.asarray(track.entered, float), 0.0)
        raw = np.where(np.isfinite(raw), raw, 0.0)
        spans = dict(zip(SPANS, raw, strict=True))
        shown = {name: records[:, k] * (60.0 if name in _PER_MINUTE else 1.0) for k, name in enumerate(COURSES)}
        return cls(
            arrest=arrest,
            trigger=np.asarray(track.trigger, float),
            first_low_po2=np.asarray(track.first_low, float),
            collapse=np.asarray(track.collapse, float),
            least_po2=np.asarray(track.least_po2, float),
            least_flow=60 * np.asarray(track.least_flow, float),
            spans={name: np.where(arrest, arrest_time, span) for name, span in spans.items()},
            raw_spans=spans,
            times=np.asarray(every * np.arange(records.shape[0]), float),
            courses=shown,
            resting_ventilation=60 * resting,
        )

    def dataset(self) -> Any:
        """The result as a labelled xarray dataset with units and meanings: dimensions subject, time, kept."""
        import xarray as xr

        people, seconds = ("subject",), {"unit": "s"}
        data: dict[str, Any] = {"arrest": (people, self.arrest, {"unit": "1", "meaning": "cardiac arrest"})}
        for name in ("trigger", "first_low_po2", "collapse"):
            data[f"{name}_time"] = (people, getattr(self, name), seconds)
        data["least_po2"] = (people, self.least_po2, {"unit": "mmHg"})
        data["least_flow"] = (people, self.least_flow, {"unit": "L/min"})
        data |= {f"span_{name}": (people, span, seconds) for name, span in self.spans.items()}
        for name, (unit, meaning) in COURSES.items():
            data[name] = (("time", "kept"), self.courses[name], {"unit": unit, "meaning": meaning})
        return xr.Dataset(data, coords={"time": ("time", self.times, seconds)})


def joined(parts: Sequence[OverdoseResult]) -> OverdoseResult:
    """Blocks of people as one cohort."""
    first = parts[0]

    def along(name: str) -> Any:
        return np.concatenate([getattr(part, name) for part in parts])

    return OverdoseResult(
        **{n: along(n) for n in ("arrest", "trigger", "first_low_po2", "collapse", "least_po2", "least_flow")},
        spans={n: np.concatenate([part.spans[n] for part in parts]) for n in SPANS},
        raw_spans={n: np.concatenate([part.raw_spans[n] for part in parts]) for n in SPANS},
        times=first.times,
        courses={n: np.concatenate([part.courses[n] for part in parts], axis=1) for n in COURSES},
        resting_ventilation=first.resting_ventilation,
    )
