"""The few errors that a caller can act on.

`InputError` and its children mean that something given to us was wrong (exit code 2 on the command line); each carries
all problems found, not only the first. `RunError` means that the work itself failed (exit code 1).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = [
    "AllostasisError",
    "EvidenceError",
    "HeldOutError",
    "InputError",
    "Problem",
    "RunError",
    "StudyError",
    "UnitError",
]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input.

    Args:
        place: where: file, line and key, for example "study.yaml:12, arms.oxytocin".
        found: what stands there, in words.
        allowed: what may stand there, in words.
        cause: the likely cause or what to do, in words; empty if there is no good guess.
    """

    place: str
    found: str
    allowed: str
    cause: str = ""

    def __str__(self) -> str:
        lines = [self.place, f"  found:   {self.found}", f"  allowed: {self.allowed}"]
        if self.cause:
            lines.append(f"  likely:  {self.cause}")
        return "\n".join(lines)


class AllostasisError(Exception):
    """Base of all errors raised on purpose by this package."""


class InputError(AllostasisError):
    """Something given by the user cannot be used; `problems` lists everything that is wrong with it."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: list[Problem] = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class UnitError(InputError):
    """A quantity has no unit, an unknown unit, the wrong dimension or an implausible size."""


class StudyError(InputError):
    """A study or population file cannot be used."""


class EvidenceError(InputError):
    """The evidence tables are not valid, or do not hold what was asked for."""


class HeldOutError(InputError):
    """A held-out study was asked for where it must not be seen."""


class RunError(AllostasisError):
    """The work failed although the input was good (for example: the disk is full)."""
