"""Where compiled code is kept between processes: the user's cache directory, or nowhere.

`ALLOSTASIS_CACHE` names another directory, or `off` for none. A directory that cannot be made or written to is none.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from functools import lru_cache
from pathlib import Path

SWITCH = "ALLOSTASIS_CACHE"


def cache_directory(kind: str) -> Path | None:
    """The directory for one kind of compiled code, made if need be; None if nothing is to be kept.

    Args:
        kind: name of the directory.
    """
    asked = os.environ.get(SWITCH, "")
    if asked.lower() in ("off", "0", "no", "none"):
        return None
    try:
        place = (Path(asked) if asked else _users()) / kind
        place.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # the latter if there is no home
        return None
    return place if os.access(place, os.W_OK | os.X_OK) else None


def keep_compiled_programs() -> None:
    """Let JAX keep what it compiles; a setting of the user's own stays."""
    import jax

    place = cache_directory(f"xla-{processor_name()}")
    if place is not None and getattr(jax.config, "jax_compilation_cache_dir", None) is None:
        jax.config.update("jax_compilation_cache_dir", str(place))  # type: ignore[no-untyped-call]
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.5)  # type: ignore[no-untyped-call]


@lru_cache(maxsize=1)
def processor() -> str:
    """This processor's name and abilities: code for one may not run on another."""
    about = Path("/proc/cpuinfo")
    lines = about.read_text(encoding="utf-8", errors="replace").splitlines() if about.exists() else []
    seen = {line for line in lines if line.startswith(("model name", "flags", "Features", "CPU part"))}
    return "\n".join([platform.system(), platform.machine(), platform.processor(), *sorted(seen)])


def processor_name() -> str:
    """A short name for `processor`."""
    return hashlib.sha256(processor().encode()).hexdigest()[:12]


def _users() -> Path:
    if os.environ.get("XDG_CACHE_HOME"):
        return Path(os.environ["XDG_CACHE_HOME"]) / "allostasis"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "allostasis"
    return Path.home() / ".cache" / "allostasis"
