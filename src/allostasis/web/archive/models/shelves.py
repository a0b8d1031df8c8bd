"""Where an article stands: journal, year and volume, issue. What is not known is a shelf of its own."""

from __future__ import annotations

from django.db import models

NOT_KNOWN = "not-known"
"""The part of an address that stands for a journal, volume or issue that is not known."""


class Journal(models.Model):
    """A journal; one row stands for "not known"."""

    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=300, help_text='name as printed; empty: "not known"')
    order = models.PositiveIntegerField(unique=True, help_text="place in the alphabetical order; not known is last")
    articles = models.PositiveIntegerField(default=0, help_text="number of articles")


class Volume(models.Model):
    """All that one journal published in one year under one volume number; year or number may be unknown."""

    journal = models.ForeignKey(Journal, on_delete=models.CASCADE, related_name="volumes")
    slug = models.SlugField(max_length=120, help_text="year and number, such as 2022-24")
    year = models.PositiveIntegerField(null=True, db_index=True)
    number = models.CharField(max_length=60, help_text="number as printed; empty: not known")
    articles = models.PositiveIntegerField(default=0, help_text="number of articles")

    class Meta:
        """One volume has one address."""

        constraints = (models.UniqueConstraint(fields=["journal", "slug"], name="one_address_of_volume"),)


class Issue(models.Model):
    """One issue of a volume."""

    volume = models.ForeignKey(Volume, on_delete=models.CASCADE, related_name="issues")
    slug = models.SlugField(max_length=120)
    number = models.CharField(max_length=60, help_text="number as printed; empty: not known")
    articles = models.PositiveIntegerField(default=0, help_text="number of articles")

    class Meta:
        """One issue has one address."""

        constraints = (models.UniqueConstraint(fields=["volume", "slug"], name="one_address_of_issue"),)
