"""Kernels in C: found compiler, compiled on first use, kept between processes.

A kernel is kept under the user's cache directory by a name that follows from its source, the compiler and the
processor, so that a cache shared by unlike machines does no harm. Where nothing can be compiled, the reason is
given and the engine runs without.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from allostasis.numerics.caches import cache_directory, processor

COMPILER = "ALLOSTASIS_CC"
"""Environment variable with the C compiler to use; without it `cc`, `gcc` or `clang` is looked for."""

# Contraction to fused operations is allowed, a change of the order of sums is not: compensated sums rely on it.
_FLAGS = ("-O3", "-std=gnu11", "-fPIC", "-shared", "-fopenmp-simd", "-ffp-contract=fast", "-fno-math-errno",
          "-fno-trapping-math")  # fmt: skip
_WIDEST = (("-march=native", "-mprefer-vector-width=512"), ("-march=native",), ("-mcpu=native",), ())
"""For this processor, the widest vectors first; what a compiler does not know is left out."""
_LONGEST = 300
"""Seconds that a compilation may take."""


@dataclass(frozen=True)
class Compiler:
    """A C compiler that works here.

    Attributes:
        command: its path.
        version: the first line of what it says about itself.
        flags: what it is called with.
    """

    command: str
    version: str
    flags: tuple[str, ...]


class CannotCompileError(Exception):
    """No kernel can be had here; the message says why."""


@lru_cache(maxsize=1)
def compiler() -> Compiler:
    """The compiler of this machine.

    Raises:
        CannotCompileError: if there is none, or none that can compile for this processor.
    """
    asked = os.environ.get(COMPILER)
    names = (asked,) if asked else ("cc", "gcc", "clang")
    command = next((path for name in names if (path := shutil.which(name))), None)
    if command is None:
        raise CannotCompileError(f"no C compiler was found ({', '.join(names)})")
    said = subprocess.run([command, "--version"], capture_output=True, text=True, check=False).stdout
    for widest in _WIDEST:
        if _compiles(command, (*_FLAGS, *widest)):
            return Compiler(command, said.partition("\n")[0], (*_FLAGS, *widest))
    raise CannotCompileError(f"{command} cannot compile a shared library")


def _compiles(command: str, flags: tuple[str, ...]) -> bool:
    with tempfile.TemporaryDirectory() as directory:
        text = Path(directory) / "empty.c"
        text.write_text("int nothing(void) { return 0; }\n", encoding="utf-8")
        done = subprocess.run([command, *flags, "-o", str(text.with_suffix(".so")), str(text)],
                              capture_output=True, check=False)  # fmt: skip
        return done.returncode == 0


def kernel_name(source: str) -> str:
    """What identifies a kernel's machine code: its source, the compiler, its flags and the processor."""
    about = compiler()
    return hashlib.sha256("\0".join([source, about.version, *about.flags, processor()]).encode()).hexdigest()[:20]


def load(source: str, include: str) -> ctypes.CDLL:
    """The library of a source text, compiled if it is not there yet.

    Args:
        source: C.
        include: directory with the headers that it includes.

    Raises:
        CannotCompileError: if it cannot be compiled.
    """
    name, kept = kernel_name(source), cache_directory("kernels")
    if kept is not None and (library := kept / f"{name}.so").exists():
        return ctypes.CDLL(str(library))
    with tempfile.TemporaryDirectory() as directory:
        made = _compile(source, include, Path(directory))
        if kept is not None:
            _keep(made, kept / f"{name}.so")
        # A loaded library stays when its file goes, on every system that has `dlopen`.
        return ctypes.CDLL(str(made))


def _compile(source: str, include: str, directory: Path) -> Path:
    about, text, made = compiler(), directory / "kernel.c", directory / "kernel.so"
    text.write_text(source, encoding="utf-8")
    command = [about.command, *about.flags, f"-I{include}", "-o", str(made), str(text), "-lm"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_LONGEST)
    if done.returncode != 0:
        raise CannotCompileError(f"{about.command} failed: {done.stderr.strip()[:500]}")
    return made


def _keep(made: Path, place: Path) -> None:
    """Copy the library to its place in one move, so that another process never sees half of it."""
    try:
        with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as part:
            part.write(made.read_bytes())
        Path(part.name).replace(place)
    except OSError:
        return
