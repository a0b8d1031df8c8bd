"""What all tests share: processors only, pictures without a screen, and hypothesis without chance."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from tests.browsers import without_browser

# Set before any test imports the libraries, and inherited by the commands that tests start.
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault("MPLBACKEND", "Agg")
# One thread and the widest vectors, so that a test takes the same time and the same code wherever cores are shared.
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false --xla_cpu_prefer_vector_width=512")

# A compiled engine is kept by the text of its equations, so that the processes that tests start, and the next run of
# the tests, need not compile it anew; `make clean` forgets them all.
os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str(Path(__file__).parents[1] / ".pytest_cache" / "jax"))
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "1")

pytest_plugins = ["tests.numerics_fixtures", "tests.run_fixtures"]

# The same examples on every run: a failure on one machine is a failure on all. No deadline: the first call compiles.
settings.register_profile(
    "fixed", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("fixed")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in the closing lines what was not run for want of a browser."""
    if line := without_browser():
        terminalreporter.write_line(line, yellow=True)
