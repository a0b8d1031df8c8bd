"""A step that is too long for what was recorded is named."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from allostasis.studies.coarse import LARGEST, step_warning


def errors(cortisol: float) -> xr.Dataset:
    names = np.array(["craving", "cortisol"], dtype=object)
    return xr.Dataset({"step_error": ("observable", [LARGEST / 10, cortisol])}, coords={"observable": names})


def test_small_errors_pass_without_a_word() -> None:
    assert step_warning(errors(LARGEST)) is None
    assert step_warning(xr.Dataset()) is None


@pytest.mark.parametrize(("value", "said"), [(0.05, "cortisol (5 %)"), (float("nan"), "cortisol (nan %)")])
def test_what_is_off_is_named_with_its_size(value: float, said: str) -> None:
    warning = step_warning(errors(value))
    assert warning is not None
    assert said in warning
    assert "craving" not in warning
