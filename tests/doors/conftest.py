"""A sound study file to break, and a way to run a command and look at what it printed."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from allostasis.cli.app import main
from allostasis.studies.library import available_studies


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Run one command in this process."""

    def run_command(*arguments: object) -> Outcome:
        code = main([str(argument) for argument in arguments])
        return Outcome(code, *capsys.readouterr())

    return run_command


@pytest.fixture(scope="session")
def sound_text() -> str:
    """The text of the first study file."""
    return available_studies()["woolley2016"].read_text(encoding="utf-8")


@pytest.fixture
def study_file(tmp_path: Path, sound_text: str) -> Callable[..., Path]:
    """The first study file with some text replaced."""

    def write(*replacements: tuple[str, str]) -> Path:
        text = sound_text
        for old, new in replacements:
            assert old in text, f"the study file no longer holds {old!r}"
            text = text.replace(old, new, 1)
        path = tmp_path / "broken.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write
