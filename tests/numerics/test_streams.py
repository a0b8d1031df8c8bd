"""Random numbers belong to the subject and the interval, and to nothing else."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from allostasis.numerics.streams import (
    HISTORY,
    MEASUREMENT,
    PURPOSES,
    interval_uniforms,
    normals,
    subject_keys,
    threefry,
)


def numbers(
    draws: object, subjects: object, interval: int, seed: int = 7, stream: int = HISTORY
) -> NDArray[np.float32]:
    keys = subject_keys(seed, np.asarray(draws), np.asarray(subjects), stream)
    return np.stack([np.asarray(row) for row in interval_uniforms(keys, jnp.asarray(interval, jnp.int32))])


# Known answers of Threefry-2x32 with 20 rounds, from the test vectors of its authors (Random123, kat_vectors).
@pytest.mark.parametrize(
    ("key", "counter", "words"),
    [
        ((0, 0), (0, 0), (0x6B200159, 0x99BA4EFE)),
        ((0xFFFFFFFF, 0xFFFFFFFF), (0xFFFFFFFF, 0xFFFFFFFF), (0x1CB996FC, 0xBB002BE7)),
        ((0x13198A2E, 0x03707344), (0x243F6A88, 0x85A308D3), (0xC4923A9C, 0x483DF7A0)),
    ],
)
def test_the_generator_gives_the_known_answers(
    key: tuple[int, int], counter: tuple[int, int], words: tuple[int, int]
) -> None:
    assert tuple(int(w) for w in threefry(key, counter)) == words


def test_the_engine_draws_from_the_same_generator() -> None:
    keys = subject_keys(7, np.array([3]), np.array([4]), HISTORY)
    expected = [int(w) for block in (0, 1) for w in threefry((keys[0, 0], keys[0, 1]), (1234, block))]
    assert [int(u * 2**24) for u in numbers([3], [4], 1234)[:, 0]] == [word >> 8 for word in expected]


def test_numbers_do_not_depend_on_the_block_its_order_or_its_width() -> None:
    draws, subjects = np.repeat(np.arange(5), 10), np.tile(np.arange(10), 5)
    whole = numbers(draws, subjects, 1234)
    mixed = np.random.default_rng(1).permutation(50)
    assert np.array_equal(numbers(draws[mixed], subjects[mixed], 1234), whole[:, mixed])
    assert np.array_equal(numbers(draws[17:20], subjects[17:20], 1234), whole[:, 17:20])
    alone = np.concatenate([numbers([d], [s], 1234) for d, s in zip(draws, subjects, strict=True)], axis=1)
    assert np.array_equal(alone, whole)


def test_each_part_of_the_name_of_a_number_matters() -> None:
    start = numbers([3], [4], 1234)
    others = [
        numbers([4], [3], 1234),
        numbers([3], [5], 1234),
        numbers([3], [4], 1235),
        numbers([3], [4], 1234, seed=8),
        numbers([3], [4], 1234, stream=MEASUREMENT),
    ]
    assert len({*start[:, 0].tolist()}) == len(PURPOSES)
    for other in others:
        # Of four numbers with 24 bits each one agrees by chance once in four million times.
        assert not np.any(other == start)


def test_numbers_of_an_interval_are_uniform_and_independent() -> None:
    subjects = np.arange(20000)
    rows = numbers(np.zeros_like(subjects), subjects, 99)
    assert rows.min() >= 0
    assert rows.max() < 1
    for row in rows:
        # Fixed seed, one answer; a true uniform fails once in a thousand seeds.
        assert stats.kstest(row, "uniform").pvalue > 1e-3
    correlation = np.corrcoef(rows) - np.eye(len(PURPOSES))
    # Four standard errors of a correlation of 20,000 pairs.
    assert np.abs(correlation).max() < 4 / np.sqrt(20000)


def test_numbers_of_following_intervals_are_uniform_and_independent() -> None:
    keys = subject_keys(7, np.array([1]), np.array([1]), HISTORY)
    of_interval = jax.jit(lambda i: interval_uniforms(keys, i)[0][0])
    series = np.array([of_interval(i) for i in range(2000)])
    counts, _ = np.histogram(series, bins=20, range=(0, 1))
    assert stats.chisquare(counts).pvalue > 1e-3
    assert abs(np.corrcoef(series[1:], series[:-1])[0, 1]) < 4 / np.sqrt(2000)


def test_normal_numbers_depend_on_the_tag_and_not_on_its_column() -> None:
    draws, subjects = np.zeros(100, int), np.arange(100)
    both = normals(7, draws, subjects, MEASUREMENT, [11, 42])
    assert np.array_equal(normals(7, draws, subjects, MEASUREMENT, [42])[:, 0], both[:, 1])
    assert not np.any(both[:, 0] == both[:, 1])


def test_normal_numbers_are_standard_normal() -> None:
    subjects = np.arange(20000)
    z = normals(7, np.zeros_like(subjects), subjects, MEASUREMENT, [1])[:, 0]
    assert np.all(np.isfinite(z))
    assert stats.kstest(z, "norm").pvalue > 1e-3
