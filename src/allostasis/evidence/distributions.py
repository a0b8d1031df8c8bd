"""The families of prior distributions: what their two arguments mean and which arguments are possible.

    family            a                   b
    fixed             (empty)             (empty)
    normal            mean                standard deviation
    lognormal         median              standard deviation of the logarithm
    uniform           low                 high
    loguniform        low, above 0        high
    beta              alpha               beta
    truncated_normal  mean before cutting standard deviation before cutting; cut below at zero

`default` is the value used where one number is needed. It has to be a value that the distribution makes likely, which
catches a slip of the decimal point; it need not be the centre.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from allostasis.evidence.rows import Prior

# A default further from the centre than this many standard deviations is taken for a slip: 2.33 leaves out the outer
# 1 % on each side of a normal distribution.
_WIDEST = 2.33
_SPREAD = {"normal": "standard deviation", "lognormal": "standard deviation of the logarithm"}
_SPREAD["truncated_normal"] = "standard deviation before cutting"


def faults(prior: Prior) -> Iterator[tuple[str, str, str]]:
    """What is wrong with the arguments of a prior: column, what was found, what is allowed."""
    if prior.distribution == "fixed":
        for column in ("a", "b"):
            if getattr(prior, column) is not None:
                yield column, f"{getattr(prior, column):g}", "an empty cell, because the distribution is fixed"
        return
    missing = [column for column in ("a", "b") if getattr(prior, column) is None]
    for column in missing:
        yield column, "an empty cell", f"a number, because the distribution is {prior.distribution}"
    if not missing and prior.a is not None and prior.b is not None:
        impossible = list(_impossible(prior.distribution, prior.a, prior.b))
        yield from impossible or _unlikely_default(prior, prior.a, prior.b)


def _impossible(family: str, a: float, b: float) -> Iterator[tuple[str, str, str]]:
    if family in _SPREAD and b <= 0:
        yield "b", f"{b:g}", f"a {_SPREAD[family]} above 0"
    if family in ("lognormal", "loguniform", "beta") and a <= 0:
        yield "a", f"{a:g}", f"a number above 0, because the distribution is {family}"
    if family in ("uniform", "loguniform") and not a < b:
        yield "b", f"{b:g}", f"an upper end above the lower end {a:g}"
    if family == "beta" and b <= 0:
        yield "b", f"{b:g}", "a number above 0, because the distribution is beta"


def _unlikely_default(prior: Prior, a: float, b: float) -> Iterator[tuple[str, str, str]]:
    if not _is_likely(prior.distribution, prior.default, a, b):
        allowed = f"a value that {prior.distribution}({a:g}, {b:g}) makes likely"
        yield "default", f"{prior.default:g}", allowed


def _is_likely(family: str, x: float, a: float, b: float) -> bool:
    if family in ("uniform", "loguniform"):
        return a <= x <= b
    if family == "beta":
        mean, total = a / (a + b), a + b
        spread = math.sqrt(mean * (1 - mean) / (total + 1))
        return 0 < x < 1 and abs(x - mean) <= _WIDEST * spread
    if family == "lognormal":
        return x > 0 and abs(math.log(x / a)) <= _WIDEST * b
    return abs(x - a) <= _WIDEST * b and not (family == "truncated_normal" and x < 0)
