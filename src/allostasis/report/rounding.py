"""Numbers as a reader wants to see them: rounded sensibly, with a real minus sign, never 0 % or 100 % by rounding."""

from __future__ import annotations

import math

NO_BREAK = "\u00a0"
MINUS = "\u2212"
MISSING = "not available"


def number(value: float, digits: int = 3) -> str:
    """`value` with `digits` significant digits, as plain text; "not available" if it is not a finite number.

    Whole numbers up to 99,999 stay whole; very large and very small values are written as powers of ten.
    """
    if not math.isfinite(value):
        return MISSING
    if value == 0:
        return "0"
    if value == int(value) and abs(value) < 100_000:
        return setting(value)
    exponent = math.floor(math.log10(abs(value)))
    if -3 <= exponent < 5:
        return _signed(f"{abs(value):.{max(digits - 1 - exponent, 0)}f}", value)
    return _signed(_power_of_ten(abs(value), digits), value)


def setting(value: float) -> str:
    """A number that somebody chose (a level, a tick, a time): as short as it is exact, "0.05"."""
    return _signed(f"{abs(value):.6g}", value) if math.isfinite(value) else MISSING


def interval(low: float, high: float) -> str:
    """Both ends of an interval with the decimals of the larger one, "−3.10 to 0.12"."""
    largest = max(abs(low), abs(high))
    if not math.isfinite(largest) or not 0.001 <= largest < 100_000:
        return f"{number(low)} to {number(high)}"
    decimals = max(2 - math.floor(math.log10(largest)), 0)
    return " to ".join(_signed(f"{abs(end):.{decimals}f}", round(end, decimals)) for end in (low, high))


def percent(part: float, whole: float = 1.0) -> str:
    """`part` of `whole` in per cent; only none and all are written as 0 % and 100 %."""
    if not whole or not math.isfinite(part):
        return MISSING
    value = 100 * part / whole
    if 0 < value < 1:
        return f"<1{NO_BREAK}%"
    if 99 < value < 100:
        return f">99{NO_BREAK}%"
    return f"{math.floor(value + 0.5)}{NO_BREAK}%"


def counted(count: float, noun: str) -> str:
    """A count with its noun in the right number: "1 minute", "2 minutes"."""
    return f"{setting(count)} {noun if count == 1 else noun + 's'}"


def with_unit(text: str, unit: str) -> str:
    """`text` followed by its unit; quantities without unit stay bare."""
    return text if unit in ("", "1") else f"{text}{NO_BREAK}{unit}"


def shortened(text: str, length: int) -> str:
    """`text` if it fits into `length` characters, or else its beginning and an ellipsis."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _signed(text: str, value: float) -> str:
    return MINUS + text if value < 0 else text


def _power_of_ten(value: float, digits: int) -> str:
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    superscript = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{mantissa}{NO_BREAK}×{NO_BREAK}10{superscript}"
