"""The addresses of the archive. An address that was once given out stays: it is made from keys, never from numbers."""

from __future__ import annotations

from django.urls import path, register_converter

from allostasis.web.archive.pages import (
    about,
    article,
    articles,
    changes,
    claims,
    headings,
    home,
    outcomes,
    parameter,
    parameters,
    search,
    studies,
    study,
    subsystems,
    volumes,
)
from allostasis.web.archive.pages.exports import export
from allostasis.web.frame.respond import answered, page


class FullName:
    """A name of the model in an address, such as hpa.k_acth or craving."""

    regex = r"[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)?"

    def to_python(self, value: str) -> str:
        """The name as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The name as it stands."""
        return value


register_converter(FullName, "name")

_VOLUME = "volume/<slug:journal>/<slug:volume>"

urlpatterns = [
    *page("", home.home, "home"),
    *page("articles", articles.articles, "articles"),
    *export("articles", articles.chosen, "articles"),
    *page("article/<slug:key>", article.article, "article"),
    *export("article/<slug:key>", article.one, "article"),
    *page("volumes", volumes.volumes, "volumes"),
    *page("volumes/<slug:journal>", volumes.journal, "journal"),
    *export("volumes/<slug:journal>", volumes.of_journal, "journal"),
    *page("volume/<int:year>", volumes.year, "year"),
    *export("volume/<int:year>", volumes.of_year, "year"),
    *page(_VOLUME, volumes.volume, "volume"),
    *export(_VOLUME, volumes.of_volume, "volume"),
    *page(f"{_VOLUME}/<slug:issue>", volumes.issue, "issue"),
    *export(f"{_VOLUME}/<slug:issue>", volumes.of_issue, "issue"),
    *page("claims", claims.claims, "claims"),
    *page("claim/<slug:key>", claims.claim, "claim"),
    *export("claim/<slug:key>", claims.members, "claim"),
    *page("outcome/<slug:key>", outcomes.outcome, "outcome"),
    *export("outcome/<slug:key>", outcomes.members, "outcome"),
    *page("parameters", parameters.parameters, "parameters"),
    *page("parameter/<name:key>", parameter.parameter, "parameter"),
    *page("subsystems", subsystems.subsystems, "subsystems"),
    *page("subsystem/<slug:key>", subsystems.subsystem, "subsystem"),
    *page("studies", studies.studies, "studies"),
    *page("study/<slug:key>", study.study, "study"),
    path("study/<slug:key>.yaml", answered(study.file_of), name="study-file"),
    *page("changes", changes.changes, "changes"),
    *page("about", about.about, "about"),
    *page("search", search.search, "search"),
    *export("search", search.found_articles, "search"),
]
for _kind, _list in headings.LISTS.items():
    urlpatterns += page("species" if _kind == "species" else _list, headings.list_of(_kind), _list)
    if _kind == "outcome":  # has pages of its own kind
        continue
    urlpatterns += page(f"{_kind}/<slug:key>", headings.one_of(_kind), _kind)
    urlpatterns += export(f"{_kind}/<slug:key>", headings.members_of(_kind), _kind)
