"""What determines every byte of a run, and in words what is different from another time.

Shards of runs that differ in any of this are never put together. Times, hosts and the number of workers are not in it.
"""

from __future__ import annotations

import hashlib
import platform
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.metadata import version as version_of
from importlib.resources import files
from pathlib import Path
from typing import Any

from allostasis import __version__
from allostasis.errors import InputError, Problem
from allostasis.evidence import Evidence
from allostasis.numerics.native import kernel_here

ROOMS = ("quantities", "numerics", "physiology", "models", "population", "protocols", "studies")
"""Rooms whose code has a part in the numbers."""
LIBRARIES = ("jax", "jaxlib", "numpy", "scipy", "sympy")
XLA_FLAGS = "--xla_cpu_multi_thread_eigen=false --xla_cpu_prefer_vector_width=512"
"""One thread per worker; wide vectors where the processor has them."""
EXTENSIONS = ("avx", "avx2", "fma", "avx512f", "avx512vl", "avx512dq", "avx512bw", "asimd", "sve")
"""Extensions of a processor that decide which instructions the compiled step has."""
MOST = 12
"""Changes that are listed; more are counted."""

_ADVICE = {
    "study": "resume without naming a study file, or start anew in another directory with -o",
    "arms": "resume without naming a study file, or start anew in another directory with -o",
    "people": "resume without naming a study file, or start anew in another directory with -o",
    "draws": "leave --draws out, or start anew in another directory with -o",
    "kept": "leave --courses and --daily out, or start anew in another directory with -o",
    "shard_size": "leave --shard-size out, or start anew in another directory with -o",
    "processor": "go on with the same kind of processor, or start anew in another directory with -o",
    "back_end": "go on with the libraries that began the run (lock file), or start anew in another directory with -o",
}
_OTHERWISE = "go on with the code and the evidence that began the run, or start anew in another directory with -o"


def platform_identity() -> dict[str, Any]:
    """What the place of a computation adds: version, code, libraries, kind of processor."""
    return {
        "version": __version__,
        "code": code_digests(),
        "back_end": {
            **{name: version_of(name) for name in LIBRARIES},
            "device": "cpu",
            "flags": XLA_FLAGS,
            "kernel": kernel_here(),
        },
        "processor": processor(),
    }


def prior_digests(evidence: Evidence) -> dict[str, str]:
    """A short name of each prior: participants drawn from other priors must not be mixed in."""
    return {name: _short(repr(prior).encode()) for name, prior in sorted(evidence.priors.items())}


@lru_cache(maxsize=1)
def code_digests() -> dict[str, str]:
    """A short name of the code of each room that has a part in the numbers."""
    digests = {}
    for room in ROOMS:
        place = Path(str(files("allostasis"))) / room
        code = [f.read_bytes() for f in sorted(place.rglob("*.py"))]
        digests[room] = _short(b"\0".join(code))
    return digests


@lru_cache(maxsize=1)
def processor() -> str:
    """Vendor, family, model and extensions of this processor; what compiled code depends on."""
    try:
        about = _first_processor(Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace"))
    except OSError:
        about = {}
    keys = ("vendor_id", "cpu family", "model", "CPU implementer", "CPU part")
    named = [about[key] for key in keys if key in about] or [platform.processor()]
    found = (about.get("flags") or about.get("Features") or "").split()
    return " ".join([platform.machine(), *named, *(e for e in EXTENSIONS if e in found)])


def _first_processor(text: str) -> dict[str, str]:
    lines = (re.split(r"\s*:\s*", line, maxsplit=1) for line in text.split("\n\n")[0].splitlines())
    return {line[0].strip(): line[1].strip() for line in lines if len(line) == 2}


def refuse_changes(place: Path | str, before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Refuse to go on with what something else began.

    Raises:
        InputError: one problem for every field that changed, with what to do.
    """
    problems = [
        Problem(f"{place}: {field}", f"{new}", f"{old}, with which the run was begun", _advice(field))
        for field, old, new in _told(changes(before, now))
    ]
    if len(problems) > MOST:
        more = f"{len(problems) - MOST} more fields that changed"
        problems = [*problems[:MOST], Problem(str(place), more, "what the run was begun with")]
    if problems:
        raise InputError(problems)


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Fields that differ, as (dotted name, value before, value now); what is in one only is "nothing" in the other."""
    old, new = dict(_flat(before)), dict(_flat(now))
    names = [*old, *(name for name in new if name not in old)]
    pairs = ((name, old.get(name, "nothing"), new.get(name, "nothing")) for name in names)
    return [(name, str(a), str(b)) for name, a, b in pairs if a != b]


def _told(found: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Without what follows from another change: whose courses are kept depends on how many there are."""
    numbers = {"draws", "study.population.participants"}
    follows = any(field in numbers for field, _, _ in found)
    return [change for change in found if not (follows and change[0].startswith("kept."))]


def _flat(content: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(content, Mapping) and content:
        for key, value in content.items():
            yield from _flat(value, f"{name}.{key}" if name else str(key))
    elif isinstance(content, list | tuple) and content:
        for number, value in enumerate(content):
            yield from _flat(value, f"{name}[{number}]")
    else:
        yield name, content


def _advice(field: str) -> str:
    return _ADVICE.get(re.split(r"[.\[]", field)[0], _OTHERWISE)


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
