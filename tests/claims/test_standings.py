"""One row decides by itself on which side of a statement it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from allostasis.evidence import Effect
from allostasis.evidence.claims import Standing, standing_of

MakeRow = Callable[..., Effect]
RATIO = {"effect_type": "risk_ratio", "error_kind": "ci95", "direction": "higher"}
LINK = {"contrast_kind": "association", "effect_type": "correlation"}


@pytest.mark.parametrize(
    ("supports", "cells", "standing"),
    [
        ("lower", {"direction": "lower"}, Standing.FOR),
        ("lower", {"direction": "higher"}, Standing.AGAINST),
        ("higher", {"direction": "lower"}, Standing.AGAINST),
        ("lower", {"direction": "null"}, Standing.NEUTRAL),
        ("lower", {"direction": "mixed"}, Standing.NEUTRAL),
        ("lower", {"direction": "not_stated"}, Standing.UNKNOWN),
        ("better", {"verdict": "better", "direction": "higher"}, Standing.FOR),
        ("better", {"verdict": "worse"}, Standing.AGAINST),
        ("worse", {"verdict": "worse"}, Standing.FOR),
        ("better", {"verdict": "null"}, Standing.NEUTRAL),
        ("better", {"verdict": "unassigned"}, Standing.UNKNOWN),
        ("ratio_above_1", {**RATIO, "value": 2.0, "low": 1.1, "high": 3.0}, Standing.FOR),
        ("ratio_above_1", {**RATIO, "value": 2.0, "low": 0.9, "high": 4.0}, Standing.NEUTRAL),
        ("ratio_above_1", {**RATIO, "value": 0.5, "low": 0.3, "high": 0.9}, Standing.AGAINST),
        ("ratio_below_1", {**RATIO, "value": 0.5, "low": 0.3, "high": 0.9}, Standing.FOR),
        ("ratio_above_1", {**RATIO, "value": 2.0}, Standing.FOR),
        ("ratio_above_1", {**RATIO, "value": 2.0, "direction": "null"}, Standing.NEUTRAL),
        ("ratio_above_1", {**RATIO, "value": 2.0, "low": 0.1, "high": 9.0, "error_kind": "range"}, Standing.FOR),
        ("association_negative", {**LINK, "value": -0.4, "direction": "lower"}, Standing.FOR),
        ("association_negative", {**LINK, "value": 0.4, "direction": "higher"}, Standing.AGAINST),
        ("association_negative", {**LINK, "value": -0.1, "direction": "null"}, Standing.NEUTRAL),
        ("association_positive", {**LINK, "value": None, "direction": "higher"}, Standing.FOR),
        ("association_positive", {**LINK, "value": None, "direction": "not_stated"}, Standing.UNKNOWN),
        ("moderated", {"contrast_kind": "moderation", "direction": "mixed"}, Standing.FOR),
        ("moderated", {"contrast_kind": "moderation", "direction": "lower"}, Standing.FOR),
        ("moderated", {"contrast_kind": "moderation", "direction": "null"}, Standing.AGAINST),
        ("moderated", {"contrast_kind": "moderation", "direction": "not_stated"}, Standing.UNKNOWN),
    ],
)
def test_a_row_stands_where_its_own_result_puts_it(
    row: MakeRow, supports: Any, cells: dict[str, Any], standing: Standing
) -> None:
    assert standing_of(row(**cells), supports) is standing
