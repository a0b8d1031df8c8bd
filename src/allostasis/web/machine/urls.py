"""The addresses that programs ask for."""

from __future__ import annotations

from django.urls import path

from allostasis.web.frame.respond import answered, page
from allostasis.web.machine import feed, sitemaps, tables
from allostasis.web.machine.oai import oai

urlpatterns = [
    *page("tables", tables.tables, "tables"),
    path("tables/<str:file>", answered(tables.table), name="table"),
    path("robots.txt", answered(sitemaps.robots), name="robots"),
    path("sitemap.xml", answered(sitemaps.index), name="sitemaps"),
    path("sitemap-<slug:section>.xml", answered(sitemaps.section), name="sitemap"),
    path("feed.atom", answered(feed.feed), name="feed"),
    path("oai", oai, name="oai"),
]
