"""How complete the tables are: what can be pooled, what carries only a statistic or a sign, and what was not seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import Any

from allostasis.evidence.library import Evidence
from allostasis.evidence.rows import Effect, Reference, Study

YIELDS = ("effect size", "statistic", "sign", "nothing")
"""What a reported result allows, from the most to the least: the last holds neither number nor direction."""

_STANDARDISED = ("correlation", "hedges_g", "cohens_d", "dz")


def yields(effect: Effect) -> str:
    """What the row of a result allows: an effect size with its error, a test statistic, only a sign, or nothing.

    An effect size needs an estimate with an interval, a standardised estimate or a proportion with its number of
    people, both arms with means, spreads of a known kind and numbers, or both arms with events and numbers.
    """
    if _has_interval(effect) or _has_number_of_people(effect) or _has_arms(effect) or _has_events(effect):
        return "effect size"
    if effect.p_value is not None or effect.test_value is not None:
        return "statistic"
    return "sign" if effect.direction != "not_stated" or effect.verdict != "unassigned" else "nothing"


def _has_interval(effect: Effect) -> bool:
    kinds = ("ci95", "ci90", "se", "sd")
    return effect.value is not None and effect.low is not None and effect.error_kind in kinds


def _has_number_of_people(effect: Effect) -> bool:
    is_enough = effect.effect_type in _STANDARDISED or effect.effect_type == "proportion"
    return effect.value is not None and effect.n_treat is not None and is_enough


def _has_arms(effect: Effect) -> bool:
    treated = (effect.mean_treat, effect.spread_treat, effect.n_treat)
    control = (effect.mean_control, effect.spread_control, effect.n_control)
    return None not in (*treated, *control) and effect.spread_kind in ("sd", "se")


def _has_events(effect: Effect) -> bool:
    return None not in (effect.events_treat, effect.n_treat, effect.events_control, effect.n_control)


def status(evidence: Evidence) -> dict[str, Any]:
    """Counts, ready for JSON: rows per table, roles, what results allow, and what is missing where."""
    return {
        "rows": {held.name: len(getattr(evidence, held.name)) for held in fields(evidence)},
        "studies": _by_role_and_species(evidence.studies.values(), lambda study: study),
        "effects": _by_role_and_species(evidence.effects.values(), lambda effect: evidence.studies[effect.study_id]),
        "allows": _what_results_allow(evidence),
        "missing": {
            "bibliography": _missing(evidence.bibliography.values(), _REFERENCE),
            "studies": _missing(evidence.studies.values(), _STUDY),
            "drug studies": _missing([s for s in evidence.studies.values() if s.drug], _DRUG_STUDY),
            "effects": _missing(evidence.effects.values(), _EFFECT),
        },
    }


def _by_role_and_species(rows: Iterable[Any], study_of: Callable[[Any], Study]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        study = study_of(row)
        counts.setdefault(study.role, Counter())[study.species] += 1
    return {role: dict(sorted(counts[role].items())) for role in sorted(counts)}


def _what_results_allow(evidence: Evidence) -> list[dict[str, Any]]:
    """Per species and role, how many results allow an effect size, a statistic, a sign or nothing."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for effect in evidence.effects.values():
        study = evidence.studies[effect.study_id]
        counts.setdefault((study.species, study.role), Counter())[yields(effect)] += 1
    return [
        {"species": species, "role": role, **{kind: counts[species, role][kind] for kind in YIELDS}}
        for species, role in sorted(counts)
    ]


_REFERENCE: Mapping[str, Callable[[Reference], bool]] = {
    "title": lambda r: r.title is None,
    "authors": lambda r: not r.author,
    "year": lambda r: r.year is None,
    "journal": lambda r: r.container_title is None and r.type == "article-journal",
    "DOI": lambda r: r.DOI is None,
    "DOI, PubMed number and address": lambda r: r.DOI is None and r.PMID is None and r.URL is None,
}
_STUDY: Mapping[str, Callable[[Study], bool]] = {
    "publication": lambda s: s.source is None,
    "number of subjects": lambda s: s.n_total is None,
    "share of females": lambda s: s.percent_female is None,
    "substance": lambda s: s.substance is None,
    "opioid treatment": lambda s: s.treatment is None,
    "days since last use": lambda s: s.days_since_last_use is None,
    "kind of design": lambda s: s.design_kind is None,
}
_DRUG_STUDY: Mapping[str, Callable[[Study], bool]] = {
    "dose": lambda s: s.dose_value is None and s.dose_text is None,
    "minutes from dose to test": lambda s: s.dose_to_test_minutes is None,
    "single or repeated dose": lambda s: s.dosing is None,
    "blinding": lambda s: s.blinding is None,
    "provocation": lambda s: s.provocation is None,
    "alone or in a group": lambda s: s.context is None,
}
_EFFECT: Mapping[str, Callable[[Effect], bool]] = {
    "number of subjects": lambda e: e.n_treat is None,
    "spread beside a mean": lambda e: e.mean_treat is not None and e.spread_treat is None,
    "direction": lambda e: e.direction == "not_stated",
    "error beside an estimate": lambda e: e.value is not None and e.low is None,
}


def _missing(rows: Iterable[Any], tests: Mapping[str, Callable[[Any], bool]]) -> dict[str, dict[str, int]]:
    held = list(rows)
    return {name: {"missing": sum(map(test, held)), "of": len(held)} for name, test in tests.items()}


def in_words(found: Mapping[str, Any]) -> str:
    """The status as plain lines for a terminal."""
    lines = ["Rows: " + ", ".join(f"{name} {count}" for name, count in found["rows"].items())]
    for what in ("studies", "effects"):
        lines.append(f"\n{what.capitalize()} by role")
        for role, species in found[what].items():
            named = ", ".join(f"{name} {count}" for name, count in species.items())
            lines.append(f"  {role:12}{sum(species.values()):5}  ({named})")
    lines.append("\nWhat the results allow" + "".join(f"{kind:>13}" for kind in YIELDS))
    for row in found["allows"]:
        label = f"  {row['species']}, {row['role']}"
        lines.append(f"{label:22}" + "".join(f"{row[kind]:13}" for kind in YIELDS))
    lines.append("\nNot seen")
    for table, counts in found["missing"].items():
        for name, count in counts.items():
            lines.append(f"  {table}: {name}: {count['missing']} of {count['of']}")
    return "\n".join(lines)
