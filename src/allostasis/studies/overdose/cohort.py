"""Cohorts only: nothing here takes one person's dose and abstinence and gives a probability back."""

from __future__ import annotations

from allostasis.errors import InputError, Problem

__all__ = ["FEWEST", "WHY", "require_cohort"]

FEWEST = 100
"""Virtual people in the smallest cohort."""

WHY = (
    "results are shares of a cohort: between people they hang on kinetics and binding that nobody can measure in one "
    "person, so that a number for one person would be false comfort or false alarm, and could be read as advice on "
    "dosing"
)
"""Why smaller cohorts are refused."""


def require_cohort(people: int, place: str) -> None:
    """Refuse a cohort that is too small.

    Args:
        people: number of people.
        place: where the number was given.

    Raises:
        InputError: below 100 people, with the reason.
    """
    if people < FEWEST:
        raise InputError(Problem(place, f"{people} people", f"cohorts of at least {FEWEST} virtual people", WHY))
