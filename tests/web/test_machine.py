"""What programs find in pages: Highwire tags, COinS, JSON-LD, Signposting, sitemap, feed, tables."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs
from xml.etree import ElementTree

import lxml.html
import pytest

from allostasis.evidence import load

EVIDENCE = load()
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def page_of(client: Any, address: str) -> Any:
    return lxml.html.fromstring(client.get(address).content.decode())


def tags_of(page: Any) -> list[tuple[str, str]]:
    return [(tag.get("name"), tag.get("content")) for tag in page.xpath("//meta[starts-with(@name, 'citation_')]")]


def linked_data(page: Any) -> dict[str, Any]:
    (text,) = page.xpath("//head/script[@type='application/ld+json']/text()")
    return json.loads(text)


def signposts(client: Any, address: str) -> list[tuple[str, str, str]]:
    """Relation, target and media type of each link in the headers."""
    parts = re.findall(r'<([^>]*)>; rel="([^"]*)"(?:; type="([^"]*)")?', client.get(address)["Link"])
    return [(relation, target, media) for target, relation, media in parts]


def test_highwire_tags_name_every_author_in_order_and_both_pages(client):
    tags = tags_of(page_of(client, "/article/woolley2016/"))
    assert [value for name, value in tags if name == "citation_author"] == [
        f"{author.family}, {author.given}" for author in EVIDENCE.bibliography["woolley2016"].author
    ]
    assert dict(tags) | {"citation_author": ""} == {
        "citation_title": EVIDENCE.bibliography["woolley2016"].title,
        "citation_author": "",
        "citation_publication_date": "2016",
        "citation_journal_title": "Psychopharmacology",
        "citation_volume": "233",
        "citation_issue": "13",
        "citation_firstpage": "2571",
        "citation_lastpage": "2580",
        "citation_doi": "10.1007/s00213-016-4308-8",
        "citation_pmid": "27137199",
    }


def test_no_record_of_the_evidence_gives_an_empty_tag_or_an_empty_field():
    from allostasis.web.machine import citation, linked_data

    for key, reference in EVIDENCE.bibliography.items():
        record = reference.as_csl()
        tags = citation.highwire(record)
        assert all(value.strip() for _, value in tags), key
        assert len([name for name, _ in tags if name == "citation_author"]) == (
            len(reference.author) if reference.title else 0
        )
        assert all(values != [""] for values in parse_qs(citation.coins(record), keep_blank_values=True).values())
        found = linked_data.article(record, "http://localhost/article/x/")
        assert all(found.values()), key
        assert len(found.get("author", [])) == len(reference.author)


def test_an_article_is_described_in_json_ld(client):
    found = linked_data(page_of(client, "/article/woolley2016/"))
    assert found["@context"] == "https://schema.org"
    assert found["@type"] == "ScholarlyArticle"
    assert found["@id"] == "https://doi.org/10.1007/s00213-016-4308-8"
    assert found["author"][0]["familyName"] == "Woolley"
    assert found["isPartOf"]["isPartOf"]["isPartOf"]["name"] == "Psychopharmacology"
    assert found["mainEntityOfPage"] == "http://localhost/article/woolley2016/"
    assert linked_data(page_of(client, "/"))["@type"] == "SoftwareSourceCode"


def test_a_title_cannot_end_the_script_element_that_holds_it():
    from allostasis.web.machine.linked_data import script_text

    text = script_text({"name": "</script><script>alert(1)</script>&"})
    assert "<" not in text
    assert json.loads(text)["name"] == "</script><script>alert(1)</script>&"


def test_every_line_of_a_list_carries_its_citation_as_coins(client):
    for address in ("/species/rat/", "/search/?q=craving", "/volume/psychopharmacology/2016-233/"):
        page = page_of(client, address)
        spans = page.xpath("//article[@class='line']/span[@class='Z3988']/@title")
        assert len(spans) == len(page.xpath("//article[@class='line']")) > 0
        assert all(parse_qs(span)["ctx_ver"] == ["Z39.88-2004"] for span in spans)
    fields = parse_qs(spans[0])
    assert fields["rft.au"][0] == "Josh D. Woolley"
    assert fields["rft_id"][0] == "info:doi/10.1007/s00213-016-4308-8"


def test_an_article_posts_signs_to_what_belongs_to_it(client):
    found = signposts(client, "/article/woolley2016/")
    assert ("cite-as", "https://doi.org/10.1007/s00213-016-4308-8", "") in found
    assert ("type", "https://schema.org/ScholarlyArticle", "") in found
    described = {target: media for relation, target, media in found if relation == "describedby"}
    assert len(described) == 4
    for target, media in described.items():
        answer = client.get(target.removeprefix("http://localhost"))
        assert answer["Content-Type"].startswith(media)
        back = re.match(r'<([^>]*)>; rel="describes"', answer["Link"])
        assert back.group(1) == "http://localhost/article/woolley2016/"
    assert [target for relation, target, _ in signposts(client, "/article/houghton2022/") if relation == "cite-as"] == [
        "http://localhost/article/houghton2022/"
    ]


def test_no_doi_breaks_the_header(client):
    for key, reference in EVIDENCE.bibliography.items():
        if reference.DOI and re.search(r"[^\w./-]", reference.DOI):
            (cite,) = [target for relation, target, _ in signposts(client, f"/article/{key}/") if relation == "cite-as"]
            assert cite.startswith("https://doi.org/10.")


def test_the_tables_are_a_data_set_whose_files_are_what_the_page_says(client):
    found = linked_data(page_of(client, "/tables/"))
    assert found["@type"] == "Dataset"
    items = [target for relation, target, _ in signposts(client, "/tables/") if relation == "item"]
    assert items == [each["contentUrl"] for each in found["distribution"]]
    for each in found["distribution"]:
        answer = client.get(each["contentUrl"].removeprefix("http://localhost"))
        assert sha256(answer.content).hexdigest() == each["sha256"]
        assert answer["Content-Type"].startswith(each["encodingFormat"])
    assert client.get("/tables/datapackage.json").json()["digest"] in found["identifier"]


@pytest.mark.parametrize("name", ["..%2F__init__.py", "rows.py", "%2Fetc%2Fpasswd", "references.csl"])
def test_no_other_file_is_given_away(client, name):
    assert client.get(f"/tables/{name}").status_code == 404


def test_the_sitemap_leads_to_every_article_and_to_pages_that_exist(client):
    robots = client.get("/robots.txt").content.decode()
    index = re.search(r"^Sitemap: http://localhost(/\S+)$", robots, re.MULTILINE).group(1)
    parts = [each.text for each in ElementTree.fromstring(client.get(index).content).iter(f"{SITEMAP}loc")]
    found: list[str] = []
    for part in parts:
        root = ElementTree.fromstring(client.get(part.removeprefix("http://localhost")).content)
        found += [each.text.removeprefix("http://localhost") for each in root.iter(f"{SITEMAP}loc")]
    assert {f"/article/{key}/" for key in EVIDENCE.bibliography} <= set(found)
    assert len(found) == len(set(found))
    others = [each for each in found if not each.startswith("/article/")]
    assert {address: client.get(address).status_code for address in others[::12]} == dict.fromkeys(others[::12], 200)


def test_the_feed_has_what_the_atom_standard_wants_and_links_to_pages_that_exist(client):
    answer = client.get("/feed.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    assert all(feed.find(f"{ATOM}{name}").text for name in ("id", "title", "updated"))
    assert feed.find(f"{ATOM}author/{ATOM}name").text
    entries = feed.findall(f"{ATOM}entry")
    kinds = {entry.find(f"{ATOM}category").get("term") for entry in entries}
    assert {"snapshot", "claim", "synthesis", "article"} <= kinds
    names = [entry.find(f"{ATOM}id").text for entry in entries]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"tag:localhost,2026:\S+", name) for name in names)
    for entry in entries[::7]:
        link = entry.find(f"{ATOM}link").get("href").removeprefix("http://localhost")
        assert client.get(link).status_code == 200
        assert all(entry.find(f"{ATOM}{name}").text for name in ("title", "updated", "summary"))


def test_a_page_names_its_feed(client):
    assert page_of(client, "/").xpath("//link[@type='application/atom+xml']/@href") == ["/feed.atom"]


def test_a_made_up_article_is_not_offered_for_citation():
    from types import SimpleNamespace

    from allostasis.web.machine.tags import article_json_ld, coins, highwire

    page = SimpleNamespace(made_up=True, record={"title": "Made-up article"})
    assert highwire(page) == article_json_ld(page, None) == coins("") == ""
