"""One article: where it was published, what was studied and found in our own words, and what its numbers feed."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from allostasis.web.archive.models import Article, Claim
from allostasis.web.archive.pages import article_rows as rows
from allostasis.web.archive.pages.parts import Export, exports_of, journal_name, title_of
from allostasis.web.frame.addresses import Link, address, link
from allostasis.web.frame.errors import NotFound
from allostasis.web.frame.record import Page, shown
from allostasis.web.frame.signposts import Signpost, doi_address
from allostasis.web.machine.linked_data import LICENSE, type_of

__all__ = ["THE_REVIEW", "ArticlePage", "article", "one"]

THE_REVIEW = "houghton2022"
"""The article whose claims the archive judges."""


@dataclass(frozen=True, kw_only=True)
class ArticlePage(Page):
    """One article."""

    template = "archive/article.html"

    key: str = shown("citation key: the lasting address of the article")
    kind: str = shown("type of the record, as CSL-JSON names it")
    has_title: bool = shown("false: the title was not seen in the record that was read")
    authors: str = shown("authors as the journal page prints them; empty: not seen")
    journal: Link = shown("journal; its page lists years, volumes and issues")
    place: str = shown("year, volume, issue (pages), in the form of the journal page")
    volume: Link | None = shown("the volume with its other articles; null: year and volume are not known")
    year: int | None = shown("year of publication; null: not known")
    doi: str = shown("DOI without address; empty: not known")
    pmid: str = shown("PubMed number; empty: not known")
    url: str = shown("address of the article or of the record that was read; empty: not known")
    note: str = shown("what of the record was not seen")
    made_up: bool = shown("true: made up for a benchmark; no such article exists")
    record: dict[str, object] = shown("the bibliographic record as CSL-JSON")
    headings: tuple[rows.HeadingLink, ...] = shown("what the article is found under")
    studies: tuple[rows.StudyPart, ...] = shown("the studies that it reports, each with its results")
    parameter_values: tuple[rows.ValueLine, ...] = shown("values of parameters and observables that it reports")
    claims: tuple[rows.ClaimLink, ...] = shown("claims of the review that its results bear on")
    states_claims: tuple[Link, ...] = shown("claims that this article itself states; only the review has any")
    parameters: tuple[Link, ...] = shown("parameters of the model whose prior rests on its values")
    exports: tuple[Export, ...] = shown("its citation as a file")

    def signposts(self) -> tuple[Signpost, ...]:
        """From the page to what it is about, how to cite it, and the files that describe it."""
        if self.made_up:
            return ()
        cite = doi_address(self.doi) if self.doi else address("article", key=self.key) or ""
        return (
            Signpost("cite-as", cite),
            Signpost("type", f"https://schema.org/{type_of(self.kind)}"),
            Signpost("type", "https://schema.org/AboutPage"),
            Signpost("license", LICENSE),
            *(Signpost("describedby", each.address, each.media_type) for each in self.exports),
        )


def article(request: HttpRequest, key: str) -> ArticlePage:
    """The article with a citation key."""
    found = _find(key)
    studies = rows.studies_of(found)
    values = rows.values_of(found)
    volume = found.issue.volume
    where = {"journal": volume.journal.slug}
    volume_link = link(_volume_text(found), "volume", **where, volume=volume.slug) if volume.year else None
    parameters = sorted({name.text: name for value in values for name in value.in_priors}.items())
    return ArticlePage(
        title=title_of(found),
        description=_description(found, studies),
        key=found.key,
        kind=found.kind,
        has_title=bool(found.title),
        authors=found.authors,
        journal=link(journal_name(volume.journal.name), "journal", **where),
        place=found.place,
        volume=volume_link,
        year=found.year,
        doi=found.doi,
        pmid=found.pmid,
        url=found.url,
        note=found.note,
        made_up=found.is_made_up,
        record=found.record,
        headings=rows.headings_of(found),
        studies=studies,
        parameter_values=values,
        claims=rows.claims_of(found),
        states_claims=_claims_of_the_review() if key == THE_REVIEW else (),
        parameters=tuple(name for _, name in parameters),
        exports=exports_of("article", key=key),
    )


def one(request: HttpRequest, key: str) -> object:
    """The article with a citation key, as a query set of one."""
    return Article.objects.filter(pk=_find(key).pk)


def _find(key: str) -> Article:
    found = Article.objects.select_related("issue__volume__journal").filter(key=key).first()
    if found is None:
        raise NotFound(f'The archive holds no article with the key "{key}".')
    return found


def _volume_text(article: Article) -> str:
    number = article.issue.volume.number
    return f"{article.year}, volume {number}" if number else f"{article.year}, volume not known"


def _description(article: Article, studies: tuple[rows.StudyPart, ...]) -> str:
    results = sum(len(study.effects) for study in studies)
    what = f"{results} reported {'result' if results == 1 else 'results'}" if studies else "bibliographic record"
    return f"{article.authors or 'Authors not seen'}: {article.place}. {what}, with where each number stands."


def _claims_of_the_review() -> tuple[Link, ...]:
    return tuple(link(claim.title, "claim", key=claim.key) for claim in Claim.objects.order_by("order"))
