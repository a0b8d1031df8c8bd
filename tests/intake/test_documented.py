"""The study on the page "Add a study" is refused, and then accepted, as the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from allostasis.errors import EvidenceError
from allostasis.evidence.intake import plan, read_rows

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-study.md"
CORRECTED = {"spread_control: -21": "spread_control: 21", "low: -0.4": "low: -21.6", "high: -21.6": "high: -0.4"}


def test_the_example_is_refused_and_accepted_as_the_page_says(tmp_path: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    [text] = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    file = tmp_path / "study.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(EvidenceError) as caught:
        plan(read_rows(file), compare=False)
    for problem in caught.value.problems:
        assert str(problem).replace(f"{tmp_path}/", "") in page
    assert len(caught.value.problems) == 2
    for wrong, right in CORRECTED.items():
        assert text.count(f"    {wrong}\n") == 1
        text = text.replace(f"    {wrong}\n", f"    {right}\n")
    file.write_text(text, encoding="utf-8")
    assert [row.key for row in plan(read_rows(file), compare=False).rows][-1] == "example2027.craving_cue"
