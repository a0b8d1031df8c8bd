"""Each room imports only from the floors below it, and the contract that says so can fail."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("jax", "sympy", "pandas", "xarray", "matplotlib", "pint", "zarr", "scipy")


def rooms(pyproject) -> list[str]:
    (contract,) = pyproject["tool"]["importlinter"]["contracts"]
    return [room.strip(" ()") for layer in contract["layers"] for room in layer.split("|")]


@pytest.fixture
def building(root, pyproject, tmp_path) -> Path:
    """An empty package with every room, under the contract of the real one."""
    shutil.copy(root / "pyproject.toml", tmp_path)
    package = tmp_path / "allostasis"
    for room in rooms(pyproject):
        (package / room).mkdir(parents=True)
        (package / room / "__init__.py").touch()
    (package / "__init__.py").touch()
    return package


def contract_holds(building: Path) -> bool:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=building.parent, capture_output=True, text=True, check=False)
    assert "Rooms import only from the floors below" in done.stdout, done.stdout + done.stderr
    return done.returncode == 0


def test_every_part_of_the_package_has_its_floor(root, pyproject):
    package = root / "src" / "allostasis"
    parts = {path.parent.name for path in package.glob("*/*.py")} | {path.stem for path in package.glob("*.py")}
    assert parts - {"__init__", "__main__"} <= set(rooms(pyproject))


def test_an_import_from_a_floor_below_is_allowed(building):
    (building / "report" / "__init__.py").write_text("import allostasis.physiology\n")
    assert contract_holds(building)


@pytest.mark.parametrize(
    ("room", "imported"),
    [("physiology", "studies"), ("evidence", "report"), ("population", "models"), ("numerics", "evidence")],
)
def test_an_import_from_above_or_beside_is_refused(building, room, imported):
    (building / room / "__init__.py").write_text(f"import allostasis.{imported}\n")
    assert not contract_holds(building)


def test_a_room_without_a_floor_is_refused(building):
    (building / "helpers").mkdir()
    (building / "helpers" / "__init__.py").touch()
    assert not contract_holds(building)


@pytest.mark.parametrize("module", ["allostasis", "allostasis.cli.app"])
def test_the_heavy_libraries_stay_outside_until_they_are_needed(module):
    asked = f"import sys, {module}; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
