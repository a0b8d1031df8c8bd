"""One step of the block-exponential scheme, generated from a traced model.

Second order, fixed step h, one evaluation of the rates:
1. the linear states move by their exact propagator; their exact means over the step serve the other equations;
2. binding moves exactly at the mean concentrations; its exact means serve the other equations;
3. every other state x with rate f and own slope J = df/dx moves by the exponential midpoint rule
   x -> x + (f - J (x_middle - x)) h phi(J h),
   f and J taken at those means and at the middle of the step, where x_middle = x + h/2 times the rate of the step
   before. What jumps at events is linear or bound and therefore enters step 3 by its mean of this very step, so that
   the scheme keeps its order through events.
phi(z) = (exp(z) - 1)/z is replaced by its rational form of third order, which is stable for any decay.
Slow states add their small steps with compensation (Kahan), so that single precision does not lose them.
What depends on parameters alone is worked out once before the loop.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from allostasis.numerics.codegen import compile_expressions, hoist
from allostasis.numerics.linear import BindingBlock, Pattern, propagator_pattern
from allostasis.numerics.trace import Traced

LARGEST_DECAY = 3.0
"""Above this value of h times decay the rational phi overshoots zero; `Engine.check_step` refuses such steps."""


def phi(z: Any) -> Any:
    """(exp(z) - 1)/z for z <= 0 to third order, without an exponential; z of small growing modes is fine too."""
    return (6 - z) / (6 - 4 * z + z * z)


@dataclass(frozen=True)
class Layout:
    """Where states and parameters stand in the engine's arrays.

    The state array holds the linear states first, then the receptor, then the rest, the slow ones last.
    """

    linear: tuple[str, ...]
    receptor: tuple[str, ...]
    fast: tuple[str, ...]
    slow: tuple[str, ...]
    parameters: tuple[str, ...]
    pattern: Pattern

    @classmethod
    def of(cls, traced: Traced, slow: frozenset[str]) -> Layout:
        """The layout of a traced model whose slow states are named."""
        return cls(
            linear=traced.linear,
            receptor=traced.receptor,
            fast=tuple(name for name in traced.rest if name not in slow),
            slow=tuple(name for name in traced.rest if name in slow),
            parameters=tuple(traced.parameters),
            pattern=propagator_pattern(traced),
        )

    @property
    def states(self) -> tuple[str, ...]:
        """Names of the rows of the state array."""
        return self.linear + self.receptor + self.fast + self.slow

    @property
    def rest(self) -> tuple[str, ...]:
        """Names of the states that the exponential midpoint rule moves."""
        return self.fast + self.slow


class Prepared(NamedTuple):
    """What does not change while the step and the parameters stay the same; last axis: subjects.

    Attributes:
        propagators, means: of the linear states, on the layout's pattern.
        resolvents: of the binding.
        constants: parts of the rates that depend on parameters alone.
        gains: h phi(J h) of the states of the rest whose slope is constant; zero for the others.
    """

    propagators: Any
    means: Any
    resolvents: Any
    constants: list[Any]
    gains: list[Any]


class Moved(NamedTuple):
    """A step's result.

    Attributes:
        others: new rows of the linear, receptor and fast states.
        increments: what is to be added to the slow states.
        slopes: the slow states' own slopes, 1/h.
        trend: rates of the fast and slow states over the step, per hour.
    """

    others: list[Any]
    increments: list[Any]
    slopes: list[Any]
    trend: list[Any]


class Moving(NamedTuple):
    """What changes in a step, one row per quantity.

    Attributes:
        y: states.
        compensation: what the slow states' sums have lost so far (Kahan).
        trend: rates of the rest in the last step, per hour.
        rate_sum: sum of the slow states' increments.
        slope_sum: sum over time of the slow states' own slopes.
    """

    y: tuple[Any, ...]
    compensation: tuple[Any, ...]
    trend: tuple[Any, ...]
    rate_sum: tuple[Any, ...]
    slope_sum: tuple[Any, ...]


class Inflow(NamedTuple):
    """What entered the linear states within a step: what is left of it at the end, and its mean over the step."""

    ends: list[Any]
    means: list[Any]


class Stepper:
    """The compiled step of one model."""

    def __init__(self, traced: Traced, layout: Layout, module: Any) -> None:
        """Generate the array code of rates and slopes."""
        self.layout = layout
        self.binding = BindingBlock(traced, module)
        states = [traced.states[name] for name in layout.states]
        parameters = list(traced.parameters.values())
        rates = [traced.rates[name] for name in layout.rest]
        slopes = [rate.diff(traced.states[name]) for rate, name in zip(rates, layout.rest, strict=True)]
        self.rates = compile_expressions(
            "rates_and_slopes", [*states, *parameters], {str(i): e for i, e in enumerate([*rates, *slopes])}, module
        )
        reduced, constants = hoist([*rates, *slopes], set(states))
        self._constants = compile_expressions(
            "constants", parameters, {str(s): e for s, e in constants.items()}, module
        )
        self._reduced = compile_expressions(
            "rates_step", [*states, *parameters, *constants], {str(i): e for i, e in enumerate(reduced)}, module
        )
        self._is_fixed = [not slope.free_symbols & set(states) for slope in slopes]

    def prepare(self, p: list[Any], propagators: Any, means: Any, resolvents: Any, h: Any) -> Prepared:
        """Work out what stays the same for a step h (hours) and parameter rows p."""
        zero = 0 * p[0]
        constants = [c + zero for c in self._constants(*p)]
        n = len(self.layout.rest)
        # Slopes that depend on parameters alone are the same at any state; ones stand in for the states here.
        slopes = self._reduced(*[1 + zero] * len(self.layout.states), *p, *constants)[n:]
        gains = [h * phi(h * s) + zero if fixed else zero for s, fixed in zip(slopes, self._is_fixed, strict=True)]
        return Prepared(propagators, means, resolvents, constants, gains)

    def __call__(
        self, y: list[Any], trend: list[Any], p: list[Any], prepared: Prepared, h: Any, inflow: Inflow | None = None
    ) -> Moved:
        """Move all states by one step.

        Args:
            y: rows of the state array.
            trend: rates of the rest in the step before, per hour.
            p: rows of the parameter array.
            prepared: what `prepare` gave for this step.
            h: step, hours.
            inflow: what enters the linear states within the step; nothing if not given.
        """
        lay, zero = self.layout, 0 * y[0]
        n_linear, n_receptor, n_fast = len(lay.linear), len(lay.receptor), len(lay.fast)
        linear, receptor, rest = y[:n_linear], y[n_linear : n_linear + n_receptor], y[n_linear + n_receptor :]

        new_linear, mean_linear = self._move_linear(linear, prepared, zero)
        if inflow is not None:
            new_linear = [x + i for x, i in zip(new_linear, inflow.ends, strict=True)]
            mean_linear = [x + i for x, i in zip(mean_linear, inflow.means, strict=True)]
        association = self.binding.association(*mean_linear, *p)
        new_receptor, mean_receptor = self.binding.step(receptor, association, prepared.resolvents, h)

        ahead = [0.5 * h * r for r in trend]
        middle = [x + a for x, a in zip(rest, ahead, strict=True)]
        values = self._reduced(*mean_linear, *mean_receptor, *middle, *p, *prepared.constants)
        rates, slopes = values[: len(rest)], values[len(rest) :]
        gains = [
            gain if fixed else h * phi(h * slope)
            for gain, slope, fixed in zip(prepared.gains, slopes, self._is_fixed, strict=True)
        ]
        increments = [(f - J * a) * gain for f, J, a, gain in zip(rates, slopes, ahead, gains, strict=True)]
        fast = [rest[i] + increments[i] for i in range(n_fast)]
        return Moved(
            others=new_linear + new_receptor + fast,
            increments=increments[n_fast:],
            slopes=[s + zero for s in slopes[n_fast:]],
            trend=[i / h for i in increments],
        )

    def advance(self, state: Moving, p: list[Any], prepared: Prepared, h: Any, inflow: Inflow | None = None) -> Moving:
        """All that one step changes; the slow states' small steps are summed with compensation (Kahan)."""
        y, compensation, trend, rate_sum, slope_sum = state
        slow = y[len(y) - len(self.layout.slow) :]
        moved = self(list(y), list(trend), p, prepared, h, inflow)
        corrected = [i - c for i, c in zip(moved.increments, compensation, strict=True)]
        total = [x + i for x, i in zip(slow, corrected, strict=True)]
        return Moving(
            y=(*moved.others, *total),
            compensation=tuple((t - x) - i for t, x, i in zip(total, slow, corrected, strict=True)),
            trend=tuple(moved.trend),
            rate_sum=tuple(r + i for r, i in zip(rate_sum, moved.increments, strict=True)),
            slope_sum=tuple(r + h * s for r, s in zip(slope_sum, moved.slopes, strict=True)),
        )

    def _move_linear(self, linear: list[Any], prepared: Prepared, zero: Any) -> tuple[list[Any], list[Any]]:
        """Linear states after the step, and their means over it."""
        new, mean = [zero] * len(linear), [zero] * len(linear)
        for k, (i, j) in enumerate(self.layout.pattern):
            new[i] = new[i] + prepared.propagators[k] * linear[j]
            mean[i] = mean[i] + prepared.means[k] * linear[j]
        return new, mean
