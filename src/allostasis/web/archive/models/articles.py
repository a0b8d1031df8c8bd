"""Bibliographic records, with what lists show worked out beforehand, and the text that is searched."""

from __future__ import annotations

from django.db import models

from allostasis.web.archive.models.shelves import Issue


class Article(models.Model):
    """One bibliographic record."""

    key = models.SlugField(max_length=120, unique=True, help_text="citation key: the lasting address")
    kind = models.CharField(max_length=30, help_text="type of CSL-JSON")
    title = models.TextField(help_text="title as printed; empty: not seen")
    authors = models.TextField(help_text="authors as the journal page prints them; empty: not seen")
    short_name = models.CharField(max_length=200, default="", help_text="what it is called in a running text")
    year = models.PositiveIntegerField(null=True)
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="contents")
    place = models.CharField(max_length=300, help_text="year, volume, issue (pages), in the form of the journal page")
    by_name = models.PositiveIntegerField(
        unique=True, help_text="place in the alphabetical order, alike in any database"
    )
    sort_year = models.PositiveIntegerField(default=0, help_text="year, or 0: not known comes after all years")
    letter = models.CharField(max_length=1, help_text="first letter of the order; #: none")
    first_page = models.CharField(max_length=40)
    last_page = models.CharField(max_length=40)
    sort_page = models.PositiveIntegerField(default=0, help_text="first page as a number, for the order in an issue")
    doi = models.CharField(max_length=200)
    pmid = models.CharField(max_length=8)
    url = models.TextField()
    note = models.TextField(help_text="what of the record was not seen")
    record = models.JSONField(help_text="the record as CSL-JSON")
    coins = models.TextField(default="", help_text="the record as COinS has it; empty: made up")
    is_made_up = models.BooleanField(default=False, help_text="made up for a benchmark")

    class Meta:
        """The orders in which lists are read."""

        indexes = (
            models.Index(fields=["letter", "by_name"], name="article_by_letter"),
            models.Index(fields=["-sort_year", "by_name"], name="article_by_year"),
            models.Index(fields=["issue", "sort_page", "by_name"], name="article_in_issue"),
        )


class ArticleText(models.Model):
    """What is searched: bibliographic words, and our own words on the studies of an article."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, primary_key=True, related_name="text")
    title = models.TextField()
    authors = models.TextField()
    body = models.TextField(help_text="design, findings, outcomes, drugs, key and identifiers")
