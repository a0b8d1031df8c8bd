"""A reader with a browser: browses, searches, cites, and follows a number from a claim to its source and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from tests.web.conftest import PAGES

PHONE = {"width": 360, "height": 740}
TWICE = {"width": 640, "height": 450}  # a window of 1280 x 900 at 200 % zoom
SEED = "Automated Responses to Opioid-Related Cues as a Dysregulated Allostatic Oxytocin Response"
Opened = Callable[..., Any]


def test_browse_by_volume_leads_to_the_review_as_the_journal_cites_it(opened: Opened) -> None:
    page = opened("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Browse by volume").click()
    page.get_by_role("main").get_by_role("link", name="Heroin Addiction and Related Clinical Problems").first.click()
    page.get_by_role("main").get_by_role("link", name=re.compile(r"\b24\b")).first.click()
    page.get_by_role("link", name=re.compile(SEED)).first.click()
    assert "2022, 24, N5 (pages: 27 - 35)" in page.get_by_role("main").inner_text()


def test_browse_by_article_leads_to_an_article(opened: Opened) -> None:
    page = opened("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Browse by article").click()
    first = page.locator(".articles .line a").first
    title = first.inner_text()
    first.click()
    assert page.get_by_role("heading", level=1).inner_text() == title


def test_a_search_finds_marks_and_narrows(opened: Opened) -> None:
    page = opened("/search/")
    page.get_by_role("searchbox").fill("craving")
    page.get_by_role("searchbox").press("Enter")
    found = page.locator(".articles > li").count()
    assert found > 0
    assert page.locator("mark").first.inner_text().lower().startswith("crav")
    total = _number(page.locator(".found").first.inner_text())
    narrower = page.locator(".facet a").first
    page.locator(".facet").first.evaluate("facet => facet.open = true")
    narrower.click()
    assert 0 < _number(page.locator(".found").first.inner_text()) <= total


def test_a_citation_can_be_taken_in_three_forms(opened: Opened) -> None:
    page = opened("/article/houghton2022/")
    for suffix, sign in ((".bib", "@article{houghton2022"), (".ris", "TY  - JOUR"), (".csl.json", '"houghton2022"')):
        link = page.locator(f'.exports a[href$="{suffix}"]').first
        answer = page.request.get(link.get_attribute("href"))
        assert answer.ok
        assert sign.lower() in answer.text().lower()


def test_a_number_is_followed_from_a_claim_to_its_source_and_back(opened: Opened) -> None:
    page = opened("/claim/heroin_in_rats/")
    claim = page.get_by_role("heading", level=1).inner_text()
    row = page.locator('main a[href^="/article/"][href*="#"]').first
    fragment = row.get_attribute("href").partition("#")[2]
    row.click()
    assert page.locator(f'[id="{fragment}"]').count() == 1
    back = page.locator('main a[href^="/claim/heroin_in_rats/"]').first
    back.click()
    assert page.get_by_role("heading", level=1).inner_text() == claim


@pytest.mark.parametrize("path", PAGES.values())
def test_nothing_sticks_out_on_a_phone_or_at_twice_the_size(opened: Opened, path: str) -> None:
    for viewport in (PHONE, TWICE):
        page = opened(path, viewport=viewport)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{path} is {overflow} px too wide at {viewport['width']} px"


def test_without_scripts_the_same_words_are_there(opened: Opened) -> None:
    for path in ("/", "/article/woolley2016/", "/search/?q=craving"):
        with_scripts = opened(path).get_by_role("main").inner_text()
        assert opened(path, java_script_enabled=False).get_by_role("main").inner_text() == with_scripts


def test_printed_pages_hold_the_notice_and_leave_out_the_navigation(opened: Opened) -> None:
    page = opened("/article/woolley2016/")
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation", name="Main").is_visible()
    assert page.get_by_text("Research tool, not medical advice.").is_visible()


def _number(text: str) -> int:
    found = re.search(r"\d[\d,]*", text)
    assert found, text
    return int(found[0].replace(",", ""))
