"""What a result was measured on."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from allostasis.numerics.native import kernel_here

LIBRARIES = ("allostasis", "jax", "jaxlib", "numpy", "scipy", "numba", "numbalsoda", "libroadrunner", "diffrax")


def machine() -> dict[str, Any]:
    """Processor, memory, system, compiler, libraries, and how busy the machine was."""
    about = Path("/proc/cpuinfo")
    lines = about.read_text(encoding="utf-8").splitlines() if about.exists() else []
    named = {k.strip(): v.strip() for k, _, v in (line.partition(":") for line in lines)}
    return {
        "processor": named.get("model name", platform.processor()),
        "family": f"family {named.get('cpu family', '?')}, model {named.get('model', '?')}",
        "avx512": "avx512f" in named.get("flags", ""),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "kernel": kernel_here(),
        "libraries": {name: _version(name) for name in LIBRARIES},
        "load_at_end": [round(x, 1) for x in os.getloadavg()],
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
