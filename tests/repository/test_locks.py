"""The lock files pin every dependency, once, by hash, for all supported Pythons, and name no place to load from."""

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-bench.lock")
PIN = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^\s;]+)")


def entries(root: Path, lock: str) -> list[str]:
    """The requirements of a lock, each with its continuation lines, comments left out."""
    text = "\n".join(
        line for line in (root / lock).read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")
    )
    return [entry for entry in re.split(r"\n(?=\S)", text.strip()) if entry]


def pins(root: Path, lock: str) -> dict[str, str]:
    found = (PIN.match(entry) for entry in entries(root, lock))
    return {match["name"]: match["version"] for match in found if match}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_the_lock_is_one_exact_version_with_its_hashes(root, lock):
    for entry in entries(root, lock):
        assert PIN.match(entry), f"{lock}: not a pin: {entry.splitlines()[0]}"
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), f"{lock}: no hash: {entry.splitlines()[0]}"


@pytest.mark.parametrize("lock", LOCKS)
def test_a_library_has_the_same_version_on_every_python(root, lock):
    names = [match["name"] for match in map(PIN.match, entries(root, lock)) if match]
    assert len(names) == len(set(names))  # a marker may leave a library out on some Pythons, never choose its version


def test_the_developers_lock_holds_the_runtime_lock_unchanged(root):
    assert pins(root, "requirements.lock").items() <= pins(root, "requirements-dev.lock").items()


def test_the_lock_of_the_benchmarks_holds_the_developers_lock_unchanged(root):
    assert pins(root, "requirements-dev.lock").items() <= pins(root, "requirements-bench.lock").items()


def test_the_locks_satisfy_what_the_package_asks_for(root, pyproject):
    groups = pyproject["dependency-groups"]
    asked_by = {name: [item for item in group if isinstance(item, str)] for name, group in groups.items()}
    wanted = {
        "requirements.lock": pyproject["project"]["dependencies"],
        "requirements-dev.lock": [item for name, items in asked_by.items() if name != "bench" for item in items],
        "requirements-bench.lock": asked_by["bench"],
    }
    for lock, asked in wanted.items():
        locked = pins(root, lock)
        for requirement in map(Requirement, asked):
            version = locked.get(canonicalize_name(requirement.name))
            assert version is not None, f"{requirement.name} is not in {lock}: run `make lock`"
            assert requirement.specifier.contains(version), f"{requirement} against {version}: run `make lock`"


def test_the_build_backend_is_locked_too(root, pyproject):
    backend = {canonicalize_name(Requirement(item).name) for item in pyproject["build-system"]["requires"]}
    assert backend | {"editables"} <= pins(root, "requirements-dev.lock").keys()


def test_nothing_for_graphics_cards_is_installed(root):
    heavy = re.compile(r"torch|nvidia|cuda|triton|tensorflow")
    assert [name for name in pins(root, "requirements-dev.lock") if heavy.search(name)] == []
