"""All checks of the evidence tables, run together: every problem is reported at once.

Each check is a function with one sentence of documentation that yields the problems it finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from allostasis.errors import Problem
from allostasis.evidence import (
    check_effects,
    check_links,
    check_population,
    check_printed,
    check_priors,
    check_species,
    check_values,
)
from allostasis.evidence import tables as t
from allostasis.evidence.reading import read_tables
from allostasis.evidence.tables import Tables

Check = Callable[[Tables], Iterator[Problem]]

CHECKS: tuple[Check, ...] = (
    check_links.keys_are_unique,
    check_links.publications_stand_once,
    check_links.sources_exist,
    check_links.studies_exist,
    check_links.outcomes_are_listed,
    check_links.rows_exist,
    check_links.rows_are_not_computed_in_circles,
    check_links.results_stand_once,
    check_values.intervals_hold_their_estimate,
    check_values.spreads_say_their_kind,
    check_values.values_are_there,
    check_values.units_are_known,
    check_values.doses_have_a_unit,
    check_values.curve_points_are_there,
    check_values.values_have_a_source_or_a_reason,
    check_effects.sizes_are_there,
    check_effects.spreads_are_complete,
    check_effects.events_fit_their_group,
    check_effects.statistics_are_complete,
    check_effects.units_agree_with_outcomes,
    check_effects.directions_agree_with_numbers,
    check_effects.verdicts_follow_from_directions,
    check_effects.samples_are_of_one_species,
    check_printed.statistics_are_those_printed,
    check_printed.estimates_are_those_printed,
    check_printed.plain_numbers_are_those_printed,
    check_printed.events_are_those_printed,
    check_printed.directions_are_those_printed,
    check_priors.distributions_are_possible,
    check_priors.between_subject_spread_is_complete,
    check_priors.rules_are_kept,
    check_priors.defaults_agree_with_rows,
    check_priors.held_out_studies_stay_out,
    check_species.species_refer_to_people,
    check_species.species_rest_on_their_own_rows,
    check_population.correlations_are_of_listed_quantities,
    check_population.correlations_fit_together,
)


def check(directory: Path | None = None, declared: Mapping[str, str] | None = None) -> list[Problem]:
    """Everything that is wrong with the evidence tables, in the order of tables and lines; empty if they are sound.

    Args:
        directory: where the tables are; the tables shipped with the package if None.
        declared: the parameters that the model declares, each with its unit; checked against the priors if given.
    """
    return problems_of(read_tables(directory), declared)


def problems_of(tables: Tables, declared: Mapping[str, str] | None = None) -> list[Problem]:
    """Everything that is wrong with tables that were read before."""
    problems = list(tables.problems)
    for one in CHECKS:
        problems.extend(one(tables))
    if declared is not None and tables.records[t.PRIORS]:
        problems.extend(check_priors.declared_parameters_have_priors(tables, declared))
        problems.extend(check_species.bodies_have_their_own_size(tables, declared))
    return sorted(problems, key=_position)


def _position(problem: Problem) -> tuple[int, int]:
    """Number of the table and of the line, read back from the place."""
    name, _, rest = problem.place.partition(":")
    order = list(t.TABLES)
    line = rest.split(",")[0]
    return order.index(name) if name in order else len(order), int(line) if line.isdigit() else 0
