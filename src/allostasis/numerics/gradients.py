"""How a summary of a run changes with parameters: forward mode, all tangents at once, in double precision.

Everything that depends on a parameter is carried along: rates, propagators and resolvents. Decisions have no useful
slope, so the summaries that are differentiated come from runs without chance, or with the decisions replayed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from allostasis.errors import RunError
from allostasis.numerics.engine import Engine
from allostasis.numerics.linear import BindingBlock, LinearBlock

Arrays = tuple[Any, Any, Any, Any]
"""Parameter rows, propagators, means and resolvents, as `Subjects` has them."""


def with_slopes(
    engine: Engine,
    summary: Callable[[Arrays], Any],
    parameters: Mapping[str, Any],
    names: Sequence[str],
    step: float,
) -> tuple[Any, Any]:
    """A summary and its slopes in some parameters.

    Args:
        engine: an engine in double precision whose intervals XLA runs (`kernel="jax"`).
        summary: from a block's arrays to anything; calls `engine.advance` as often as it likes.
        parameters: by full name, each of shape (width,).
        names: parameters to differentiate by; each is changed for everybody alike.
        step: solver step, hours.

    Returns:
        The summary, and its slopes with one more axis in front: names.

    Raises:
        RunError: if the engine's intervals run in C or in single precision.
    """
    values, slopes = forward(engine, summary, parameters, names, step)()
    return values, slopes


def forward(
    engine: Engine,
    summary: Callable[[Arrays], Any],
    parameters: Mapping[str, Any],
    names: Sequence[str],
    step: float,
) -> Callable[[], tuple[Any, Any]]:
    """What `with_slopes` does, as a function that is compiled when it is first called."""
    import jax
    import jax.numpy as jnp

    if engine.kernel != "XLA" or engine.dtype.name != "float64":
        found = f"{engine.kernel}, {engine.dtype.name}"
        raise RunError(f'slopes need an engine with kernel="jax" in float64, this one has {found}')
    linear, binding = LinearBlock(engine.traced, jnp), BindingBlock(engine.traced, jnp)
    everything = {name: jnp.asarray(parameters[name], float) for name in engine.layout.parameters}

    def of(shifts: Any) -> Any:
        moved = {**everything, **{name: everything[name] + shifts[k] for k, name in enumerate(names)}}
        rows = jnp.stack([moved[name] for name in engine.layout.parameters])
        return summary((rows, *linear.propagators(moved, step), binding.resolvents(moved, step)))

    def along(direction: Any) -> Any:
        return jax.jvp(of, (jnp.zeros(len(names)),), (direction,))

    compiled = jax.jit(jax.vmap(along))

    def run() -> tuple[Any, Any]:
        values, slopes = compiled(jnp.eye(len(names)))
        return jax.tree.map(lambda v: v[0], values), slopes

    return run
