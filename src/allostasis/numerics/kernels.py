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
    try:
        said = subprocess.run([command, "--version"], capture_output=True, text=True, check=False).stdout
        for widest in _WIDEST:
            if _compiles(command, (*_FLAGS, *widest)):
                return Compiler(command, said.partition("\n")[0], (*_FLAGS, *widest))
    except (OSError, ValueError) as error:  # no program, or one that answers in no text
        raise CannotCompileError(f"{command} cannot be run: {error}") from None
    raise CannotCompileError(f"{command} cannot compile a shared library")


def _compiles(command: str, flags: tuple[str, ...]) -> bool:
    with tempfile.TemporaryDirectory() as directory:
        text = Path(directory) / "empty.c"
        text.write_text("int nothing(void) { return 0; }\n", encoding="utf-8")
        made = text.with_suffix(".so")
        done = subprocess.run([command, *flags, "-o", str(made), str(text)], capture_output=True, check=False)
        return done.returncode == 0 and made.exists()


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
        CannotCompileError: if it cannot be compiled or not be loaded.
    """
    name, kept = kernel_name(source), cache_directory("kernels")
    library = kept / f"{name}.so" if kept else None
    if library and (found := _loaded(library)):
        return found
    try:
        with tempfile.TemporaryDirectory() as directory:
            made = _compile(source, include, Path(directory))
            if library:
                _keep(made, library)
            # Programs may be forbidden where temporary files are, so the kept one comes first. A loaded library stays
            # when its file goes, on every system that has `dlopen`.
            return (_loaded(library) if library else None) or ctypes.CDLL(str(made))
    except OSError as error:  # no room for it, no place for temporary files, or one in which nothing may be loaded
        raise CannotCompileError(f"a kernel could not be made or not be loaded: {error}") from None


def _loaded(library: Path) -> ctypes.CDLL | None:
    """A kept library; None if it is not there, not whole, or not of this machine."""
    try:
        return ctypes.CDLL(str(library)) if _is_whole(library) else None
    except OSError:
        return None


def _is_whole(library: Path) -> bool:
    """Whether a kept library is what was written; to load half of one would end the process without a word."""
    try:
        return _checksum(library).read_text(encoding="ascii") == _digest(library.read_bytes())
    except (OSError, ValueError):
        return False


def _checksum(library: Path) -> Path:
    return library.with_suffix(".sha256")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _compile(source: str, include: str, directory: Path) -> Path:
    about, text, made = compiler(), directory / "kernel.c", directory / "kernel.so"
    text.write_text(source, encoding="utf-8")
    command = [about.command, *about.flags, f"-I{include}", "-o", str(made), str(text), "-lm"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_LONGEST)
    except subprocess.TimeoutExpired:
        raise CannotCompileError(f"{about.command} was not done after {_LONGEST} s") from None
    if done.returncode != 0:
        raise CannotCompileError(f"{about.command} failed: {done.stderr.strip()[:500]}")
    return made


def _keep(made: Path, place: Path) -> None:
    """Copy the library and its checksum to their places in one move each, so that nobody ever sees half of one.

    Between the two moves, or if two processes keep what two compilations gave, they may not fit; then it is compiled
    again.
    """
    content = made.read_bytes()
    for file, written in ((_checksum(place), _digest(content).encode("ascii")), (place, content)):
        part = place.with_name(f".{file.name}.{os.getpid()}.part")
        try:
            part.write_bytes(written)
            part.replace(file)
        except OSError:  # a full disk: it is compiled again the next time
            part.unlink(missing_ok=True)
            return
