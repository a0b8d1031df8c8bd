"""OAI-PMH: every answer fits the schemas, lists are complete, and each error has the code of the protocol."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
import xmlschema

from allostasis.evidence import load

EVIDENCE = load()
OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"


@pytest.fixture(scope="session")
def schema() -> xmlschema.XMLSchema:
    folder = Path(__file__).parent / "schemas"
    spaces = {"oai_dc/": "oai_dc.xsd", "oai-identifier": "oai-identifier.xsd"}
    locations = {f"http://www.openarchives.org/OAI/2.0/{name}": str(folder / file) for name, file in spaces.items()}
    return xmlschema.XMLSchema(str(folder / "OAI-PMH.xsd"), locations=locations, allow="local")


@pytest.fixture
def ask(client: Any, schema: xmlschema.XMLSchema) -> Any:
    """Ask, hold the answer to the schema, and give its root."""

    def ask(**arguments: str) -> ElementTree.Element:
        answer = client.get("/oai", {name.rstrip("_"): value for name, value in arguments.items()})
        assert answer.status_code == 200
        assert answer["Content-Type"] == "text/xml; charset=utf-8"
        schema.validate(answer.content.decode(), use_location_hints=False)
        return ElementTree.fromstring(answer.content)

    return ask


def error_of(root: ElementTree.Element) -> str:
    (error,) = root.findall(f"{OAI}error")
    assert error.text
    return error.get("code")


def texts(root: ElementTree.Element, name: str) -> list[str]:
    return [element.text for element in root.iter(name)]


def test_identify_says_what_the_protocol_wants(ask):
    found = {element.tag.removeprefix(OAI): element.text for element in ask(verb="Identify").find(f"{OAI}Identify")}
    assert found["baseURL"] == "http://localhost/oai"
    assert found["protocolVersion"] == "2.0"
    assert found["granularity"] == "YYYY-MM-DDThh:mm:ssZ"
    assert found["deletedRecord"] == "no"
    assert datetime.fromisoformat(found["earliestDatestamp"]) <= datetime.now(UTC)


def test_an_archive_with_a_domain_names_its_records_by_it(ask, settings_changed):
    settings_changed(ARCHIVE_NAME="archive.example.org", ARCHIVE_EMAIL="keeper@example.org")
    assert texts(ask(verb="Identify"), f"{OAI}adminEmail") == ["keeper@example.org"]
    record = ask(verb="GetRecord", identifier="oai:archive.example.org:houghton2022", metadataPrefix="oai_dc")
    assert texts(record, f"{OAI}identifier") == ["oai:archive.example.org:houghton2022"]


@pytest.fixture
def settings_changed(client: Any) -> Any:
    from django.test import override_settings

    changed = []

    def change(**values: str) -> None:
        changed.append(override_settings(**values))
        changed[-1].enable()

    yield change
    for each in changed:
        each.disable()


def test_a_record_holds_what_is_known_of_the_review(ask):
    record = ask(verb="GetRecord", identifier="oai:localhost:houghton2022", metadataPrefix="oai_dc")
    assert texts(record, f"{DC}title") == [EVIDENCE.bibliography["houghton2022"].title]
    assert texts(record, f"{DC}creator") == ["Houghton, B."]
    assert texts(record, f"{DC}date") == ["2022"]
    assert texts(record, f"{DC}source") == ["Heroin Addiction and Related Clinical Problems 24(5), 27-35"]
    assert "http://localhost/article/houghton2022/" in texts(record, f"{DC}identifier")
    assert len(texts(record, f"{DC}rights")) == 2
    trial = ask(verb="GetRecord", identifier="oai:localhost:woolley2016", metadataPrefix="oai_dc")
    assert {"human", "oxytocin", "Blinding: double"} <= set(texts(trial, f"{DC}subject"))
    assert "journal:heroin-addiction-and-related-clinical-problems" in texts(record, f"{OAI}setSpec")


def harvest(ask: Any, verb: str, **arguments: str) -> list[str]:
    """All identifiers of a list, part by part; every part is held to the schema."""
    root, found, sizes = ask(verb=verb, metadataPrefix="oai_dc", **arguments), [], set()
    while True:
        found += texts(root, f"{OAI}identifier")
        tokens = list(root.iter(f"{OAI}resumptionToken"))
        if tokens:
            sizes.add(tokens[0].get("completeListSize"))
        if not tokens or not tokens[0].text:
            assert sizes <= {str(len(found))}
            return found
        assert int(tokens[0].get("cursor")) == len(found) - len(texts(root, f"{OAI}identifier"))
        root = ask(verb=verb, resumptionToken=tokens[0].text)


def test_a_harvest_holds_every_article_once(ask):
    wanted = sorted(f"oai:localhost:{key}" for key in EVIDENCE.bibliography)
    assert sorted(harvest(ask, "ListRecords")) == wanted
    assert sorted(harvest(ask, "ListIdentifiers")) == wanted


def test_the_set_of_a_species_holds_its_articles(ask):
    rats = {study.source for study in EVIDENCE.studies.values() if study.species == "rat" and study.source}
    assert set(harvest(ask, "ListIdentifiers", set="species:rat")) == {f"oai:localhost:{key}" for key in rats}


def test_every_set_is_listed_and_none_is_empty(ask):
    root, names = ask(verb="ListSets"), []
    while True:
        names += texts(root, f"{OAI}setSpec")
        token = root.find(f".//{OAI}resumptionToken")
        if token is None or not token.text:
            break
        root = ask(verb="ListSets", resumptionToken=token.text)
    assert {"journal", "species", "species:human", "substance:opioid"} <= set(names)
    for name in names[::25]:
        assert harvest(ask, "ListIdentifiers", set=name)


def test_a_harvest_of_what_is_new_knows_days_and_seconds(ask):
    now = datetime.now(UTC)
    today, tomorrow = f"{now:%Y-%m-%d}", f"{now + timedelta(days=1):%Y-%m-%d}"
    yesterday = f"{now - timedelta(days=1):%Y-%m-%d}"
    assert len(harvest(ask, "ListIdentifiers", from_=yesterday, until=tomorrow)) == len(EVIDENCE.bibliography)
    stamp = texts(ask(verb="ListIdentifiers", metadataPrefix="oai_dc"), f"{OAI}datestamp")[0]
    assert len(harvest(ask, "ListIdentifiers", from_=stamp, until=stamp)) == len(EVIDENCE.bibliography)
    assert len(harvest(ask, "ListIdentifiers", from_=stamp[:10], until=stamp[:10])) == len(EVIDENCE.bibliography)
    assert error_of(ask(verb="ListRecords", metadataPrefix="oai_dc", from_=tomorrow)) == "noRecordsMatch"
    assert error_of(ask(verb="ListRecords", metadataPrefix="oai_dc", until="1990-01-01")) == "noRecordsMatch"
    assert today <= tomorrow


ALL = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}


@pytest.mark.parametrize(
    ("code", "query"),
    [
        ("badVerb", {}),
        ("badVerb", {"verb": "Steal"}),
        ("badVerb", {"verb": ["Identify", "Identify"]}),
        ("badArgument", {"verb": "Identify", "set": "x"}),
        ("badArgument", {"verb": "ListRecords"}),
        ("badArgument", {"verb": "GetRecord", "metadataPrefix": "oai_dc"}),
        ("badArgument", {**ALL, "metadataPrefix": ["oai_dc", "oai_dc"]}),
        ("badArgument", {**ALL, "from": "yesterday"}),
        ("badArgument", {**ALL, "from": "2022-13-01"}),
        ("badArgument", {**ALL, "from": "2022-01-01T00:00:00"}),
        ("badArgument", {**ALL, "from": "2022-01-01", "until": "2022-01-01T00:00:00Z"}),
        ("badArgument", {**ALL, "from": "2023-01-01", "until": "2022-01-01"}),
        ("badArgument", {**ALL, "set": "a set"}),
        ("badArgument", {**ALL, "resumptionToken": "x"}),
        ("cannotDisseminateFormat", {**ALL, "metadataPrefix": "marc21"}),
        (
            "cannotDisseminateFormat",
            {"verb": "GetRecord", "metadataPrefix": "x", "identifier": "oai:localhost:houghton2022"},
        ),
        ("idDoesNotExist", {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:localhost:nobody1900"}),
        ("idDoesNotExist", {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "\x01<&"}),
        ("idDoesNotExist", {"verb": "ListMetadataFormats", "identifier": "oai:elsewhere:houghton2022"}),
        ("noRecordsMatch", {**ALL, "set": "species:unicorn"}),
        ("badResumptionToken", {"verb": "ListRecords", "resumptionToken": "made-up"}),
        ("badResumptionToken", {"verb": "ListSets", "resumptionToken": ""}),
    ],
)
def test_each_error_has_the_code_of_the_protocol_in_get_and_post(client, schema, code, query):
    form = "application/x-www-form-urlencoded"
    answers = (client.get("/oai", query), client.post("/oai", urlencode(query, doseq=True), content_type=form))
    for answer in answers:
        assert answer.status_code == 200
        schema.validate(answer.content.decode(), use_location_hints=False)
        assert error_of(ElementTree.fromstring(answer.content)) == code


def test_a_token_belongs_to_its_verb_and_to_its_state_of_the_archive(ask):
    from allostasis.web.archive.models import State

    token = ask(verb="ListRecords", metadataPrefix="oai_dc").find(f".//{OAI}resumptionToken").text
    assert error_of(ask(verb="ListIdentifiers", resumptionToken=token)) == "badResumptionToken"
    before = State.objects.values_list("digest", flat=True)[0]
    State.objects.update(digest="other evidence")
    try:
        assert error_of(ask(verb="ListRecords", resumptionToken=token)) == "badResumptionToken"
    finally:
        State.objects.update(digest=before)


def test_get_and_post_say_the_same_and_other_bodies_are_refused(client):
    query = {"verb": "ListMetadataFormats"}
    posted = client.post("/oai", urlencode(query), content_type="application/x-www-form-urlencoded")
    both = [ElementTree.fromstring(answer.content) for answer in (client.get("/oai", query), posted)]
    assert [texts(root, f"{OAI}metadataPrefix") for root in both] == [["oai_dc"], ["oai_dc"]]
    assert b"badArgument" in client.post("/oai", query).content  # multipart


def test_filling_again_keeps_the_time_of_what_is_the_same_and_renews_that_of_what_changed(archive):
    from allostasis.web.archive.load import fill
    from allostasis.web.archive.models import Stamp, State

    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    Stamp.objects.update(first=long_ago, changed=long_ago)
    Stamp.objects.filter(kind="article", key="woolley2016").update(digest="another content")
    State.objects.update(digest="other evidence")
    assert fill() is True
    changed = Stamp.objects.exclude(changed=long_ago)
    assert list(changed.values_list("kind", "key", "first")) == [("article", "woolley2016", long_ago)]
    now = datetime.now(UTC).replace(microsecond=0)
    Stamp.objects.update(first=now, changed=now)  # as the archive of the other tests is: filled today
