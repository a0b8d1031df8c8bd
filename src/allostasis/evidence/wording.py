"""Saying in plain words what is wrong with one cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allostasis.evidence import vocabulary as words

_PATTERNS = {
    f"^{words.KEY}$": "a key of small letters, digits and single underscores, such as woolley2016",
    f"^{words.DOTTED}$": "subsystem, dot, name, such as hpa.acth_half_life",
    f"^{words.EFFECT_ID}$": "study, dot, outcome, such as woolley2016.craving_cue",
    f"^{words.DOI}$": "a DOI without address, such as 10.1038/srep03440",
    r"^\d{1,8}$": "a PubMed number of up to eight digits",
    r"^https?://\S+$": "an address that begins with https://",
}
_KINDS = {
    "float_parsing": "a plain number such as 12.5, or an empty cell",
    "int_parsing": "a whole number, or an empty cell",
    "int_from_float": "a whole number, or an empty cell",
    "finite_number": "a finite number, or an empty cell",
    "value_error": "a plain number such as 12.5, or an empty cell",
    "float_type": "a plain number; the cell must not be empty",
    "string_type": "a text; the cell must not be empty",
    "string_too_short": "a text that is not empty",
    "missing": "this field; it must not be absent",
    "extra_forbidden": "only the known fields of a record",
}


def explain(fault: Mapping[str, Any]) -> tuple[str, str, str]:
    """Column, what was found and what is allowed, from one fault that pydantic reports."""
    column = ".".join(str(part) for part in fault["loc"])
    found = fault["input"]
    shown = "nothing" if fault["type"] == "missing" or found in (None, "") else f'"{_short(str(found))}"'
    return column, "an empty cell" if shown == "nothing" else shown, _allowed(fault)


def _allowed(fault: Mapping[str, Any]) -> str:
    kind, context = fault["type"], fault.get("ctx", {})
    if kind == "literal_error":
        return f"one of {context['expected']}".replace("'", "")
    if kind == "string_pattern_mismatch":
        return _PATTERNS.get(context["pattern"], str(fault["msg"]))
    bounds = {"greater_than_equal": ("ge", "at least"), "less_than_equal": ("le", "at most")}
    if kind in bounds:
        name, phrase = bounds[kind]
        return f"a number that is {phrase} {context[name]:g}"
    return _KINDS.get(kind, str(fault["msg"]))


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}..."
