"""Claims of the review with their verdicts, and the rows that bear on them."""

from __future__ import annotations

from django.db import models

from allostasis.web.archive.models.evidence import Effect


class Claim(models.Model):
    """One claim; the verdict is worked out when the database is filled."""

    key = models.SlugField(max_length=120, unique=True)
    order = models.PositiveIntegerField(help_text="place in the file of claims")
    title = models.TextField()
    statement = models.TextField(help_text="the claim in our own words")
    verdict = models.CharField(max_length=60)
    judgement = models.JSONField(help_text="everything that a judgement holds, as allostasis.evidence.claims gives it")


class ClaimRow(models.Model):
    """One row of the evidence that bears on a statement of a claim."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="rows")
    part = models.CharField(max_length=120, help_text="name of the statement")
    statement = models.TextField()
    effect = models.ForeignKey(Effect, on_delete=models.CASCADE, related_name="claims")
    standing = models.CharField(max_length=20, help_text="for, against, neutral, not stated")
    order = models.PositiveIntegerField(help_text="place in the judgement")
