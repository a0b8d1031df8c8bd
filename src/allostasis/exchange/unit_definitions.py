"""Units as SBML has them: each is defined once from moles, litres, seconds, grams and metres, and named as we write it.

The unit "nmol/L/h" gets the identifier `nmol_per_L_per_h`. A pure number is SBML's own `dimensionless`.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from allostasis.exchange.dimensions import Powers

# Dimension and its power, SBML's unit for it, and that unit in pint's root units (mole, metre, second, gram).
_KINDS = (
    ("[substance]", 1, "mole", 1.0),
    ("[length]", 3, "litre", 1e-3),
    ("[length]", 1, "metre", 1.0),
    ("[time]", 1, "second", 1.0),
    ("[mass]", 1, "gram", 1.0),
)


class UnitDefinitions:
    """The unit definitions of one SBML model, added as they are needed."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._known: set[str] = {"dimensionless"}

    def id_of(self, unit: Powers) -> str:
        """Identifier of a unit in the model.

        Raises:
            ValueError: if a part of the unit is of a kind that SBML has no unit for.
        """
        name = _identifier(unit)
        if name not in self._known:
            self._known.add(name)
            self._define(name, unit)
        return name

    def _define(self, name: str, unit: Powers) -> None:
        import libsbml

        definition = self._model.createUnitDefinition()
        definition.setId(name)
        for part, power in unit.items():
            kind, factor = _in_sbml(part)
            scale = round(math.log10(factor))
            is_round = math.isclose(factor, 10.0**scale, rel_tol=1e-12)
            each = definition.createUnit()
            each.setKind(libsbml.UnitKind_forName(kind))
            each.setExponent(float(power))
            each.setScale(scale if is_round else 0)
            each.setMultiplier(1.0 if is_round else factor)


def _in_sbml(part: str) -> tuple[str, float]:
    """SBML's base unit for a part of a unit, and how many of it the part is."""
    from pint import Quantity

    whole = Quantity(1.0, part).to_root_units()
    size = {str(kind): Fraction(str(power)) for kind, power in whole.dimensionality.items()}
    for kind, exponent, name, in_root in _KINDS:
        if size == {kind: exponent}:
            return name, float(whole.magnitude) / in_root
    raise ValueError(f'the unit "{part}" cannot be written in SBML')


def _identifier(unit: Powers) -> str:
    above = [_with_power(part, p) for part, p in unit.items() if p > 0]
    below = [f"per_{_with_power(part, -p)}" for part, p in unit.items() if p < 0]
    return "_".join([*above, *below]) or "dimensionless"


def _with_power(part: str, power: Fraction) -> str:
    from pint import Unit

    name = f"{Unit(part):~C}".replace("µ", "u").replace("µ", "u")
    return {"l": "L"}.get(name, name) + ("" if power == 1 else str(power).replace("/", "_over_"))
