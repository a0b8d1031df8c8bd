"""The report is one honest, accessible file that says what the data say."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

from allostasis.errors import InputError
from allostasis.report import main_figure, write_report
from allostasis.report.rounding import interval, number

VOID = {"meta", "link", "img", "br", "hr", "input", "use", "path"}
HOSTILE = "<script>alert('$x_{')</script> & \"quoted\" --> ]]> {{ 7*7 }}"


class Page(HTMLParser):
    """What the checks need to know of a page: elements in order, text, and whether every element is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def having(self, attribute: str) -> list[str]:
        return [attrs[attribute] or "" for _, attrs in self.elements if attribute in attrs]


@pytest.fixture(scope="module")
def directory(write_result: Any) -> Path:
    return write_result()


@pytest.fixture(scope="module")
def source(directory: Path) -> str:
    return write_report(directory).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(source: str) -> Page:
    return Page(source)


def test_the_report_is_one_file_and_loads_nothing(source: str, page: Page) -> None:
    loading = {"src", "srcset", "data", "action", "poster", "background"} & {
        a for _, attrs in page.elements for a in attrs
    }
    assert not loading
    assert not {"script", "link", "iframe", "object", "embed", "img"} & {tag for tag, _ in page.elements}
    assert "@import" not in source
    assert all(target.startswith("#") for target in re.findall(r"url\(([^)]*)\)", source))
    outward = [
        attrs
        for tag, attrs in page.elements
        if "href" in attrs and not str(attrs["href"]).startswith("#") and tag != "a"
    ]
    assert not outward
    assert len(source) < 3_000_000


def test_every_element_is_closed_in_order(page: Page) -> None:
    assert not page.open


def test_identifiers_are_unique_and_every_reference_resolves(page: Page) -> None:
    identifiers = page.having("id")
    assert [name for name, count in Counter(identifiers).items() if count > 1] == []
    wanted = {link[1:] for a in ("href", "xlink:href") for link in page.having(a) if link.startswith("#")}
    wanted |= {
        name for a in ("aria-labelledby", "aria-describedby") for names in page.having(a) for name in names.split()
    }
    wanted |= {
        name for a in ("clip-path", "style") for text in page.having(a) for name in re.findall(r"url\(#([^)]*)\)", text)
    }
    assert wanted - set(identifiers) == set()


def test_every_drawing_has_a_title_and_a_description(source: str, page: Page) -> None:
    drawings = [attrs for tag, attrs in page.elements if tag == "svg"]
    assert len(drawings) == 2 + 6 + 4 + 2  # main and drivers in two layouts, six session panels, four history panels
    assert all(attrs.get("role") == "img" and attrs.get("aria-labelledby") for attrs in drawings)
    described = re.findall(r"<svg[^>]*><title id=\"[^\"]+\">[^<]+</title><desc id=\"[^\"]+\">[^<]+</desc>", source)
    assert len(described) == len(drawings)


def test_every_figure_has_a_table_with_its_numbers(source: str) -> None:
    figures = re.findall(r"<figure.*?</figure>", source, flags=re.DOTALL)
    assert figures
    assert all("<details>" in figure and "<table>" in figure and "<caption>" in figure for figure in figures)


def test_tables_have_captions_and_heads_with_scope(page: Page) -> None:
    tags = [tag for tag, _ in page.elements]
    assert tags.count("caption") == tags.count("table") > 0
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in page.elements if tag == "th")


def test_headings_come_in_order_and_the_page_names_its_language_and_title(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert ("html", {"lang": "en-GB"}) in page.elements
    assert "Nasal oxytocin before opioid cues (Example 2016) – virtual trial report" in page.text


def test_the_numbers_shown_are_those_of_the_data(page: Page, dataset: xr.Dataset) -> None:
    effect, p_value = dataset["effect"].values, dataset["p_value"].values
    share = f"{np.floor(100 * np.sum(p_value >= 0.05) / 40 + 0.5):.0f}\u00a0%"
    assert f"was seen in {share} of 40 parameter draws (p ≥ 0.05 at n = 12)" in page.text
    assert number(float(np.median(effect))) in page.text
    assert interval(*np.quantile(effect, (0.05, 0.95))) in page.text
    assert str(int(np.sum((p_value < 0.05) & (effect < 0)))) in page.text


def test_a_course_shows_the_median_over_draws_of_the_participants_mean(source: str, dataset: xr.Dataset) -> None:
    panel = re.search(r'<figure id="course-cortisol".*?</figure>', source, flags=re.DOTALL)
    assert panel is not None
    means = dataset["cortisol"].sel(arm="oxytocin", time=-30).values.astype(float).mean(axis=1)
    assert number(float(np.median(means))) in panel.group()
    assert interval(*np.quantile(means, (0.05, 0.95))) in panel.group()


def test_the_page_says_what_it_is_not(page: Page) -> None:
    assert "Research tool, not medical advice." in page.text
    assert "Nothing is calibrated yet: these are simulations from priors" in page.text
    assert "reproduced, never predicted" in page.text
    assert "The spray is assumed to be taken as planned." in page.text


def test_everything_that_the_manifest_states_reaches_the_reader(page: Page, manifest: dict[str, Any]) -> None:
    text = " ".join(page.text.split())
    assert all(paragraph in text for paragraph in manifest["methods"])
    assert all(item["reason"] in text for item in manifest["assumptions"])
    assert all(reference in text for reference in manifest["references"])
    assert f"Evidence: {manifest['evidence_snapshot']}." in text
    assert all(parameter["meaning"] in text for parameter in manifest["parameters"])
    assert "allostasis run example2016 --seed 2016 --draws 40 --participants 12" in text
    assert "https://doi.org/10.1000/example" in page.having("href")


def test_cue_times_come_from_the_study_file_and_count_from_the_dose(page: Page) -> None:
    assert "neutral cue from minute 45" in page.text
    assert "drug cue from minute 60" in page.text


def test_the_outcome_bears_the_label_of_the_study_file(write_result: Any) -> None:
    def label(manifest: dict[str, Any]) -> None:
        manifest["study"]["measures"] = {"cue_craving": {"label": "heroin craving at cues"}}

    page = Page(write_report(write_result(label)).read_text(encoding="utf-8"))
    assert "no significant effect of oxytocin on heroin craving at cues" in page.text


def test_the_same_result_gives_the_same_bytes(directory: Path) -> None:
    first = write_report(directory).read_bytes()
    assert write_report(directory).read_bytes() == first
    assert sorted(p.name for p in directory.iterdir()) == ["data.zarr", "manifest.json", "report.html", "summary.csv"]


def test_hostile_text_stays_text(write_result: Any, dataset: xr.Dataset) -> None:
    def poison(manifest: dict[str, Any]) -> None:
        manifest["study"]["title"] = manifest["methods"][0] = manifest["limits"][0] = manifest["role"] = HOSTILE
        manifest["references"][0] = manifest["sources"][0] = manifest["published"][0]["text"] = HOSTILE
        manifest["published"][0]["outcome"] = manifest["published"][0]["where"] = manifest["version"] = HOSTILE
        manifest["parameters"][0] |= {"name": HOSTILE, "meaning": HOSTILE, "unit": HOSTILE, "sources": [HOSTILE]}
        manifest["assumptions"][0]["reason"] = manifest["software"]["python"] = manifest["model"] = HOSTILE

    data = dataset.copy()
    data["craving"] = data["craving"].assign_attrs(long_name=HOSTILE, unit=HOSTILE, meaning=HOSTILE)
    data["outcome"] = data["outcome"].assign_attrs(long_name=HOSTILE)
    page = Page(write_report(write_result(poison, data)).read_text(encoding="utf-8"))
    assert "script" not in {tag for tag, _ in page.elements}
    assert "alert" in page.text
    assert not page.open
    assert "49" not in re.findall(r"\{\{.*?\}\}|\b49\b", page.text[: page.text.index("Contents")])


def test_a_result_without_optional_parts_still_gives_a_report(write_result: Any, dataset: xr.Dataset) -> None:
    needed = ("version", "study", "design")

    def strip(manifest: dict[str, Any]) -> None:
        for key in set(manifest) - set(needed):
            del manifest[key]
        manifest["study"] = {"id": "example2016"}

    page = Page(write_report(write_result(strip, dataset[["effect", "p_value"]])).read_text(encoding="utf-8"))
    for sentence in ("holds no course", "holds no history", "holds no sensitivities", "not measured in this run"):
        assert sentence in page.text
    assert "nothing is compared" in page.text
    assert {"undefined", "None", "nan"} & set(re.findall(r"\w+", page.text)) == set()


def test_draws_without_a_number_do_not_stop_the_report(write_result: Any, dataset: xr.Dataset) -> None:
    data = dataset.copy(deep=True)
    data["effect"][:3] = np.nan
    data["p_value"][:3] = np.nan
    data["craving"][:, :, :, 5] = np.nan
    page = Page(write_report(write_result(data=data)).read_text(encoding="utf-8"))
    assert "In 3 of 40 draws the test gave no number." in page.text


@pytest.mark.parametrize("value", [np.nan, 0.0, 2.0])
def test_draws_that_all_agree_or_all_failed_can_be_drawn(
    dataset: xr.Dataset, manifest: dict[str, Any], value: float
) -> None:
    data = dataset.copy(deep=True)
    data["effect"][:] = value
    for layout in ("wide", "narrow"):
        assert len(main_figure(data, manifest, layout).axes) == 2  # type: ignore[arg-type]


def test_a_wide_span_is_drawn_on_a_logarithmic_axis_and_says_so(write_result: Any, dataset: xr.Dataset) -> None:
    data = dataset.copy(deep=True)
    data["oxytocin_central"] *= xr.DataArray(np.logspace(0, 4, 40), dims="draw")
    page = write_report(write_result(data=data)).read_text(encoding="utf-8")
    assert "pg/mL, log scale" in page
    assert "mathdefault" not in page  # ticks such as 10^2 would show their markup: text stays text in the page


def test_a_directory_that_holds_no_result_names_every_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        write_report(tmp_path)
    assert [Path(problem.place).name for problem in caught.value.problems] == [
        "manifest.json",
        "data.zarr",
        "summary.csv",
    ]


def test_a_manifest_that_is_cut_is_named(write_result: Any) -> None:
    directory = write_result()
    (directory / "manifest.json").write_text('{"version": ', encoding="utf-8")
    with pytest.raises(InputError, match=r"manifest\.json"):
        write_report(directory)


def test_a_manifest_without_design_and_data_without_effect_are_both_named(
    write_result: Any, dataset: xr.Dataset
) -> None:
    broken = write_result(lambda manifest: manifest["design"].pop("alpha"), dataset.drop_vars("p_value"))
    with pytest.raises(InputError) as caught:
        write_report(broken)
    assert "design.alpha" in str(caught.value)
    assert "p_value" in str(caught.value)
