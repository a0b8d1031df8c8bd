"""The generated pages hold everything: each subsystem, parameter, state, signal, study, source and command."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import typer

from allostasis.cli.app import app
from allostasis.evidence import load
from allostasis.models.describe import parameters, parts
from allostasis.models.human import Human
from allostasis.models.organism import SIGNAL_MEANINGS
from allostasis.numerics.equations import equations_of
from allostasis.studies.library import available_studies

GENERATE = Path(__file__).parents[2] / "docs" / "generate.py"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Each generated page by its path."""
    target = tmp_path_factory.mktemp("docs") / "generated"
    done = subprocess.run([sys.executable, str(GENERATE), str(target)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {path.relative_to(target).as_posix(): path.read_text(encoding="utf-8") for path in target.rglob("*.md")}


def leaves(command: Any, name: str) -> list[str]:
    inner = getattr(command, "commands", None)
    return [name] if inner is None else [leaf for n, each in inner.items() for leaf in leaves(each, f"{name} {n}")]


def test_every_subsystem_has_a_page_with_all_its_states_and_parameters(pages: dict[str, str]) -> None:
    for name, kind in parts().items():
        page = pages[f"subsystem/{name}.md"]
        wanted = [*(q.name for q in kind.parameters()), *(f"{name}.{q.name}" for q in equations_of(kind).states)]
        assert [each for each in wanted if f"`{each}`" not in page] == []


def test_every_parameter_is_on_the_page_of_parameters(pages: dict[str, str]) -> None:
    assert [name for name in parameters() if f"`{name}`" not in pages["parameters.md"]] == []


def test_every_state_is_on_a_page(pages: dict[str, str]) -> None:
    whole = "\n".join(pages.values())
    assert [name for name in Human.states() if f"`{name}`" not in whole] == []


def test_every_signal_is_on_the_page_of_the_wiring(pages: dict[str, str]) -> None:
    assert [name for name in SIGNAL_MEANINGS if f"`{name}`" not in pages["wiring.md"]] == []


def test_every_command_is_on_the_page_of_commands(pages: dict[str, str]) -> None:
    commands = leaves(typer.main.get_command(app), "allostasis")
    assert "allostasis study explain" in commands
    assert [name for name in commands if f"## {name}\n" not in pages["commands.md"]] == []


def test_every_study_of_the_package_has_a_page(pages: dict[str, str]) -> None:
    assert [name for name in available_studies() if f"study/{name}.md" not in pages] == []


def test_every_source_is_on_the_page_of_references_and_every_link_to_one_arrives(pages: dict[str, str]) -> None:
    targets = set(re.findall(r"^\(ref-(\w+)\)=$", pages["references.md"], re.MULTILINE))
    assert targets == set(load().bibliography)
    assert set(re.findall(r"\(#ref-(\w+)\)", "\n".join(pages.values()))) <= targets


def test_every_rate_is_typeset_as_sound_mathml(pages: dict[str, str]) -> None:
    for name, kind in parts().items():
        formulas = re.findall(r"<math.*?</math>", pages[f"subsystem/{name}.md"])
        equations = equations_of(kind)
        assert len([f for f in formulas if 'display="block"' in f]) >= len(equations.rates)
        for formula in formulas:
            ElementTree.fromstring(formula)
            assert "\\" not in formula, "LaTeX that was not understood stays in the formula"


def test_no_page_needs_the_network(pages: dict[str, str]) -> None:
    assert [path for path, text in pages.items() if re.search(r"<script|<img|<link|cdn\.", text)] == []
