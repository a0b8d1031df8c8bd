"""What articles are found under: a species, a drug, an outcome, a level of a design factor."""

from __future__ import annotations

from django.db import models

from allostasis.web.archive.models.articles import Article


class Heading(models.Model):
    """One heading of one kind."""

    kind = models.CharField(max_length=30, help_text="such as species, drug, outcome, design")
    key = models.SlugField(max_length=120)
    name = models.CharField(max_length=200)
    group = models.CharField(max_length=100, help_text="headings of a kind stand together in groups; may be empty")
    order = models.PositiveIntegerField(default=0, help_text="place of the heading among those of its kind")
    articles = models.PositiveIntegerField(default=0, help_text="number of articles")

    class Meta:
        """One heading has one address."""

        constraints = (models.UniqueConstraint(fields=["kind", "key"], name="one_address_of_heading"),)


class HeadingOfArticle(models.Model):
    """That an article stands under a heading."""

    heading = models.ForeignKey(Heading, on_delete=models.CASCADE, related_name="entries")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="headings")

    class Meta:
        """Read from both ends: articles of a heading, headings of the articles that a search found."""

        constraints = (models.UniqueConstraint(fields=["heading", "article"], name="once_under_a_heading"),)
        indexes = (models.Index(fields=["article", "heading"], name="heading_of_article"),)
