"""Whether the step of a run was short enough for its results."""

from __future__ import annotations

from typing import Any

LARGEST = 0.02
"""Largest difference from half the step, over an observable's range in the sessions, that passes without a warning.

The noise of measurement of every outcome is several times as large.
"""


def step_warning(data: Any) -> str | None:
    """A sentence that names the observables whose error of the step is large; None if there are none.

    Args:
        data: the dataset of a run.
    """
    if "step_error" not in data:
        return None
    errors = data["step_error"]
    large = {
        str(name).replace("_", " "): float(value)
        for name, value in zip(errors["observable"].values, errors.values, strict=True)
        if not value <= LARGEST
    }
    if not large:
        return None
    named = ", ".join(f"{name} ({100 * value:.2g} %)" for name, value in large.items())
    return (
        f"The step is too long for {named}: at half the step some participant's value moves by more than "
        f"{100 * LARGEST:g} % of its range. Give the study shorter steps under numerics."
    )
