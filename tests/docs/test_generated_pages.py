"""The generated pages hold everything: each subsystem, parameter, state, signal, study, source and command."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import typer

from allostasis.cli.app import app
from allostasis.evidence import load, meta, synthesis
from allostasis.evidence.claims import load_claims
from allostasis.evidence.status import status
from allostasis.evidence.synthesis import synthesise
from allostasis.models.describe import parameters, parts
from allostasis.models.human import Human
from allostasis.models.signals import SIGNAL_MEANINGS
from allostasis.numerics.equations import equations_of
from allostasis.numerics.typeset import in_latex
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


def test_every_claim_and_each_of_its_rows_is_on_the_page_of_claims(pages: dict[str, str]) -> None:
    for name, claim in load_claims().claims.items():
        assert f"(claim-{name})=" in pages["claims.md"]
        rows = [effect for part in claim.parts.values() for effect in part.effects]
        assert [effect for effect in rows if f"`{effect}`" not in pages["claims.md"]] == []


@pytest.mark.parametrize("outcome", ["craving", "withdrawal", "cortisol", "anxiety", "retention"])
def test_the_page_of_an_outcome_holds_every_row_that_is_in_and_every_row_that_is_out(
    pages: dict[str, str], outcome: str
) -> None:
    page = pages[f"synthesis/{outcome}.md"]
    for population in ("all", "oud"):
        answer = synthesise(outcome, population=population, factors=False)
        keys = [row.effect.effect_id for row in answer.rows] + [row.effect_id for row in answer.excluded]
        assert [key for key in keys if f"`{key}`" not in page] == []
        assert f'id="{outcome}-{population}-forest-narrow-title"' in page
    assert all(factor.name in page for factor in synthesise(outcome).factors)
    assert f"synthesis/{outcome}.md" in pages["syntheses.md"]


def test_the_page_of_the_tables_holds_every_count_of_the_status(pages: dict[str, str]) -> None:
    counts = status(load())
    page = pages["evidence.md"]
    assert [name for name, rows in counts["rows"].items() if f"| `{name}` | {rows} |" not in page] == []
    missing = [(name, cell) for cells in counts["missing"].values() for name, cell in cells.items()]
    assert [name for name, c in missing if f"| {name} | {c['missing']} | {c['of']} |" not in page] == []


def test_every_public_name_of_meta_analysis_is_on_its_page(pages: dict[str, str]) -> None:
    names = [*meta.__all__, *meta.effect_sizes.__all__, *synthesis.__all__]
    assert [name for name in names if f"### {name}\n" not in pages["meta.md"]] == []


def test_the_examples_of_the_guide_to_pooling_are_true() -> None:
    guide = GENERATE.parent / "how-to" / "meta-analysis.md"
    done = doctest.testfile(str(guide), module_relative=False, encoding="utf-8")
    assert done.attempted > 10
    assert done.failed == 0


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


def test_a_power_of_ten_is_bracketed_before_it_is_raised() -> None:
    rate = in_latex(equations_of(parts()["mu_receptor"]).rates["fentanyl"])
    assert r"\left(10^{-6}\right)^{n_{\mathrm{fentanyl}}}" in rate
