"""What the archive holds: the seed article, every shelf, exports, search."""

from __future__ import annotations

import json
from typing import Any

import bibtexparser
import lxml.html
import pytest
import rispy
from tests.web.conftest import JOURNAL

from allostasis.evidence import load

EVIDENCE = load()
# The journal page of the review and the other records of its journal that were read: key, volume, issue, pages.
SEEN_OF_THE_JOURNAL = {
    "houghton2022": "2022, 24, N5 (pages: 27 - 35)",
    "maremmani2016_1": "2016, 18, N1 (pages: 9 - 18)",
    "gross2021": "2021, 23, N5 (pages: 15 - 22)",
    "maremmani2016_6": "2016, 18, N6 (pages: 43 - 50)",
    "bronzina2019": "2019, 21, N6 (pages: 5 - 16)",
    "maremmani2011_2": "2011, 13, N2 (pages: 5 - 40)",
    "maremmani2003_2": "2003, 5, N2 (pages: 7 - 98)",
    "tagliamonte1999": "1999, 1, N1 (pages: 9 - 12)",
    "dole1999": "1999, 1, N1 (pages: 13 - 17)",
}


def json_of(client: Any, address: str) -> dict[str, Any]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.json()


def test_the_review_is_cited_in_the_form_of_its_journal_page(client):
    page = lxml.html.fromstring(client.get("/article/houghton2022/").content.decode())
    cited = " ".join(page.xpath("string(//p[@class='citation'])").split())
    assert cited == "Heroin Addiction and Related Clinical Problems: 2022, 24, N5 (pages: 27 - 35)"
    assert page.xpath("string(//main//p[@class='authors'])").strip() == "Houghton B."
    assert len(page.xpath("//section[@aria-labelledby='states']//a[starts-with(@href, '/claim/')]")) == 16


@pytest.mark.parametrize(("key", "place"), SEEN_OF_THE_JOURNAL.items())
def test_each_record_of_the_journal_stands_on_its_shelf(client, key, place):
    article = json_of(client, f"/article/{key}.json")
    assert article["place"] == place
    assert article["journal"]["address"] == f"/volumes/{JOURNAL}/"
    volume = json_of(client, article["volume"]["address"].rstrip("/") + ".json")
    assert key in {each["key"] for issue in volume["issues"] for each in issue["articles"]}


def test_every_article_is_reached_by_browsing_and_stands_on_one_shelf(client):
    listed: list[str] = []
    for journal in json_of(client, "/volumes.json")["journals"]:
        shelves = json_of(client, journal["link"]["address"].rstrip("/") + ".json")
        for volume in shelves["volumes"]:
            query = ""
            while query is not None:
                part = json_of(client, volume["link"]["address"].rstrip("/") + f".json{query}")
                listed += [each["key"] for issue in part["issues"] for each in issue["articles"]]
                query = part["paging"]["next"]
    assert sorted(listed) == sorted(EVIDENCE.bibliography)


def test_what_is_not_known_is_a_shelf_of_its_own_and_the_last(client):
    journals = json_of(client, "/volumes.json")["journals"]
    unknown = sum(reference.container_title is None for reference in EVIDENCE.bibliography.values())
    assert journals[-1]["link"] == {"text": "Journal not known", "address": "/volumes/not-known/"}
    assert journals[-1]["articles"] == unknown


def test_the_alphabetical_list_holds_every_article_once_in_order(client):
    query, found = "", []
    while query is not None:
        part = json_of(client, f"/articles.json{query}")
        found += [(_name(each), each["key"]) for each in part["articles"]]
        query = part["paging"]["next"]
    assert sorted(key for _, key in found) == sorted(EVIDENCE.bibliography)
    letters = [name[0].casefold() for name, _ in found if name[0].isascii() and name[0].isalpha()]
    assert letters == sorted(letters)


def _name(article: dict[str, Any]) -> str:
    return article["authors"] or (article["title"] if article["has_title"] else article["key"])


def test_an_article_shows_every_row_of_the_tables_that_belongs_to_it(client):
    for key in ("woolley2016", "stauffer2016", "georgiou2015"):
        article = json_of(client, f"/article/{key}.json")
        shown = {effect["key"] for study in article["studies"] for effect in study["effects"]}
        assert shown == {effect.effect_id for effect in EVIDENCE.effects_of(key)}
        for study in article["studies"]:
            for effect in study["effects"]:
                assert effect["where"] == EVIDENCE.effects[effect["key"]].where_in_source


def test_a_number_leads_to_the_parameters_that_rest_on_it(client):
    row = next(row for prior in EVIDENCE.priors.values() for row in prior.rows if EVIDENCE.parameter_values[row].source)
    value = EVIDENCE.parameter_values[row]
    article = json_of(client, f"/article/{value.source}.json")
    (line,) = [each for each in article["parameter_values"] if each["key"] == row]
    assert value.parameter == line["parameter"]["text"]
    wanted = {name for name, prior in EVIDENCE.priors.items() if row in prior.rows}
    assert wanted <= {each["text"] for each in line["in_priors"]}
    assert wanted <= {each["text"] for each in article["parameters"]}


def test_a_claim_leads_to_its_rows_and_each_row_to_its_article_and_back(client):
    claim = json_of(client, "/claim/heroin_in_rats.json")
    rows = [row for statement in claim["statements"] for row in statement["rows"]]
    assert rows
    for row in rows:
        article = client.get(row["article"]["address"]).content.decode()
        page = lxml.html.fromstring(article)
        assert page.xpath(f"//tr[@id='{row['effect']['key']}']")
        assert page.xpath("//a[@href='/claim/heroin_in_rats/']")


def test_design_and_findings_hold_no_note_of_a_source_word_for_word(client):
    """Our sentences are made from coded columns; columns of printed words never enter them or the search."""
    from allostasis.web.archive.models import ArticleText

    text = "\n".join(ArticleText.objects.values_list("body", flat=True))
    printed = [effect.statistic_text for effect in EVIDENCE.effects.values() if len(effect.statistic_text or "") > 60]
    assert printed
    assert [words for words in printed if words in text] == []


@pytest.mark.parametrize("stem", ["/article/houghton2022", f"/volume/{JOURNAL}/1999-1", "/claim/heroin_in_rats"])
def test_citations_are_read_back_by_other_libraries(client, stem):
    records = json.loads(client.get(f"{stem}.csl.json").content)
    keys = [record["id"] for record in records]
    assert keys
    assert [
        entry.key for entry in bibtexparser.parse_string(client.get(f"{stem}.bib").content.decode()).entries
    ] == keys
    assert [entry["id"] for entry in rispy.loads(client.get(f"{stem}.ris").content.decode())] == keys
    assert records == [EVIDENCE.bibliography[key].as_csl() for key in keys]


def test_the_citations_of_a_list_are_those_of_the_list(client):
    listed = json_of(client, "/articles.json?letter=H&year=2022")["articles"]
    exported = json.loads(client.get("/articles.csl.json?letter=H&year=2022").content)
    assert {each["key"] for each in listed} == {each["id"] for each in exported} != set()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("no significant difference", "no significant difference"),
        ("dz=-0.12 (sd 11.3), Wilcoxon p=4.2e-02: benchmark for an approved medication here", None),
        ("slower extinction and more relapse-like behaviour with a large increase of demand", ""),
        (None, ""),
    ],
)
def test_what_reads_like_a_sentence_of_a_source_is_not_shown_as_printed(text, shown):
    from allostasis.web.archive.words import as_printed

    assert as_printed(text) == (text if shown is None else shown)


def test_a_result_without_a_short_statistic_is_said_in_our_own_words(client):
    for key in EVIDENCE.effects:
        effect = EVIDENCE.effects[key]
        printed = effect.statistic_text or effect.value_text or ""
        source = EVIDENCE.studies[effect.study_id].source
        if source and len(printed.split()) > 8 and not any(c.isdigit() for c in printed):
            break
    page = lxml.html.fromstring(client.get(f"/article/{source}/").content.decode())
    row = page.xpath(f"string(//tr[@id='{key}'])")
    assert "in our words:" in row
    assert printed not in row


def test_a_search_finds_words_in_titles_authors_and_our_own_words(client):
    def found(query: str) -> set[str]:
        return {hit["article"]["key"] for hit in json_of(client, f"/search.json?q={query}")["hits"]}

    assert "houghton2022" in found("automated allostatic")
    assert {"houghton2022", "houghton2021"} <= found("Houghton")
    assert "woolley2016" in found("NCT01728909")
    assert "woolley2016" in found("woolley methadone crossover")
    assert "woolley2016" not in found("woolley -methadone")
    assert found("xyzzyx") == set()


@pytest.mark.parametrize(
    "query", ['"', "-", "(", "AND OR NOT", 'a" OR "b', "*", "title:x", "'; DROP TABLE x", "é ß 中", "\x00"]
)
def test_signs_that_mean_something_to_a_database_are_only_words(client, query):
    assert client.get("/search.json", {"q": query}).status_code == 200


def test_what_a_search_found_is_marked_and_harmful_signs_are_harmless(client):
    page = lxml.html.fromstring(client.get("/search/", {"q": "craving"}).content.decode())
    marks = {mark.text_content().casefold() for mark in page.xpath("//mark")}
    assert marks
    assert all(mark.startswith("crav") for mark in marks)
    answer = client.get("/search/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>" not in answer


def test_facets_count_what_narrowing_then_finds(client):
    page = json_of(client, "/search.json?q=oxytocin")
    for facet in page["facets"]:
        value = facet["values"][0]
        narrowed = json_of(client, f"/search.json{value['query']}")
        assert narrowed["paging"]["total"] == value["articles"], facet["key"]
        (same,) = [each for each in narrowed["facets"] if each["key"] == facet["key"]]
        assert [each["text"] for each in same["values"] if each["is_chosen"]] == [value["text"]]


def test_headings_hold_the_articles_of_their_column(client):
    rats = {study.source for study in EVIDENCE.studies.values() if study.species == "rat" and study.source}
    assert json_of(client, "/species/rat.json")["paging"]["total"] == len(rats)
    crossover = {s.source for s in EVIDENCE.studies.values() if s.design_kind == "crossover" and s.source}
    assert json_of(client, "/design/design_kind-crossover.json")["paging"]["total"] == len(crossover)


def test_the_journal_list_of_the_test_is_complete():
    held = {
        key for key, each in EVIDENCE.bibliography.items() if "Heroin Addiction and" in (each.container_title or "")
    }
    assert held == set(SEEN_OF_THE_JOURNAL)


def test_a_heading_leads_to_the_search_among_its_articles(client):
    for address in ("/drug/drug_cue.json", "/species/rat.json"):
        heading = json_of(client, address)
        found = json_of(client, heading["search"].replace("/search/", "/search.json"))
        assert found["paging"]["total"] == heading["paging"]["total"]
