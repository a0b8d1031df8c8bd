"""How an error is printed: on standard error, in words, with what can be done."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from allostasis.errors import InputError, Problem

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["print_failure", "print_problems", "say_os_error"]


def print_problems(error: InputError) -> None:
    """Every problem of a bad input: where it is, what was found, what is allowed, and the likely cause."""
    console = _console()
    count = len(error.problems)
    console.print(f"Error: {'one problem' if count == 1 else f'{count} problems'} in the input", style="bold red")
    for problem in error.problems:
        _print_problem(console, problem)


def print_failure(sentence: str) -> None:
    """A failure that is no fault of the input, in one sentence."""
    _console().print(sentence, style="red")


def say_os_error(error: OSError) -> str:
    """What the operating system refused, in one sentence with what to do."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"Failed: the disk is full{where}. Make room and run again; what was finished is kept."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"Failed: no permission to write{where}. Choose another directory with -o."
    return f"Failed: {error.strerror or error}{where}."


def _print_problem(console: Console, problem: Problem) -> None:
    console.print()
    console.print(problem.place or "command line", style="bold")
    for label, text in (("found", problem.found), ("allowed", problem.allowed), ("likely", problem.cause)):
        if text:
            console.print(f"  {label + ':':<9}{text}")


def _console() -> Console:
    """Plain text without markup: messages quote what users wrote, and lines stay whole so that they can be searched."""
    from rich.console import Console

    return Console(stderr=True, markup=False, highlight=False, soft_wrap=True, emoji=False)
