"""A real browser on an archive that `allostasis serve` serves. Where there is no browser, nothing here is collected."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.browsers import chromium
from tests.web.filled import copy_of_filled

collect_ignore_glob = [] if chromium() else ["test_*.py"]

# A browser of the tests speaks to this machine alone: no look-ups of its maker's services at the start.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP = {"width": 1280, "height": 900}
PATIENCE = 60.0
"""Seconds that a page may take for anything: a machine under load is slow, not wrong."""


def becomes(page: Any, expression: str) -> None:
    """Wait until an expression is true in a page.

    Playwright's `wait_for_function` asks again by a string that the page evaluates, which the archive's policy for
    scripts forbids: it passes only where the first look is true already.
    """
    end = time.monotonic() + PATIENCE
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"never true: {expression}"
        page.wait_for_timeout(50)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an archive, served as a user serves it."""
    data = copy_of_filled(tmp_path_factory, "served")
    start = [sys.executable, "-c", "from allostasis.cli.app import main; main()"]
    command = [*start, "serve", "--port", "0", "--workers", "1", "--data", str(data)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ALLOSTASIS_")}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        said = []
        for line in server.stdout:
            said.append(line)
            if "Serving on " in line:
                break
        address = next((word for word in "".join(said).split() if word.startswith("http://")), None)
        try:
            assert address, "".join(said)
            yield address.rstrip("/")
        finally:
            server.terminate()


# Of the module, not of the session: while Playwright runs, Django takes the process for an asynchronous one, and the
# tests of the web that come later in the same process could not ask their database.
@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def opened(browser: Any, served: str) -> Iterator[Callable[..., Any]]:
    """Opens a page of the archive in a window of its own; what the browser complains of fails the test."""
    contexts, complaints = [], []

    def at(path: str, **settings: Any) -> Any:
        context = browser.new_context(**{"viewport": DESKTOP, "base_url": served, **settings})
        context.set_default_timeout(1000 * PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield at
    for context in contexts:
        context.close()
    assert complaints == []
