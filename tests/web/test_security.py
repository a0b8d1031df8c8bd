"""The public only reads: writes are refused everywhere, and errors say nothing of what is behind."""

from __future__ import annotations

import pytest
from tests.web.conftest import PAGES

MACHINES = ["/oai", "/feed.atom", "/sitemap.xml", "/robots.txt", "/tables/effects.csv", "/articles.bib", "/nowhere/"]


@pytest.mark.parametrize("address", [*PAGES.values(), *MACHINES])
def test_no_address_takes_a_change(client, address):
    for method in ("post", "put", "patch", "delete", "trace"):
        if (address, method) == ("/oai", "post"):
            continue  # a question in the body of a POST, as the protocol wants it; test_oai.py asks it
        answer = getattr(client, method)(address)
        assert answer.status_code == 405, method
        assert answer["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("address", ["/", "/oai", "/feed.atom", "/nowhere/", "/tables/effects.csv"])
def test_every_kind_of_answer_carries_the_safe_headers(client, address):
    answer = client.get(address)
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert not answer.cookies


def test_a_fault_of_ours_shows_no_trace_on_a_page_or_to_a_harvester(client, monkeypatch):
    from allostasis.web.frame import site

    def broken() -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(site, "state", broken)
    for address in ("/articles/", "/feed.atom"):
        answer = client.get(address)
        assert answer.status_code == 500
        assert b"secret" not in answer.content
        assert b"Traceback" not in answer.content


def test_a_host_that_was_not_named_is_refused_by_machines_too(client):
    for address in ("/oai?verb=Identify", "/sitemap.xml", "/feed.atom", "/robots.txt"):
        assert client.get(address, headers={"host": "elsewhere.example.org"}).status_code == 400


def test_a_secure_request_is_answered_with_secure_addresses(client):
    assert b"https://localhost/oai</request>" in client.get("/oai?verb=Identify", secure=True).content
