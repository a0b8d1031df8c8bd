"""When something last changed, for those who read only what is new."""

from __future__ import annotations

from django.db import models

from allostasis.web.archive.models.articles import Article


class Stamp(models.Model):
    """The time at which something with a page was first seen here, and last changed.

    Unlike everything else it follows from the evidence before as well: filling the database again keeps the times of
    what is still the same.
    """

    kind = models.CharField(max_length=20, help_text="article, claim, synthesis, snapshot")
    key = models.CharField(max_length=200)
    article = models.OneToOneField(Article, null=True, on_delete=models.CASCADE, related_name="stamp")
    order = models.PositiveIntegerField(help_text="place among changes of the same time")
    digest = models.CharField(max_length=64, help_text="SHA-256 of what is shown of it")
    title = models.TextField()
    summary = models.TextField(help_text="what a list of news says of it")
    first = models.DateTimeField()
    changed = models.DateTimeField(help_text="to the second")

    class Meta:
        """One thing has one stamp."""

        constraints = (models.UniqueConstraint(fields=["kind", "key"], name="one_stamp"),)
        indexes = (models.Index(fields=["kind", "changed", "id"], name="stamp_by_time"),)
