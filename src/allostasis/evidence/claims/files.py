"""The file of claims: what the review says, cut into statements that rows of the evidence can support or contradict.

The file never says that a row is for or against a statement. It names the rows that bear on it and what such a row
would have to show; which side a row is on follows from the row itself (`standing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.claims.standing import SUPPORTS, Supports, cannot_be_read_as
from allostasis.evidence.library import Evidence
from allostasis.evidence.tables import CLAIMS
from allostasis.evidence.vocabulary import EFFECT_ID, KEY
from allostasis.quantities.documents import Document, Key, parse_document, read_document
from allostasis.quantities.records import FileRecord, validate

Text = Annotated[str, Field(min_length=5)]
Name = Annotated[str, Field(pattern=f"^{KEY}$")]
EffectId = Annotated[str, Field(pattern=f"^{EFFECT_ID}$")]
Quantity = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)?$")]


class Reading(FileRecord):
    """Rows that bear on a statement, and what such a row shows if the statement is true."""

    supports: Supports = Field(description="what a row shows if the statement is true")
    effects: Annotated[tuple[EffectId, ...], Field(min_length=1, description="the rows, by effect_id")]


class Part(FileRecord):
    """One statement that rows can support or contradict."""

    statement: Text = Field(description="the statement, in our own words")
    rows: tuple[Reading, ...] = Field(description="the rows that bear on it; empty if none is known")
    model_quantities: tuple[Quantity, ...] = Field(default=(), description="states, parameters, signals of the model")
    published_pools: tuple[EffectId, ...] = Field(default=(), description="pools of others; shown, never counted")
    checks: tuple[Name, ...] = Field(default=(), description="acceptance checks of the model that express it")
    note: Text | None = Field(default=None, description="what the rows cannot say")

    @property
    def effects(self) -> tuple[str, ...]:
        """All effect ids of this part, in the order of the file."""
        return tuple(effect for reading in self.rows for effect in reading.effects)


class Claim(FileRecord):
    """A claim of the review with its parts."""

    title: Text = Field(description="the claim in one line")
    statement: Text = Field(description="the claim in our own words")
    holds_when: Literal["parts_hold", "results_disagree"] = Field(
        default="parts_hold",
        description="parts_hold: the parts are its steps; results_disagree: it says that results are mixed",
    )
    parts: Annotated[dict[Name, Part], Field(min_length=1, description="its statements, each with a name")]
    note: Text | None = Field(default=None, description="what no part covers")


class Claims(FileRecord):
    """The whole file."""

    schema_version: Annotated[Literal[1], Field(alias="schema", description="version of this format")]
    claims: Annotated[dict[Name, Claim], Field(min_length=1, description="the claims, each with a name")]


def load_claims(path: Path | None = None, evidence: Evidence | None = None) -> Claims:
    """The claims shipped with the package, or those of a file; with `evidence`, every row they name must exist.

    Raises:
        EvidenceError: with all problems, each with file and line.
    """
    if path is not None:
        return read_claims(read_document(path, EvidenceError), evidence)
    text = (files("allostasis.evidence") / "data" / CLAIMS).read_text(encoding="utf-8")
    return read_claims(parse_document(text, CLAIMS, EvidenceError), evidence)


def read_claims(document: Document, evidence: Evidence | None = None) -> Claims:
    """The claims of a document that was read already.

    Raises:
        EvidenceError: with all problems, each with file and line.
    """
    claims = validate(document, Claims, EvidenceError)
    problems = [*_repeated(claims, document), *(_unknown(claims, document, evidence) if evidence else ())]
    if problems:
        raise EvidenceError(problems)
    return claims


def _places(claims: Claims) -> Iterator[tuple[Key, Part, Reading, str]]:
    """Every mention of a row: its place in the file, its part, its reading and the effect id."""
    for claim_name, claim in claims.claims.items():
        for part_name, part in claim.parts.items():
            for i, reading in enumerate(part.rows):
                key: Key = ("claims", claim_name, "parts", part_name, "rows", i)
                for j, effect in enumerate(reading.effects):
                    yield (*key, "effects", j), part, reading, effect


def _repeated(claims: Claims, document: Document) -> Iterator[Problem]:
    """A row bears on a statement in one way."""
    seen: set[tuple[int, str]] = set()
    for key, part, _, effect in _places(claims):
        if (id(part), effect) in seen:
            yield document.problem(key, f'"{effect}" a second time in this part', "each row once in a part")
        seen.add((id(part), effect))


def _unknown(claims: Claims, document: Document, evidence: Evidence) -> Iterator[Problem]:
    """Rows that do not exist, or that cannot say what they are asked."""
    for key, _, reading, name in _places(claims):
        effect = evidence.effects.get(name)
        if effect is None:
            yield document.problem(key, f'"{name}"', "an effect_id of effects.csv", _near(name, evidence.effects))
        elif reason := cannot_be_read_as(reading.supports, effect):
            found = f'"{name}" under "supports: {reading.supports}"'
            yield document.problem(key, found, SUPPORTS[reading.supports], reason)
    for claim_name, claim in claims.claims.items():
        for part_name, part in claim.parts.items():
            for i, pool in enumerate(part.published_pools):
                if pool not in evidence.pooled:
                    key = ("claims", claim_name, "parts", part_name, "published_pools", i)
                    yield document.problem(key, f'"{pool}"', "a pool_id of pooled.csv", _near(pool, evidence.pooled))


def _near(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), n=3)
    return f"near: {', '.join(near)}" if near else ""
