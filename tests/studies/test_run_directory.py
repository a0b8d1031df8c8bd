"""A run's directory: what is finished is kept and whole, what is in the way is left alone, and a full disk is said."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.run_fixtures import Outcome, assert_same, results

from allostasis.cli.app import main
from allostasis.evidence import load
from allostasis.studies import run as running

Run = Callable[..., Outcome]


@pytest.fixture
def half_done(run_small: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run that was stopped after its first shard."""
    out, work = tmp_path / "half", running._work

    def stopped(*given: Any) -> Any:
        yield next(work(*given))
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(running, "_work", stopped)
        done = run_small(out)
    assert (done.code, len(shards_in(out))) == (1, 1), done.err
    return out


def shards_in(out: Path) -> list[Path]:
    return sorted((out / ".shards").glob("shard-*.npz"))


def test_finished_shards_are_not_run_again(
    run_small: Run, half_done: Path, undisturbed: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    work, asked = running._work, []

    def counted(study: Any, wanted: Any, workers: int) -> Any:
        asked.extend(wanted)
        return work(study, wanted, workers)

    monkeypatch.setattr(running, "_work", counted)
    assert run_small(half_done).code == 0
    assert [(s.first, s.last) for s in asked] == [(4, 6)]
    assert_same(results(half_done), undisturbed)


@pytest.mark.parametrize("damage", [b"", b"not a zip file", None], ids=["empty", "other", "cut short"])
def test_a_damaged_shard_is_run_again(
    run_small: Run, half_done: Path, undisturbed: dict[str, bytes], damage: bytes | None
) -> None:
    shard = shards_in(half_done)[0]
    content = shard.read_bytes()
    shard.write_bytes(content[: len(content) // 2] if damage is None else damage)
    assert run_small(half_done).code == 0
    assert_same(results(half_done), undisturbed)


def test_a_shard_with_changed_bytes_is_run_again(
    run_small: Run, half_done: Path, undisturbed: dict[str, bytes]
) -> None:
    shard = shards_in(half_done)[0]
    content = bytearray(shard.read_bytes())
    content[len(content) // 2] ^= 0xFF
    shard.write_bytes(content)
    assert run_small(half_done).code == 0
    assert_same(results(half_done), undisturbed)


def test_an_unfinished_run_of_something_else_is_left_alone(run_small: Run, half_done: Path) -> None:
    before = results(half_done)
    done = run_small(half_done, draws=3)
    assert done.code == 2
    assert f"{half_done}: draws" in done.err
    assert "found:   3" in done.err
    assert "allowed: 2, with which the run was begun" in done.err
    assert "one problem" in done.err
    assert "-o" in done.err
    assert results(half_done) == before


def test_shards_of_other_priors_are_not_mixed_in(
    run_small: Run, half_done: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence = load()
    first, *_ = evidence.priors
    changed = {**evidence.priors, first: evidence.priors[first].model_copy(update={"default": 17.0})}
    other = type(evidence)(**{**vars(evidence), "priors": changed})
    monkeypatch.setattr("allostasis.evidence.load", lambda: other)
    done = run_small(half_done)
    assert done.code == 2
    assert f"priors.{first}" in done.err


def test_a_finished_run_is_never_overwritten(run_small: Run, tmp_path: Path) -> None:
    assert run_small(tmp_path / "out").code == 0
    before = results(tmp_path / "out")
    done = run_small(tmp_path / "out")
    assert done.code == 2
    assert "a finished run" in done.err
    assert results(tmp_path / "out") == before


def test_other_files_in_the_directory_are_left_alone(run_small: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("two years of work")
    done = run_small(out)
    assert done.code == 2
    assert "other files" in done.err
    assert results(out) == {"thesis.txt": b"two years of work"}


def test_a_file_in_the_place_of_the_directory_is_left_alone(run_small: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("not a directory")
    done = run_small(out)
    assert done.code == 2
    assert "a file" in done.err
    assert out.read_text() == "not a directory"


def test_a_marker_that_cannot_be_read_is_not_taken_for_this_run(run_small: Run, half_done: Path) -> None:
    (half_done / ".shards" / "identity.json").write_text("{")
    done = run_small(half_done)
    assert done.code == 2
    assert "an unfinished run of which nothing says what it is" in done.err


def full_disk(*_: Any, **__: Any) -> Any:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("what", ["savez", "replace"])
def test_a_full_disk_at_a_shard_keeps_the_finished_ones(
    run_small: Run, half_done: Path, undisturbed: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    before = results(half_done)
    with monkeypatch.context() as patch:
        patch.setattr(*{"savez": (np, "savez"), "replace": (Path, "replace")}[what], full_disk)
        done = run_small(half_done)
    assert done.code == 1
    assert "No space left on device" in done.err
    assert "run the same command again" in done.err
    assert "Traceback" not in done.err
    assert results(half_done) == before
    assert run_small(half_done).code == 0
    assert_same(results(half_done), undisturbed)


def test_a_full_disk_at_the_end_keeps_all_shards(
    run_small: Run, undisturbed: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import xarray as xr

    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(xr.Dataset, "to_zarr", full_disk)
        done = run_small(out)
    assert done.code == 1
    assert "No space left on device" in done.err
    assert len(shards_in(out)) == 2
    assert not (out / "manifest.json").exists()
    assert run_small(out).code == 0
    assert_same(results(out), undisturbed)


def test_a_forbidden_directory_is_said(run_small: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: Any, **__: Any) -> Any:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", forbidden)
    done = run_small(tmp_path / "out")
    assert done.code == 2
    assert "Permission denied" in done.err
    assert "Traceback" not in done.err


def test_a_held_out_study_is_refused(run_small: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    evidence = load()
    held = evidence.studies["woolley2016"].model_copy(update={"role": "held_out"})
    other = type(evidence)(**{**vars(evidence), "studies": {**evidence.studies, "woolley2016": held}})
    monkeypatch.setattr(running, "load", lambda: other)
    done = run_small(tmp_path / "out")
    assert done.code == 2
    assert "held_out" in done.err
    assert "frozen predictions" in done.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "content", ['{"study": {"sche', '{"study": 3, "draws": 2}', '{"study": {}, "draws": "x"}', "[]"]
)
def test_a_marker_that_cannot_be_read_is_said_when_a_run_is_resumed(
    half_done: Path, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (half_done / ".shards" / "identity.json").write_text(content, encoding="utf-8")
    assert main(["run", "--resume", str(half_done)]) == 2
    error = capsys.readouterr().err
    assert "an unfinished run of which nothing says what it is" in error
    assert "identity.json is lost or damaged" in error
    assert len(shards_in(half_done)) == 1
