"""Courses over time: for each draw the participants' mean, and over the draws its median with a 90 % band."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from xarray import DataArray, Dataset

Numbers = NDArray[np.float64]
SESSION = ("craving", "cortisol", "oxytocin_plasma", "oxytocin_central", "occupancy", "withdrawal")
HISTORY = (
    "craving_daily",
    "withdrawal_daily",
    "tolerance_daily",
    "occupancy_daily",
    "oxytocin_signal_daily",
    "uses_daily",
    "load_daily",
)
WIDE_RANGE = 30.0  # a band whose ends differ by more than this factor is unreadable on a linear axis


@dataclass(frozen=True)
class Band:
    """Median and 90 % band over draws, one number per time; `name` is the arm, or empty for a shared history."""

    name: str
    low: Numbers
    median: Numbers
    high: Numbers


@dataclass(frozen=True)
class Course:
    """One quantity over time (minutes from the dose, or days before the first session) for each arm."""

    key: str
    label: str
    unit: str
    meaning: str
    axis: str
    times: Numbers
    bands: tuple[Band, ...]

    @property
    def is_wide(self) -> bool:
        """Whether the bands span so many orders of magnitude that a logarithmic axis is needed."""
        low = min(float(np.nanmin(band.low)) for band in self.bands)
        high = max(float(np.nanmax(band.high)) for band in self.bands)
        return low > 0 and high / low > WIDE_RANGE


def of_draws(dataset: Dataset, name: str) -> DataArray:
    """The participants' mean of a variable in each draw, where the run stored it; otherwise everybody's courses.

    A large run keeps the courses of a few participants only; the means are always those of all.
    """
    mean = f"{name}_mean"
    return dataset[mean].rename(name) if mean in dataset else dataset[name]


def course(values: DataArray, arms: tuple[str, ...] = ()) -> Course | None:
    """Summarise a variable of the result; None if it holds no number. `arms` gives the order of the arms."""
    axis = "time" if "time" in values.dims else "day"
    names = arms if "arm" in values.dims else ("",)
    bands = tuple(_band(name, values.sel(arm=name) if name else values, axis) for name in names)
    if not any(np.isfinite(band.median).any() for band in bands):
        return None
    name = str(values.name)
    label = str(values.attrs.get("long_name") or name.replace("_", " "))
    return Course(
        key=name,
        label=label[:1].upper() + label[1:],
        unit=str(values.attrs.get("unit", "")),
        meaning=str(values.attrs.get("meaning", "")),
        axis=axis,
        times=np.asarray(values[axis].values, dtype=float),
        bands=bands,
    )


def _band(name: str, values: DataArray, axis: str) -> Band:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a time at which nobody has a number is drawn as a gap
        if "subject" in values.dims:
            mean = np.nanmean(values.transpose("draw", "subject", axis).values, axis=1, dtype=float)
        else:
            mean = values.transpose("draw", axis).values.astype(float)
        low, median, high = np.nanquantile(mean, (0.05, 0.5, 0.95), axis=0)
    return Band(name, low, median, high)
