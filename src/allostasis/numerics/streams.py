"""Random numbers by counter: the same number for the same (seed, draw, subject, interval, purpose), whoever asks.

Nothing is carried from step to step, so cores, shards and interruptions cannot change a result. The generator is
threefry-2x32 with 20 rounds (Salmon 2011). Inside the engine JAX's own primitive is used; outside, where no compilation
is worth its time, the same function is worked out with NumPy, and a test holds the two to each other bit by bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint32]

PURPOSES = ("use", "cue", "stressor", "dose")
"""What the numbers of one decision interval are for, in order."""

POPULATION, HISTORY, MEASUREMENT, PARAMETERS, LEVERS, STRAYS = 1, 2, 3, 4, 5, 6
"""Streams: who a subject is, what happens to it, the noise of what is measured, and the parameters of a draw; presses
of levers, second by second; and how far doses stray from their times."""

ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
"""Bits by which the rounds rotate."""


def threefry(key: tuple[Any, Any], counter: tuple[Any, Any]) -> tuple[Words, Words]:
    """Two random words for a key of two words and a counter of two words; arrays broadcast."""
    k = [np.asarray(key[0], np.uint32), np.asarray(key[1], np.uint32)]
    k.append(k[0] ^ k[1] ^ np.uint32(0x1BD11BDA))
    x, y = (np.asarray(c, np.uint32) for c in counter)
    with np.errstate(over="ignore"):
        x, y = x + k[0], y + k[1]
        for block in range(5):
            for r in ROTATIONS[block % 2]:
                x = x + y
                y = ((y << np.uint32(r)) | (y >> np.uint32(32 - r))) ^ x
            x = x + k[(block + 1) % 3]
            y = y + k[(block + 2) % 3] + np.uint32(block + 1)
    return x, y


def subject_keys(seed: int, draws: Any, subjects: Any, stream: int) -> Words:
    """A key per subject, shape (n, 2).

    Args:
        seed: the study's seed, below 2^64.
        draws: index of each subject's parameter draw, shape (n,).
        subjects: index of each subject within the draw, shape (n,).
        stream: one of the streams above.
    """
    root = threefry((seed >> 32 & 0xFFFFFFFF, seed & 0xFFFFFFFF), (stream, 0))
    return np.stack(threefry(root, (draws, subjects)), axis=1)


def normals(seed: int, draws: Any, subjects: Any, stream: int, tags: Sequence[int]) -> NDArray[np.float64]:
    """Standard normal numbers, shape (n, tags), for subjects as in `subject_keys`.

    Args:
        seed: the study's seed.
        draws: index of each subject's parameter draw, shape (n,).
        subjects: index of each subject within the draw, shape (n,).
        stream: one of the streams above.
        tags: one unsigned 32-bit number per column; a column depends on its tag alone and not on its place.
    """
    from scipy.special import ndtri

    keys = subject_keys(seed, draws, subjects, stream)
    high, low = threefry((keys[:, :1], keys[:, 1:]), (np.asarray(tags, np.uint32)[None, :], 0))
    # 52 random bits and half of the last one: exact in double precision, never 0 and never 1.
    bits = (high.astype(np.uint64) << np.uint64(20)) | (low.astype(np.uint64) >> np.uint64(12))
    return np.asarray(ndtri((bits + 0.5) * 2.0**-52))


def evenly(seed: int, draws: Any, subjects: Any, stream: int, tags: Sequence[int]) -> NDArray[np.float64]:
    """Numbers spread evenly from -1 to 1, shape (n, tags); arguments are those of `normals`."""
    from scipy.special import ndtr

    return np.asarray(2 * ndtr(normals(seed, draws, subjects, stream, tags)) - 1)


def interval_uniforms(keys: Any, interval: Any) -> tuple[Any, ...]:
    """Uniform numbers in [0, 1) of one decision interval, one row of shape (n,) per purpose, float32.

    Args:
        keys: HISTORY keys, shape (n, 2), or their two rows.
        interval: number of the interval on the decision clock.
    """
    import jax.numpy as jnp
    from jax.extend.random import threefry2x32_p

    first, second = keys if isinstance(keys, tuple) else (keys[:, 0], keys[:, 1])
    counter = jnp.full_like(first, interval)
    words: list[Any] = []
    for block in range(len(PURPOSES) // 2):
        words += threefry2x32_p.bind(first, second, counter, jnp.full_like(first, block))  # type: ignore[no-untyped-call]
    # 24 random bits fill the significand of a float32 exactly.
    return tuple((word >> 8).astype(jnp.float32) * jnp.float32(2.0**-24) for word in words)


def second_uniforms(keys: Any, first: Any, seconds: int) -> tuple[Any, Any]:
    """Two uniform numbers in [0, 1) of each of some seconds, each of shape (seconds, n), float32.

    Args:
        keys: LEVERS keys, shape (n, 2).
        first: number of the first second.
        seconds: how many.
    """
    import jax.numpy as jnp
    from jax.extend.random import threefry2x32_p

    shape = (seconds, keys.shape[0])
    counter = jnp.broadcast_to((first + jnp.arange(seconds)).astype(jnp.uint32)[:, None], shape)
    key = [jnp.broadcast_to(keys[:, k], shape) for k in (0, 1)]
    words = threefry2x32_p.bind(*key, counter, jnp.zeros_like(counter))  # type: ignore[no-untyped-call]
    active, inactive = ((word >> 8).astype(jnp.float32) * jnp.float32(2.0**-24) for word in words)
    return active, inactive
