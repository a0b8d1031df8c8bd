"""Colours can be read in both schemes, figures use the colours of the page, and importing the room is cheap."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.resources import files

import pytest

from allostasis.report.palette import VARIABLES

CSS = files("allostasis.report").joinpath("templates", "report.css").read_text(encoding="utf-8")
SCHEMES = {
    "light": CSS.split("@media")[0],
    "dark": CSS.split("@media (prefers-color-scheme: dark)")[1].split("@media")[0],
}


def colours(scheme: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", SCHEMES[scheme]))


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", ["ink", "muted", "link", "accent", "lower", "higher"])
def test_text_has_the_contrast_of_wcag_aa(scheme: str, name: str) -> None:
    known = colours(scheme)
    assert min(contrast_ratio(known[name], known[ground]) for ground in ("paper", "wash")) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", ["control", "active", "lower", "neither", "higher"])
def test_lines_and_bars_have_the_contrast_of_wcag_aa_for_graphics(scheme: str, name: str) -> None:
    known = colours(scheme)
    assert contrast_ratio(known[name], known["paper"]) >= 3


def test_figures_are_drawn_in_the_light_colours_of_the_page() -> None:
    light = colours("light")
    assert {name: light[name] for name in VARIABLES.values()} == {name: c for c, name in VARIABLES.items()}


def test_importing_the_room_loads_no_heavy_library() -> None:
    heavy = ("matplotlib", "xarray", "pandas", "jinja2", "pint")
    code = f"import sys, allostasis.report; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
