"""Access: axe finds nothing on any kind of page, light or dark, and a keyboard is enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from tests.browser.conftest import becomes
from tests.web.conftest import PAGES

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
Opened = Callable[..., Any]


def violations(page: Any, only: Sequence[str] = WCAG) -> list[str]:
    """What axe objects to, in lines that say where.

    Args:
        page: the page.
        only: tags or rules of axe.
    """
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": list(only), "resultTypes": ["violations"]})
    return [
        f"{rule['id']} ({rule['impact']}): {node['target']}: {node.get('failureSummary', '')}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_nothing_to_object_to(opened: Opened, kind: str) -> None:
    page = opened(PAGES[kind])
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, COLOURS) == []  # nothing else is another one in the dark


def test_axe_objects_where_there_is_reason_to(opened: Opened) -> None:
    page = opened("/")
    page.evaluate("document.querySelector('main').innerHTML += '<a href=\"/\"></a>'")
    assert any("link-name" in each for each in violations(page))


def test_a_page_that_does_not_exist_is_as_accessible_as_the_others(browser: Any, served: str) -> None:
    page = browser.new_page(base_url=served)  # not `opened`: the browser complains of the answer 404
    assert page.goto("/article/nobody1900/").status == 404
    assert violations(page) == []
    page.close()


def test_the_first_key_offers_to_skip_to_the_content(opened: Opened) -> None:
    page = opened("/articles/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    becomes(page, "location.hash === '#content'")
    assert page.evaluate("document.activeElement.id") == "content"


def test_every_link_of_the_navigation_is_reached_by_keys_and_shows_where_one_is(opened: Opened) -> None:
    page = opened("/")
    wanted = page.locator("nav[aria-label=Main] a").all_inner_texts()
    reached = []
    for _ in range(len(wanted) + 5):
        page.keyboard.press("Tab")
        text, outline = page.evaluate(
            "[document.activeElement.textContent, getComputedStyle(document.activeElement).outlineStyle]"
        )
        assert outline != "none", f"nothing shows that {text} has the focus"
        reached.append(text)
    assert set(wanted) <= set(reached)


def test_a_wide_table_can_be_moved_by_keys(opened: Opened) -> None:
    page = opened("/article/woolley2016/", viewport={"width": 360, "height": 740})
    table = page.locator(".scroll").first
    table.focus()
    page.keyboard.press("ArrowRight")
    becomes(page, "document.activeElement.scrollLeft > 0")
