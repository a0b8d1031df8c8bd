"""Rows of the evidence: the columns that are looked up, and the whole row as JSON beside them."""

from __future__ import annotations

from django.db import models

from allostasis.web.archive.models.articles import Article


class Outcome(models.Model):
    """What may be measured."""

    key = models.SlugField(max_length=120, unique=True)
    family = models.CharField(max_length=60, db_index=True)
    good_direction = models.CharField(max_length=20)
    meaning = models.TextField()
    unit = models.CharField(max_length=60)
    effects = models.PositiveIntegerField(default=0, help_text="number of reported results")
    articles = models.PositiveIntegerField(default=0, help_text="number of articles that report one")


class Study(models.Model):
    """Who was studied, how, and what the study may be used for."""

    key = models.SlugField(max_length=120, unique=True)
    article = models.ForeignKey(Article, null=True, on_delete=models.CASCADE, related_name="studies")
    species = models.CharField(max_length=30, db_index=True)
    role = models.CharField(max_length=20)
    design = models.TextField(help_text="the design in our own words")
    row = models.JSONField(help_text="the row of studies.csv")


class Effect(models.Model):
    """One reported result."""

    key = models.CharField(max_length=200, unique=True)
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="effects")
    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="results")
    verdict = models.CharField(max_length=20)
    finding = models.TextField(help_text="the result in our own words")
    row = models.JSONField(help_text="the row of effects.csv")


class PublishedPool(models.Model):
    """A pooled result that others published."""

    key = models.CharField(max_length=200, unique=True)
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="pools")
    row = models.JSONField(help_text="the row of pooled.csv")


class ParameterValue(models.Model):
    """One reported value of a quantity of the model, or of an observable."""

    key = models.SlugField(max_length=120, unique=True)
    article = models.ForeignKey(Article, null=True, on_delete=models.CASCADE, related_name="parameter_values")
    parameter = models.CharField(max_length=120, db_index=True)
    in_priors = models.JSONField(default=list, help_text="parameters whose prior rests on this row")
    row = models.JSONField(help_text="the row of parameter_values.csv")
