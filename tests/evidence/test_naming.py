"""A source has one short name everywhere, and a reader never has to read a citation key in its place."""

from __future__ import annotations

import re
from typing import Any

import pytest

from allostasis.evidence import Reference, load, short_name

EVIDENCE = load()
ISSUED = {"issued": {"date-parts": [[2019]]}}
TITLE = {"title": "Naloxone nasal spray - bioavailability and absorption pattern in a phase 1 study"}


def named(**fields: Any) -> str:
    return short_name(Reference.model_validate({"id": "key2019", "type": "article-journal"} | fields))


def by(*families: str) -> dict[str, Any]:
    return {"author": [{"family": family} for family in families]}


@pytest.mark.parametrize(
    ("families", "name"),
    [
        (["Gyr"], "Gyr 2019"),
        (["Acquas", "Di Chiara"], "Acquas and Di Chiara 2019"),
        (["Gossen", "Hahn", "Westphal"], "Gossen et al. 2019"),
    ],
)
def test_authors_and_year_come_first(families: list[str], name: str) -> None:
    assert named(**by(*families), **ISSUED, **TITLE) == name


def test_a_title_in_our_words_has_no_marks_of_quotation() -> None:
    ours = named(title="Naloxone in dependence", note="title in our words: it did not stand in the record", **ISSUED)
    assert ours == "Naloxone in dependence, 2019"


def test_an_unknown_year_is_said() -> None:
    assert named(**by("Gyr")) == "Gyr (no date)"
    assert named(title="Short title") == "“Short title”, no date"


def test_an_institution_is_an_author() -> None:
    author = [{"literal": "FDA Division of Applied Regulatory Science"}]
    assert named(author=author, **ISSUED) == "FDA Division of Applied Regulatory Science 2019"


def test_without_authors_the_title_is_shortened_at_a_word_and_bears_the_year() -> None:
    assert named(**TITLE, **ISSUED) == "“Naloxone nasal spray - bioavailability …”, 2019"
    assert named(title="Effect of naloxone and of it on the rhythm of the day") == (
        "“Effect of naloxone and of it …”, no date"
    )


def test_a_figure_gets_a_shorter_title() -> None:
    reference = Reference.model_validate({"id": "key2019", "type": "article-journal"} | TITLE | ISSUED)
    assert short_name(reference, 20) == "“Naloxone nasal spray …”, 2019"


def test_a_long_first_word_does_not_leave_a_title_of_one_word() -> None:
    assert named(title="Psychoneuroendocrinopharmacological considerations of oxytocin", **ISSUED) == (
        "“Psychoneuroendocrinopharmacological considerations …”, 2019"
    )


@pytest.mark.parametrize("kind", ["report", "webpage", "software"])
def test_what_has_no_issue_says_where_it_was_seen(kind: str) -> None:
    assert named(type=kind, title="Naltrexone", URL="https://www.example.org/label") == "“Naltrexone”, example.org"
    assert named(type=kind, title="Naltrexone", **{"container-title": "The Agency"}) == "“Naltrexone”, The Agency"


def test_without_a_title_the_journal_then_a_number_then_the_key_speaks() -> None:
    journal = {"container-title": "eLife"}
    central = "https://pmc.ncbi.nlm.nih.gov/articles/PMC7732341/?term=eLife"
    assert named(**journal, **ISSUED) == "eLife 2019"
    assert named(**journal, DOI="10.1000/1") == "doi:10.1000/1"
    assert named(PMID="123", URL=central) == "PubMed 123"
    assert named(URL=central) == "PMC7732341"
    assert named() == "key2019"


def test_names_are_short_enough_for_a_figure_and_hold_no_loose_end() -> None:
    names = {key: short_name(reference) for key, reference in EVIDENCE.bibliography.items()}
    assert [key for key, name in names.items() if len(name) > 75] == []
    assert [key for key, name in names.items() if re.search(r"\b(of|and|the|in|on|with) …", name)] == []


def test_no_source_of_a_parameter_is_shown_by_its_key() -> None:
    sources = {value.source for value in EVIDENCE.parameter_values.values() if value.source}
    shown = {key for key in sources if short_name(EVIDENCE.bibliography[key]) == key}
    assert shown <= {"guineapig_csf"}, "authors, title, journal and number of this one were not seen"
