"""What an effect would be for other values of a correlation that no paper gave."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from allostasis.evidence.meta.effect_sizes.effect import EffectSize


def sweep(
    build: Callable[[float], EffectSize], correlations: Sequence[float] = (0.3, 0.5, 0.7)
) -> dict[float, EffectSize]:
    """The effect at each assumed within-person correlation, marked as such.

    Args:
        build: makes the effect from a correlation, for example
            `lambda r: crossover_smd(replace(pair, correlation=r))`.
        correlations: values to try, each strictly between -1 and 1.

    Returns:
        Effects by correlation, in the order given.
    """
    return {r: _marked(build(r), r) for r in correlations}


def _marked(effect: EffectSize, r: float) -> EffectSize:
    return replace(effect, imputed=(*effect.imputed, f"within-person correlation taken as {r:g}"))
