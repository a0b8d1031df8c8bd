"""A prior as a small picture: points of its density turned into a line, with default and 90 % interval."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from allostasis.web.archive.words import number
from allostasis.web.frame.record import Part, shown

__all__ = ["HEIGHT", "WIDTH", "Density", "density"]

WIDTH, HEIGHT = 320.0, 84.0


@dataclass(frozen=True)
class Density(Part):
    """The density of a prior, drawn on an axis 320 wide; heights are relative to the highest."""

    line: str = shown("points of the line as SVG writes them")
    area: str = shown("points of the area inside the 90 % interval")
    default: float = shown("place of the default on the axis")
    low: str = shown("5 % point of the prior")
    high: str = shown("95 % point of the prior")
    left: float = shown("place of the 5 % point on the axis")
    right: float = shown("place of the 95 % point on the axis")
    is_log: bool = shown("whether the axis is logarithmic")
    words: str = shown("the picture in words")


def density(found: dict[str, Any], default: float) -> Density:
    """The picture of a prior.

    Args:
        found: points, interval and scale, as `facts.priors.density` gives them.
        default: the default of the parameter.
    """
    points, is_log = found["points"], found["is_log"]
    first, last = _scaled(points[0][0], is_log), _scaled(points[-1][0], is_log)

    def at(x: float) -> float:
        share = (_scaled(x, is_log) - first) / ((last - first) or 1.0)
        return round(min(max(share, 0.0), 1.0) * WIDTH, 1)

    def places(chosen: list[list[float]]) -> str:
        return " ".join(f"{at(x):g},{round(HEIGHT - 4 - (HEIGHT - 10) * y, 1):g}" for x, y in chosen)

    low, high = found["low90"], found["high90"]
    inside = [point for point in points if low <= point[0] <= high]
    closed = f"{at(low):g},{HEIGHT - 4:g} {places(inside)} {at(high):g},{HEIGHT - 4:g}"
    scale = "logarithmic axis" if is_log else "linear axis"
    return Density(
        line=places(points),
        area=closed,
        default=at(default),
        low=number(_three(low)),
        high=number(_three(high)),
        left=at(low),
        right=at(high),
        is_log=is_log,
        words=f"Prior: 90 % from {number(_three(low))} to {number(_three(high))}, default {number(default)}; {scale}.",
    )


def _scaled(x: float, is_log: bool) -> float:
    return math.log(x) if is_log else x


def _three(x: float) -> float:
    return float(f"{x:.3g}")
