"""What the database was filled from."""

from __future__ import annotations

from django.db import models


class State(models.Model):
    """One row: the evidence and the software from which everything else in the database follows."""

    snapshot = models.CharField(max_length=40, default="", help_text="name of the snapshot of the tables")
    digest = models.CharField(max_length=64, default="", help_text="SHA-256 of the content of the tables")
    claims_digest = models.CharField(max_length=64, default="", help_text="SHA-256 of the file of claims")
    software = models.CharField(max_length=40, default="", help_text="version of the software that filled the database")
    form = models.CharField(max_length=64, default="", help_text="SHA-256 of the code that filled it")
    is_made_up = models.BooleanField(default=False, help_text="whether it holds made-up articles for a benchmark")

    @property
    def name(self) -> str:
        """Changes whenever anything in the database changes."""
        return f"{self.source}-{self.is_made_up:d}"

    @property
    def source(self) -> str:
        """Changes whenever the evidence, or the way in which it fills the database, changes."""
        return f"{self.digest[:16]}-{self.claims_digest[:16]}-{self.software}-{self.form[:16]}"
