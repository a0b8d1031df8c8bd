"""`python -m allostasis.web fill_archive`: fill the database from the evidence; with --made-up, for a benchmark."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Fill the database from the evidence of the package, if that is not what it holds."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--made-up",
            type=int,
            default=0,
            metavar="N",
            help="beside the evidence N made-up articles, clearly marked; only in a database without real ones alone",
        )

    def handle(self, *args: object, made_up: int, **options: object) -> None:
        from allostasis.web.archive.load import fill
        from allostasis.web.archive.load.made_up import evidence

        written = fill(evidence(made_up), made_up=made_up) if made_up else fill()
        self.stdout.write("Filled." if written else "Nothing has changed.")
