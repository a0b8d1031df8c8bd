"""Evidence with made-up articles beside the real ones: only for benchmarks, and only in a database of its own.

Every made-up record says so in its key, its title and its note, and the archive says so on every page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from allostasis.evidence import Effect, Evidence, Reference, Study, load
from allostasis.evidence.rows import Issued, Name

__all__ = ["evidence", "is_made_up"]

_PREFIX = "made_up_"
_NOTE = "made up for a benchmark; no such article exists"
_SYLLABLES = ("ba", "cor", "del", "fen", "gri", "hol", "jas", "kel", "lum", "mar", "nor", "pel", "quin", "ros", "tav")
_WORDS = ("oxytocin", "craving", "cue", "stress", "opioid", "withdrawal", "cortisol", "rats", "people", "dose", "sleep")


def is_made_up(key: str) -> bool:
    """Whether a citation key belongs to a made-up article."""
    return key.startswith(_PREFIX)


def evidence(number: int, seed: int = 2022) -> Evidence:
    """The evidence of the package with made-up articles, each with a study and two results; the same for one seed."""
    real, chance = load(), Random(seed)  # nothing secret
    models = [study for study in real.studies.values() if real.effects_of(study.study_id)]
    outcomes = list(real.outcomes)
    references: dict[str, Reference] = {}
    studies: dict[str, Study] = {}
    effects: dict[str, Effect] = {}
    for key in (f"{_PREFIX}{i:06d}" for i in range(1, number + 1)):
        references[key] = _reference(key, chance)
        studies[key] = _study(key, chance.choice(models))
        effects |= {row.effect_id: row for row in _effects(key, chance, real, outcomes)}
    return replace(
        real,
        bibliography={**real.bibliography, **references},
        studies={**real.studies, **studies},
        effects={**real.effects, **effects},
    )


def _reference(key: str, chance: Random) -> Reference:
    year = chance.randint(1960, 2026)
    title = f"Made-up article {key.removeprefix(_PREFIX).lstrip('0')}: {' '.join(chance.sample(_WORDS, 6))}"
    page = chance.randint(1, 900)
    return Reference.model_construct(
        id=key,
        type="article-journal",
        title=title,
        author=tuple(_name(chance) for _ in range(chance.randint(1, 8))),
        issued=Issued.model_validate({"date-parts": ((year,),)}),
        container_title=f"Made-up Journal {chance.randint(1, 60)}",
        volume=str(year - 1955),
        issue=str(chance.randint(1, 12)),
        page=f"{page}-{page + chance.randint(3, 20)}",
        note=_NOTE,
    )


def _name(chance: Random) -> Name:
    return Name(family="".join(chance.sample(_SYLLABLES, 3)).capitalize(), given=f"{chance.choice('ABCDEFGHIJ')}.")


def _study(key: str, model: Study) -> Study:
    """A study shaped like a real one, so that headings and words have realistic sizes."""
    return model.model_copy(
        update={
            "study_id": key,
            "source": key,
            "role": "context",
            "role_reason": _NOTE,
            "note": _NOTE,
            "seen_at": _NOTE,
        }
    )


def _effects(key: str, chance: Random, real: Evidence, outcomes: list[str]) -> Iterator[Effect]:
    models = list(real.effects.values())
    for outcome in chance.sample(outcomes, 2):
        changes = {"effect_id": f"{key}.{outcome}", "study_id": key, "sample_id": key, "outcome": outcome}
        yield chance.choice(models).model_copy(update={**changes, "note": _NOTE, "seen_at": _NOTE})
