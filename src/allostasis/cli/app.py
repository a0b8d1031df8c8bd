"""The commands joined into `allostasis`, and what becomes of an error.

Exit codes: 0 done, 1 failure, 2 bad input. A traceback is shown only when ALLOSTASIS_DEBUG is set.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from allostasis import __version__
from allostasis.cli.cite import cite
from allostasis.cli.claims import claims
from allostasis.cli.evidence import evidence_app
from allostasis.cli.export import export_app
from allostasis.cli.messages import print_failure, print_problems, say_os_error
from allostasis.cli.meta import meta
from allostasis.cli.run import run
from allostasis.cli.serve import serve
from allostasis.cli.show import show
from allostasis.cli.study import study_app
from allostasis.cli.verify import verify
from allostasis.errors import InputError, RunError

__all__ = ["app", "main"]

DONE, FAILURE, BAD_INPUT = 0, 1, 2
_INTERRUPTED = 130  # what typer makes of Ctrl-C

app = typer.Typer(
    name="allostasis",
    help=(
        "An executable review of the oxytocin system in opioid use disorder.\n\n"
        "Published trials are rerun in a population of virtual people whose every number leads to its source. "
        "Start with: allostasis run studies/woolley2016.yaml -o out/\n\n"
        "Research tool, not medical advice."
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"allostasis {__version__}")
        raise typer.Exit


@app.callback()
def allostasis(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Options that hold for the whole program; the help text stands in `app`."""


# The commands import what is heavy when they run, so that `--help` is quick.
app.command()(run)
app.add_typer(study_app, name="study")
app.add_typer(evidence_app, name="evidence")
app.command()(claims)
app.command()(meta)
app.command()(show)
app.command()(verify)
app.add_typer(export_app, name="export")
app.command()(cite)
app.command()(serve)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; `arguments` are those of the process if left out."""
    try:
        app(args=arguments, prog_name="allostasis")
    except SystemExit as stop:
        return _code_of(stop)
    except InputError as error:
        print_problems(error)
        return BAD_INPUT
    except KeyboardInterrupt:
        return _interrupted()
    except RunError as error:
        print_failure(f"Failed: {error}")
    except OSError as error:
        print_failure(say_os_error(error))
    except Exception as error:  # noqa: BLE001  # the last door: users get a sentence, never a traceback
        _print_internal(error)
    return FAILURE


def _code_of(stop: SystemExit) -> int:
    if stop.code == _INTERRUPTED:
        return _interrupted()
    return stop.code if isinstance(stop.code, int) else DONE if stop.code is None else FAILURE


def _interrupted() -> int:
    print_failure("Stopped. What was finished is kept; run the same command again to go on.")
    return FAILURE


def _print_internal(error: Exception) -> None:
    """An error that nobody foresaw: one line for users, the traceback for developers who ask for it."""
    if os.environ.get("ALLOSTASIS_DEBUG"):
        raise error
    first = str(error).splitlines()[0][:200] if str(error) else "no message"
    print_failure(
        f"Internal error ({type(error).__name__}: {first}). Please report it with the command that you ran; "
        "set ALLOSTASIS_DEBUG=1 to see where it happened."
    )


if __name__ == "__main__":
    sys.exit(main())
