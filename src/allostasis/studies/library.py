"""Where study files are: at a path, or among those that come with the package."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

from allostasis.errors import Problem, StudyError

__all__ = ["available_lever_studies", "available_overdose_studies", "available_studies", "find_study", "kind_of"]

_PACKAGED = Path(__file__).parent / "library"
_IN_REPOSITORY = Path(__file__).parents[3] / "studies"  # a checkout holds the files here; the wheel carries them inside


_KIND = re.compile(r"^kind:[ ]*([a-z]+)[ ]*$", re.MULTILINE)


def available_studies() -> dict[str, Path]:
    """Names of the trials that come with the package, and where their files are."""
    return {name: path for name, path in _all().items() if _written_kind(path) == "trial"}


def available_overdose_studies() -> dict[str, Path]:
    """Names of the overdose studies that come with the package, and where their files are."""
    return {name: path for name, path in _all().items() if _written_kind(path) == "overdose"}


def kind_of(path_or_name: str | Path) -> str:
    """The kind of a study file: what it says at its top level as `kind`, else (or if it cannot be read) "trial"."""
    try:
        return _written_kind(find_study(path_or_name))
    except (OSError, StudyError, ValueError):
        return "trial"  # what is wrong with it is said by whoever reads it


def _all() -> dict[str, Path]:
    directory = _PACKAGED if _PACKAGED.is_dir() else _IN_REPOSITORY
    return {path.stem: path for path in sorted(directory.glob("*.yaml"))}


def available_lever_studies() -> dict[str, Path]:
    """Names of the lever studies of animals that come with the package, and where their files are."""
    directory = _PACKAGED if _PACKAGED.is_dir() else _IN_REPOSITORY
    return {path.stem: path for path in sorted((directory / "animals").glob("*.yaml"))}


def _written_kind(path: Path) -> str:
    found = _KIND.search(path.read_text(encoding="utf-8"))
    return "trial" if found is None else found[1]


def find_study(path_or_name: str | Path) -> Path:
    """The file of a study; a name without a suffix is looked up among those that come with the package."""
    name, path = str(path_or_name), Path(path_or_name)
    if path.suffix in (".yaml", ".yml") or path.exists() or len(path.parts) != 1:
        return path
    known = {**available_lever_studies(), **_all()}
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, n=1)
    allowed = f"a file ending in .yaml, or one of the studies that come with the package: {', '.join(known) or 'none'}"
    raise StudyError(
        Problem(name, "no file and no study of this name", allowed, f"was {near[0]} meant?" if near else "")
    )
