"""The door for quantities: text with a unit goes in, a plain number in the unit we asked for comes out.

    to_internal("45 min", "h")                               0.75
    to_internal("40 IU", "ug", substance="oxytocin")         68.4
    to_internal("1.2 x rest", "1")                           1.2

Inside the model time is in hours, amount in nanomoles, volume in litres and mass in kilograms; no unit is carried
there. Here each quantity is checked once: it has a number, a known unit and the right dimension, and (where the caller
gives a plausible range) the right size. A refusal is a `UnitError` that names the likely slip.
pint does the arithmetic. It is imported at the first use, because `import allostasis` must be fast.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from allostasis.errors import Problem, UnitError
from allostasis.quantities.substances import SUBSTANCES, Substance

if TYPE_CHECKING:
    from pint import UnitRegistry

__all__ = [
    "SUBSTANCES",
    "Quantity",
    "Range",
    "Substance",
    "describe_unit",
    "is_unit",
    "read",
    "same_dimension",
    "to_internal",
]


# Words that people write after a number although they have no dimension.
_WORDS = {"point": "1", "points": "1", "SD": "1", "use": "1", "uses": "1", "x_rest": "1", "iu": "IU"}
_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_TEXT = re.compile(rf"\s*({_NUMBER})\s*(.*?)\s*")
_UNIT = re.compile(r"(?:1\s*/\s*)?[A-Za-zµμ%_]+(?:(?:\^|\*\*)-?\d)?(?:\s*[*/ ]\s*[A-Za-zµμ%_]+(?:(?:\^|\*\*)-?\d)?)*")
_ATOM = re.compile(r"[A-Za-zµμ%_]+")
# Units that are easily written for one another; the order is the order in which a slip is guessed.
_FAMILIES = (
    ("mg", "ug", "g", "ng", "kg", "IU", "pg"),
    ("min", "h", "s", "d", "week", "month", "year"),
    ("mL", "L", "dL", "uL"),
    ("nmol", "umol", "pmol", "mmol", "mol"),
)
_KINDS = {
    "[time]": "a time, such as 45 min, 3 h, 7 d or 2 years",
    "[mass]": "a mass, such as 40 mg, 68 ug or 75 kg",
    "[iu]": "international units, such as 40 IU",
    "[mass] / [time]": "a mass per time, such as 500 mg/day",
    "[substance]": "an amount, such as 3 nmol",
    "dimensionless": "a plain number, or a number followed by points, %, SD or x rest",
    "1 / [time]": "a number per time, such as 3/day or 0.1 1/h",
}


class Range(NamedTuple):
    """The sizes that are plausible for a quantity, and why; `unit` is the unit of both ends."""

    low: float
    high: float
    unit: str
    reason: str

    def in_words(self) -> str:
        return f"between {self.low:g} and {self.high:g} {self.unit} ({self.reason})"


@dataclass(frozen=True)
class Quantity:
    """A number with its unit, as somebody wrote it."""

    number: float
    unit: str

    def to(self, unit: str, substance: str | None = None) -> float:
        """The same quantity as a plain number in `unit`; `substance` turns IU into mass and mass into amount."""
        return _convert(self, unit, substance, "")

    def __str__(self) -> str:
        separator = "" if self.unit.startswith(("/", "%")) else " "
        return f"{self.number:.10g}" if self.unit == "1" else f"{self.number:.10g}{separator}{self.unit}"


def to_internal(
    value: str | float | Quantity,
    unit: str,
    *,
    place: str = "",
    substance: str | None = None,
    plausible: Range | None = None,
) -> float:
    """The number of `unit` in `value`, checked.

    Args:
        value: text such as "45 min"; a bare number is taken only where `unit` is "1".
        unit: the unit in which the number is wanted.
        place: file, line and key, for the message.
        substance: a key of `SUBSTANCES`; lets IU become mass and mass become amount of substance.
        plausible: the range outside of which the value is refused and a slip is named.
    """
    return read(value, unit, place=place, substance=substance, plausible=plausible).to(unit, substance)


def read(
    value: str | float | Quantity,
    unit: str,
    *,
    place: str = "",
    substance: str | None = None,
    plausible: Range | None = None,
) -> Quantity:
    """Like `to_internal`, but keeps the quantity as it was written, so that it can be printed as it was written."""
    quantity = value if isinstance(value, Quantity) else _parse(value, unit, place)
    _convert(quantity, unit, substance, place)
    if plausible is not None:
        _check_size(quantity, plausible, substance, place)
    return quantity


def is_unit(unit: str) -> bool:
    """Whether `unit` is one that the door knows."""
    try:
        _pint_unit(unit)
    except ValueError:
        return False
    return True


def same_dimension(unit: str, other: str) -> bool:
    """Whether a quantity in `unit` can be given in `other` without knowing the substance."""
    return bool(_pint_unit(unit).dimensionality == _pint_unit(other).dimensionality)


def _parse(value: str | float, wanted: str, place: str) -> Quantity:
    allowed = describe_unit(wanted)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise UnitError(Problem(place, f"{_short(value)}, which is not a quantity", allowed))
    if not isinstance(value, str):
        if wanted != "1":
            cause = f'write the unit, for example "{value:g} {wanted}"'
            raise UnitError(Problem(place, f"the number {value!r} without a unit", allowed, cause))
        return Quantity(_finite(value, str(value), allowed, place), "1")
    match = _TEXT.fullmatch(value)
    if match is None:
        raise UnitError(Problem(place, f'"{_short(value)}", which does not start with a number', allowed))
    number = _finite(float(match[1]), value, allowed, place)
    unit = " ".join(match[2].split()) or "1"
    if unit == "1" and wanted != "1":
        cause = f'write the unit, for example "{number:g} {wanted}"'
        raise UnitError(Problem(place, f'"{_short(value)}", a number without a unit', allowed, cause))
    return Quantity(number, unit)


def _finite(number: float, text: str, allowed: str, place: str) -> float:
    if not math.isfinite(number):
        raise UnitError(Problem(place, f"{_short(text)}, which is not a finite number", allowed))
    return float(number)


def _convert(quantity: Quantity, unit: str, substance: str | None, place: str) -> float:
    allowed = describe_unit(unit)
    try:
        have = _pint_unit(quantity.unit)
    except ValueError as error:
        raise UnitError(Problem(place, f'"{quantity}": {error}', allowed, _unknown_unit_cause(quantity))) from None
    amount = quantity.number * have
    want = _pint_unit(unit)
    amount = _through_substance(amount, want, substance)
    if amount.dimensionality != want.dimensionality:
        found = f'"{quantity}", which is {_kind(have.dimensionality)}'
        raise UnitError(Problem(place, found, allowed, _wrong_dimension_cause(quantity, unit)))
    return float(amount.to(want).magnitude)


def _through_substance(amount: Any, want: Any, substance: str | None) -> Any:
    """Turn IU into mass and mass into amount of substance, as far as `want` asks for it."""
    if substance is None or substance not in SUBSTANCES:
        return amount
    known, registry = SUBSTANCES[substance], _registry()
    units_too_many = amount.dimensionality["[iu]"] - want.dimensionality["[iu]"]
    if known.mass_of_one_iu is not None and units_too_many:
        amount = amount * (known.mass_of_one_iu * registry.Unit("ug / IU")) ** units_too_many
    moles_missing = want.dimensionality["[substance]"] - amount.dimensionality["[substance]"]
    return amount / (known.molar_mass * registry.Unit("g / mol")) ** moles_missing if moles_missing else amount


def _check_size(quantity: Quantity, plausible: Range, substance: str | None, place: str) -> None:
    size = quantity.to(plausible.unit, substance)
    if plausible.low <= size <= plausible.high:
        return
    slip = _likely_slip(quantity, plausible, substance)
    raise UnitError(Problem(place, f'"{quantity}", an implausible size', plausible.in_words(), slip))


def _likely_slip(quantity: Quantity, plausible: Range, substance: str | None) -> str:
    """The unit that was probably meant: the one with which the same number would be plausible."""
    usual = _ATOM.findall(plausible.unit)
    for family in _FAMILIES:
        likely_first = sorted(family, key=lambda atom: atom not in usual)
        for atom in _ATOM.findall(quantity.unit):
            for other in likely_first if atom in family else ():
                meant = Quantity(quantity.number, re.sub(rf"\b{atom}\b", other, quantity.unit, count=1))
                try:
                    size = meant.to(plausible.unit, substance)
                except UnitError:
                    continue
                if other != atom and plausible.low <= size <= plausible.high:
                    return f"was {meant.unit} meant instead of {quantity.unit}?"
    return "check the number and its decimal point"


def describe_unit(unit: str) -> str:
    """What may stand where a quantity in `unit` is asked for, in words with an example."""
    kind = str(_pint_unit(unit).dimensionality)
    return _KINDS.get(kind, f"a quantity that can be expressed in {unit}")


def _kind(dimensionality: Any) -> str:
    names = {"[time]": "a time", "[mass]": "a mass", "[length]": "a length", "dimensionless": "a number without unit"}
    names |= {"[iu]": "in international units", "[substance]": "an amount of substance", "[length] ** 3": "a volume"}
    return names.get(str(dimensionality), f"of dimension {dimensionality}")


def _unknown_unit_cause(quantity: Quantity) -> str:
    if quantity.unit.startswith(","):
        return "decimals take a point, not a comma, and thousands take no separator"
    if quantity.unit.split("/")[0].strip() in {"IE", "I.U.", "units", "unit"}:
        return 'international units are written "IU"'
    return "units are spelled as in g, mg, ug, IU, s, min, h, d, week, month, year, L, mL, nmol, kg, points"


def _wrong_dimension_cause(quantity: Quantity, unit: str) -> str:
    if quantity.unit == "m" and same_dimension(unit, "h"):
        return '"m" is metre; was "min" meant?'
    if quantity.unit.split("/")[0].strip() == "U":
        return 'international units are written "IU"'
    if "/kg" in quantity.unit.replace(" ", ""):
        return "a dose per body weight stands where an amount is asked for"
    if "IU" in quantity.unit:
        return "international units are known for oxytocin only"
    return ""


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


@lru_cache(maxsize=1024)
def _pint_unit(unit: str) -> Any:
    """The unit as pint knows it; ValueError with a sentence when it cannot be read."""
    text = unit.strip().replace("x rest", "x_rest")
    text = f"1{text}" if text.startswith("/") else text
    if text in ("", "1"):
        return _registry().Unit("")
    if not _UNIT.fullmatch(text):
        raise ValueError(f'"{unit}" does not read as a unit')
    product = _registry().Unit("")
    for sign, atom, power in re.findall(r"(/?)\s*([A-Za-zµμ%_]+)(?:(?:\^|\*\*)(-?\d))?", text):
        exponent = int(power or 1) * (-1 if sign else 1)
        product = product * _atom(atom) ** exponent
    return product


def _atom(name: str) -> Any:
    word = _WORDS.get(name, name)
    if word == "1":
        return _registry().Unit("")
    try:
        return _registry().Unit(word)
    except Exception as error:  # pint raises several kinds of its own for a name that it cannot read
        raise ValueError(f'the unit "{name}" is not known') from error


@lru_cache(maxsize=1)
def _registry() -> UnitRegistry[float]:
    import pint

    registry: UnitRegistry[float] = pint.UnitRegistry(on_redefinition="ignore")
    registry.define("IU = [iu]")
    return registry
