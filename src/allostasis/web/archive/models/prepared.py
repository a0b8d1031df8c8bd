"""What was worked out for pages before anybody asks: subsystems, quantities, syntheses, study files, changes."""

from __future__ import annotations

from django.db import models


class Prepared(models.Model):
    """One thing that has a page, or a part of one."""

    kind = models.CharField(max_length=20, help_text="subsystem, quantity, synthesis, study, changes")
    key = models.CharField(max_length=200)
    group = models.CharField(max_length=120, help_text="subsystem of a quantity, outcome of a synthesis")
    order = models.PositiveIntegerField(help_text="place among those of its kind")
    line = models.JSONField(default=dict, help_text="what a list shows of it")
    content = models.JSONField(help_text="everything that its page shows")

    class Meta:
        """One thing has one address."""

        constraints = (models.UniqueConstraint(fields=["kind", "key"], name="prepared_once"),)
        indexes = (models.Index(fields=["kind", "group", "order"], name="prepared_in_group"),)
