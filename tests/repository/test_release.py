"""One version, told everywhere alike; what changed is told to users; the wheel is complete on its own."""

import re
import subprocess
import sys
import zipfile
from importlib.metadata import metadata
from pathlib import Path

import pytest

import allostasis


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names inside the wheel, built here from the working tree."""
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
    built = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    with zipfile.ZipFile(next(target.glob("*.whl"))) as archive:
        return set(archive.namelist())


def test_the_version_is_written_once_in_the_package(root, pyproject):
    assert "version" not in pyproject["project"]
    assert pyproject["project"]["dynamic"] == ["version"]
    assert pyproject["tool"]["hatch"]["version"]["path"] == "src/allostasis/__init__.py"
    assert re.fullmatch(r"\d+\.\d+\.\d+", allostasis.__version__)


def test_the_installed_metadata_tells_the_version_of_the_package():
    assert metadata("allostasis")["Version"] == allostasis.__version__, "run `make setup` again"


def test_the_citation_file_tells_the_version_of_the_package(root):
    cited = re.search(r"^version: (\S+)$", (root / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    assert cited is not None
    assert cited.group(1).strip("\"'") == allostasis.__version__


def test_the_changelog_tells_this_version_and_has_a_science_section(root):
    headings = re.findall(r"^#{2,4}\s+(.+)$", (root / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert any("Science" in heading for heading in headings), headings
    assert any(allostasis.__version__ in heading or "Unreleased" in heading for heading in headings), headings


def test_every_data_file_of_the_package_is_in_the_wheel(root, texts, wheel):
    inside = {path.removeprefix("src/") for path in texts if path.startswith("src/")}
    assert inside - wheel == set()


def test_the_wheel_carries_the_study_files_as_the_library_of_the_package(root, wheel):
    studies = {f"allostasis/studies/library/{path.name}" for path in (root / "studies").glob("*.yaml")}
    assert "allostasis/studies/library/woolley2016.yaml" in studies
    assert studies <= wheel


def test_the_wheel_holds_the_package_and_nothing_else(wheel):
    tops = {name.split("/")[0] for name in wheel}
    assert tops == {"allostasis", f"allostasis-{allostasis.__version__}.dist-info"}
