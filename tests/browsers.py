"""Where a browser is, for the tests that need one, and what to say where there is none."""

from __future__ import annotations

import os
import shutil


def chromium() -> str | None:
    """The path of Chromium: ALLOSTASIS_CHROMIUM, or what the system calls chromium or google-chrome."""
    chosen = os.environ.get("ALLOSTASIS_CHROMIUM")
    return chosen or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def without_browser() -> str | None:
    """The line about the suite that was not run, if it was not."""
    if chromium():
        return None
    return "NOT RUN: tests/browser. No Chromium was found (install Debian's `chromium`, or set ALLOSTASIS_CHROMIUM)."
