"""Where the repository is, what it declares, and which files belong to it."""

import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

NOT_OURS = {".git", ".venv", "out", "build", "dist", "_build", "generated", "__pycache__"}


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).parents[2]


@pytest.fixture(scope="session")
def pyproject(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def texts(root: Path) -> dict[str, str]:
    """Every text file that is, or would be, committed: its path from the root, and its content."""
    found = {}
    for path in committed(root):
        content = (root / path).read_bytes()
        if b"\0" not in content:
            found[path] = content.decode("utf-8", errors="replace")
    return found


def committed(root: Path) -> list[str]:
    """What git knows or would add; in a plain copy without git, everything but what was built."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if listing.returncode == 0 and listing.stdout:
        paths = listing.stdout.rstrip("\0").split("\0")
    else:
        paths = [path.relative_to(root).as_posix() for path in root.rglob("*")]
    return sorted(p for p in paths if not NOT_OURS & set(Path(p).parts) and (root / p).is_file())
