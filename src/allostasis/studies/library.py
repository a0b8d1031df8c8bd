"""Where study files are: at a path, or among those that come with the package."""

from __future__ import annotations

import difflib
from pathlib import Path

from allostasis.errors import Problem, StudyError

__all__ = ["available_lever_studies", "available_studies", "find_study"]

_PACKAGED = Path(__file__).parent / "library"
_IN_REPOSITORY = Path(__file__).parents[3] / "studies"  # a checkout holds the files here; the wheel carries them inside


def available_studies() -> dict[str, Path]:
    """Names of the studies that come with the package, and where their files are."""
    directory = _PACKAGED if _PACKAGED.is_dir() else _IN_REPOSITORY
    return {path.stem: path for path in sorted(directory.glob("*.yaml"))}


def available_lever_studies() -> dict[str, Path]:
    """Names of the lever studies of animals that come with the package, and where their files are."""
    directory = _PACKAGED if _PACKAGED.is_dir() else _IN_REPOSITORY
    return {path.stem: path for path in sorted((directory / "animals").glob("*.yaml"))}


def find_study(path_or_name: str | Path) -> Path:
    """The file of a study; a name without a suffix is looked up among those that come with the package."""
    name, path = str(path_or_name), Path(path_or_name)
    if path.suffix in (".yaml", ".yml") or path.exists() or len(path.parts) != 1:
        return path
    known = {**available_lever_studies(), **available_studies()}
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, n=1)
    allowed = f"a file ending in .yaml, or one of the studies that come with the package: {', '.join(known) or 'none'}"
    raise StudyError(
        Problem(name, "no file and no study of this name", allowed, f"was {near[0]} meant?" if near else "")
    )
