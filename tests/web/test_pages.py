"""Every page answers, says in JSON exactly what it documents, and shows all of it."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import lxml.html
import pytest
from tests.web.conftest import PAGES

TEMPLATES = Path(__file__).parents[2] / "src" / "allostasis" / "web" / "templates"


def twin(address: str) -> str:
    path, question, query = address.partition("?")
    return f"{path.rstrip('/') or '/index'}.json{question}{query}"


def kinds() -> dict[str, type]:
    from allostasis.web import urls  # noqa: F401  # imports every page
    from allostasis.web.frame.record import page_classes

    return {kind.__name__: kind for kind in page_classes()}


def test_every_kind_of_page_has_an_example(archive):
    assert set(kinds()) == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_the_json_twin_has_exactly_the_documented_fields(client, name):
    from allostasis.web.frame.record import documented

    answer = client.get(twin(PAGES[name]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    content = answer.json()
    assert content.pop("ok") is True
    assert content.pop("page")
    assert set(content.pop("site")) == {"version", "snapshot", "claims", "made_up", "notice"}
    assert list(content) == list(documented(kinds()[name]))
    for field, kind in parts_of(kinds()[name]):
        for part in content[field] if isinstance(content[field], list) else [content[field]]:
            assert part is None or list(part) == list(documented(kind)), field


def parts_of(kind: type) -> list[tuple[str, type]]:
    """Fields of a record that hold a record, or a list of records."""
    hints = get_type_hints(kind)
    found = []
    for field in fields(kind):
        inside = [hints[field.name], *get_args(hints[field.name])]
        found += [(field.name, each) for each in inside if is_dataclass(each)]
    return found


def all_parts(kind: type) -> set[type]:
    """A record and every record inside it."""
    found = {kind}
    for _, part in parts_of(kind):
        found |= all_parts(part)
    return found


@pytest.mark.parametrize("name", PAGES)
def test_every_field_at_every_depth_has_help(archive, name):
    from allostasis.web.frame.record import documented

    assert all(documented(kind) for kind in all_parts(kinds()[name]))


@pytest.mark.parametrize("name", PAGES)
def test_the_template_uses_every_field_of_its_record(archive, name):
    kind = kinds()[name]
    text = (TEMPLATES / kind.template).read_text(encoding="utf-8") + (TEMPLATES / "frame/base.html").read_text()
    used = set(re.findall(r"\bpage\.(\w+)", text))
    # `key`, `kind`, `record` and `year` may serve programs alone: readers see them in the address or in other words.
    for_programs = {"key", "kind", "record", "year", "has_title"}
    assert {field.name for field in fields(kind)} - used <= for_programs
    assert used <= {field.name for field in fields(kind)}, "the template asks for what the record does not hold"


@pytest.mark.parametrize("address", PAGES.values())
def test_a_page_has_one_heading_landmarks_its_twin_and_the_notice(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    page = lxml.html.fromstring(answer.content.decode())
    assert len(page.findall(".//h1")) == 1
    assert page.find(".//main") is not None
    assert page.xpath("//a[@class='skip']/@href") == ["#content"]
    assert page.xpath("//link[@rel='alternate'][@type='application/json']/@href") == [twin(address)]
    assert "Research tool, not medical advice." in page.xpath("string(//footer)")


@pytest.mark.parametrize("address", PAGES.values())
def test_a_page_holds_no_script_or_style_of_its_own(client, address):
    page = lxml.html.fromstring(client.get(address).content.decode())
    # JSON-LD is data that a browser never runs; test_machine.py reads it.
    inside = "//script[not(@src) and not(@type='application/ld+json')]"
    assert page.xpath(f"{inside} | //style | //*[@style] | //@*[starts-with(name(), 'on')]") == []
    outside = page.xpath("//link[@rel='stylesheet']/@href | //script/@src | //img/@src")
    assert all(each.startswith("/static/") for each in outside)


def test_every_link_inside_the_site_leads_to_a_page(client):
    inside: set[str] = set()
    for address in PAGES.values():
        page = lxml.html.fromstring(client.get(address).content.decode())
        links = page.xpath("//a/@href | //link/@href")
        inside |= {each.partition("#")[0] for each in links if each.startswith("/")}
    static = {each for each in inside if each.startswith("/static/")}
    answers = {address: client.get(address).status_code for address in sorted(inside - static)}
    assert {address: code for address, code in answers.items() if code != 200} == {}
    assert len(answers) > 200


def error_of(answer: Any) -> dict[str, Any]:
    content = answer.json()
    assert set(content) == {"ok", "error", "errors", "status"}
    assert content["ok"] is False
    assert content["status"] == answer.status_code
    return content


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/article/nobody1900", 'no article with the key "nobody1900"'),
        ("/claim/nothing", "no claim"),
        ("/volumes/nature", "no journal"),
        ("/nowhere", "no page"),
    ],
)
def test_what_is_not_there_is_said_in_one_shape_on_the_page_and_in_json(client, address, said):
    assert said in error_of(client.get(f"{address}.json"))["error"]
    page = client.get(f"{address}/")
    assert page.status_code == 404
    assert said in lxml.html.fromstring(page.content.decode()).xpath("string(//h1)")


def test_a_part_that_the_list_does_not_have_is_not_found(client):
    for asked in ("0", "-1", "99999", "one", "²"):
        assert "parts" in error_of(client.get("/articles.json", {"page": asked}))["error"]


def test_a_fault_of_ours_is_said_without_its_details(client, monkeypatch):
    from allostasis.web.frame import site

    def broken() -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(site, "state", broken)
    answer = client.get("/articles.json")
    assert answer.status_code == 500
    assert "secret" not in error_of(answer)["error"]


def test_the_public_can_only_read(client):
    answer = client.post("/articles.json", {"title": "mine"})
    assert answer.status_code == 405
    assert "read" in error_of(answer)["error"]
