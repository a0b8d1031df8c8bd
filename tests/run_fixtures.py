"""A small trial, and a worker in this process that runs it: one engine, compiled once, for all tests of runs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.numerics_fixtures import Laboratory

from allostasis.cli.app import main
from allostasis.evidence import load
from allostasis.numerics import engine
from allostasis.studies import run as running
from allostasis.studies.compute import Job, packed
from allostasis.studies.files import load_study
from allostasis.studies.kept import Kept
from allostasis.studies.library import available_studies
from allostasis.studies.shards import Shard, Worker

DRAWS, PARTICIPANTS = 2, 3
TREATMENT = "    use: {use}\n    duration: {duration}\n    detailed: {detailed}"
SMALL = (
    # Years of use are fast-forwarded; what follows is short, with decisions of use, so that every kind of day occurs.
    (
        TREATMENT.format(use="none", duration="{covariate: days_on_agonist}", detailed="14 d"),
        TREATMENT.format(use="hazard", duration="2 d", detailed="2 d"),
    ),
    ("washout: 7 d", "washout: 1 d"),
)


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def small_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the small trial."""
    text = available_studies()["woolley2016"].read_text(encoding="utf-8")
    for old, new in SMALL:
        assert old in text, f"the study file no longer holds {old!r}"
        text = text.replace(old, new)
    path = tmp_path_factory.mktemp("study") / "small.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def worker(small_study: Path, single: Laboratory) -> Worker:
    """A worker of the small trial with the engine of the laboratory."""
    study = load_study(small_study, load()).resized(PARTICIPANTS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "XLA_FLAGS", os.environ.get("XLA_FLAGS", ""))
        patch.setattr(engine, "build_engine", lambda *_, **__: single.engine)
        return Worker(study, study.seed, DRAWS)


@pytest.fixture(scope="session")
def shards() -> dict[tuple[Shard, Kept], dict[str, Any]]:
    """What the worker has run already."""
    return {}


@pytest.fixture
def here(worker: Worker, shards: dict[tuple[Shard, Kept], dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs of the small trial take place in this process."""

    def work(job: Job, wanted: list[Shard], _: Any) -> Iterator[tuple[Shard, bytes]]:
        kept = Kept.from_dict(job.identity["kept"])
        monkeypatch.setattr(worker, "kept", kept)
        for shard in wanted:
            if (shard, kept) not in shards:
                shards[shard, kept] = worker.run(shard)
            yield shard, packed(shards[shard, kept])

    monkeypatch.setattr(running, "_work", work)


@pytest.fixture
def run_small(small_study: Path, here: None, capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """`allostasis run` of the small trial into a directory, in this process."""

    def run(out: Path, *more: object, draws: int = DRAWS, shard_size: int = 4) -> Outcome:
        capsys.readouterr()
        code = main([*map(str, arguments(small_study, out, draws, shard_size)), *map(str, more)])
        return Outcome(code, *capsys.readouterr())

    return run


def arguments(study: Path, out: Path, draws: int = DRAWS, shard_size: int = 4) -> list[object]:
    """The command of the small run."""
    return ["run", study, "-o", out, "--draws", draws, "--participants", PARTICIPANTS, "--shard-size", shard_size]


def results(directory: Path) -> dict[str, bytes]:
    """Every file of a result but the timings, by its place, byte by byte."""
    files = (f for f in directory.rglob("*") if f.is_file() and f.name != "timings.json")
    return {str(f.relative_to(directory)): f.read_bytes() for f in files}


@pytest.fixture(scope="session")
def _undisturbed() -> dict[str, bytes]:
    return {}


@pytest.fixture
def undisturbed(run_small: Callable[..., Outcome], _undisturbed: dict[str, bytes], tmp_path: Path) -> dict[str, bytes]:
    """What the small run writes if nothing happens to it; run once for all tests."""
    if not _undisturbed:
        done = run_small(tmp_path / "undisturbed")
        assert done.code == 0, done.err
        _undisturbed.update(results(tmp_path / "undisturbed"))
    return _undisturbed


def assert_same(found: dict[str, bytes], wanted: dict[str, bytes]) -> None:
    """Both results are the same, byte by byte; names the files that differ."""
    assert sorted(found) == sorted(wanted)
    assert [name for name in wanted if found[name] != wanted[name]] == []
