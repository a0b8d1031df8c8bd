"""Frozen records read from files: every key known, every quantity with its unit, all problems in one report.

A record is a pydantic model. Quantities are declared with their unit,

    class Cue(FileRecord):
        at: Annotated[Quantity, In("min")]

and stay as they were written (`cue.at` prints as "60 min", `cue.at.to("h")` is 1.0). `validate` turns what pydantic has
to say into problems that name file, line, key, what was found, what is allowed and the likely cause.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationError,
    ValidationInfo,
)
from pydantic_core import CoreSchema, ErrorDetails, PydanticCustomError, core_schema

from allostasis.errors import InputError, Problem, UnitError
from allostasis.quantities.documents import Document, Key
from allostasis.quantities.units import Quantity, Range, describe_unit, read

__all__ = ["Count", "FileRecord", "In", "InUnitOf", "Number", "Refusal", "refuse", "refuse_all", "validate"]

Count = Annotated[int, Field(strict=True)]
"""A whole number; no text, no true or false."""
Number = Annotated[float, Field(strict=True)]
"""A number; no text, no true or false."""

R = TypeVar("R", bound="FileRecord")

# Keys whose value says which kind of record this is; pydantic puts that value into the place of an error.
_KIND_KEYS = ("phase", "kind", "distribution")


class FileRecord(BaseModel):
    """Base of every mapping in a file: unknown keys are refused, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, populate_by_name=True)


@dataclass(frozen=True)
class In:
    """Marks a `Quantity` with the unit in which it must be expressible, and the plausible range if there is one."""

    unit: str
    plausible: Range | None = None
    substance: str | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.read, serialization=core_schema.plain_serializer_function_ser_schema(_written)
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        words = describe_unit(self.unit)
        if self.plausible is not None:
            words = f"{words}; {self.plausible.in_words()}"
        return {"type": ["string", "number"] if self.unit == "1" else "string", "description": words}

    def read(self, value: Any) -> Quantity:
        """The quantity, or a refusal that says why not."""
        try:
            return read(value, self.unit, substance=self.substance, plausible=self.plausible)
        except UnitError as error:
            problem = error.problems[0]
            raise refuse(problem.found, problem.allowed, problem.cause) from None


@dataclass(frozen=True)
class InUnitOf:
    """Marks a `Quantity` whose unit depends on keys that stand before it in the same record.

    Args:
        choose: from the keys read so far to the unit; None where those keys are themselves wrong and reported already.
        words: what may stand here, for the JSON Schema.
    """

    choose: Callable[[Mapping[str, Any]], In | None]
    words: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(
            self._read, serialization=core_schema.plain_serializer_function_ser_schema(_written)
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": ["string", "number"], "description": self.words}

    def _read(self, value: Any, info: ValidationInfo) -> Quantity:
        chosen = self.choose(info.data)
        return Quantity(0, "1") if chosen is None else chosen.read(value)


@dataclass(frozen=True)
class Refusal:
    """Why a record is refused: what was found, what is allowed, the likely cause, and the key below the record."""

    found: str
    allowed: str
    cause: str = ""
    at: Key = ()


def refuse(found: str, allowed: str, cause: str = "", at: Key = ()) -> PydanticCustomError:
    """The error to raise in a validator."""
    return refuse_all([Refusal(found, allowed, cause, at)])


def refuse_all(refusals: list[Refusal]) -> PydanticCustomError:
    """The error to raise in a validator that found several things."""
    return PydanticCustomError("refused", "refused", {"refusals": refusals})


def validate(document: Document, model: type[R], error: type[InputError]) -> R:
    """`document` as a `model`; raise `error` with all problems."""
    try:
        return model.model_validate(document.data)
    except ValidationError as bad:
        raise error([problem for detail in bad.errors() for problem in _problems(document, model, detail)]) from None


def _written(quantity: Quantity) -> str | float:
    return quantity.number if quantity.unit == "1" else str(quantity)


def _problems(document: Document, model: type[BaseModel], detail: ErrorDetails) -> list[Problem]:
    key = _key_in_file(document.data, detail["loc"])
    if detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]:
        return []  # enough was given, but some of it is wrong and reported by itself
    if detail["type"] != "refused":
        return [_problem(document, model, detail, key)]
    refusals: list[Refusal] = detail["ctx"]["refusals"]
    return [document.problem((*key, *why.at), why.found, why.allowed, why.cause) for why in refusals]


def _problem(document: Document, model: type[BaseModel], detail: ErrorDetails, key: Key) -> Problem:
    context, kind = detail.get("ctx", {}), detail["type"]
    if kind in ("missing", "extra_forbidden"):
        return _wrong_key(document, model, detail, key)
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return _wrong_kind(document, detail, key, context)
    if kind == "literal_error":
        return document.problem(
            key, _shown(detail["input"]), context["expected"], _near(detail["input"], context["expected"])
        )
    return document.problem(key, _shown(detail["input"]), _in_words(detail))


def _key_in_file(data: Any, location: tuple[str | int, ...]) -> Key:
    """pydantic's location without the names of union members, which are no keys of the file."""
    key: list[str | int] = []
    kind_is_open = True
    for part in location:
        if isinstance(data, dict) and kind_is_open and part in (data.get(name) for name in _KIND_KEYS):
            kind_is_open = False
        elif (isinstance(data, dict) and part in data) or (isinstance(data, list) and part in range(len(data))):
            data, kind_is_open = data[part], True  # type: ignore[index]  # pydantic numbers the items of a list
            key.append(part)
    return tuple(key)


def _wrong_key(document: Document, model: type[BaseModel], detail: ErrorDetails, key: Key) -> Problem:
    name = str(detail["loc"][-1])
    known = _keys_at(model, detail["loc"])
    if detail["type"] == "missing":
        meaning = known.get(name) or "an obligatory key"
        given = ", ".join(detail["input"]) if isinstance(detail["input"], dict) else ""
        cause = _misspelt(name, [word for word in given.split(", ") if word not in known])
        return document.problem((*key, name), f'the key "{name}" is missing', f"{name}: {meaning}", cause)
    cause = _near(name, " ".join(known))
    return document.problem(key, f'the unknown key "{name}"', f"the keys {', '.join(known)}", cause)


def _wrong_kind(document: Document, detail: ErrorDetails, key: Key, context: dict[str, Any]) -> Problem:
    name = str(context.get("discriminator", "kind")).strip("'")
    if detail["type"] == "union_tag_not_found":
        return document.problem(key, f'the key "{name}" is missing', f"a mapping with the key {name}")
    tags = str(context["expected_tags"])
    return document.problem((*key, name), _shown(context["tag"]), tags, _near(context["tag"], tags))


def _keys_at(model: type[BaseModel], location: tuple[str | int, ...]) -> dict[str, str]:
    """Keys (with meaning) that a record at this location may hold, found by walking the types."""
    models = [model]
    for part in location[:-1]:
        below = [found for m in models for found in _models_in(_field(m, part))]
        models = below or _tagged(models, part)
    fields = {alias: info for m in models for alias, info in _aliases(m).items()}
    return {alias: info.description or "" for alias, info in fields.items()}


def _tagged(models: list[type[BaseModel]], part: str | int) -> list[type[BaseModel]]:
    """Of several members of a union, those that carry `part` as their kind; a tag may also be a class's name."""
    named = [
        m
        for m in models
        if m.__name__.lower() == str(part).lower()
        or any(part in get_args(f.annotation) for f in m.model_fields.values())
    ]
    return named or models


def _aliases(model: type[BaseModel]) -> dict[str, Any]:
    return {info.alias or name: info for name, info in model.model_fields.items()}


def _field(model: type[BaseModel], part: str | int) -> Any:
    info = _aliases(model).get(str(part))
    return info.annotation if info else None


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


def _in_words(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    words = {
        "model_type": "a mapping of keys to values",
        "model_attributes_type": "a mapping of keys to values",
        "dict_type": "a mapping of keys to values",
        "tuple_type": "a list",
        "string_type": "text",
        "int_type": "a whole number",
        "int_parsing": "a whole number",
        "int_from_float": "a whole number",
        "float_type": "a number",
        "float_parsing": "a number",
        "string_pattern_mismatch": "a name of small letters, digits and _, starting with a letter",
        "too_short": f"at least {context.get('min_length')}",
    }
    message = detail["msg"].removeprefix("Input should be ")
    return words.get(detail["type"], message[:1].lower() + message[1:])


def _near(word: object, choices: str) -> str:
    names = [choice.strip("'\",") for choice in choices.replace(" or ", " ").split()]
    near = difflib.get_close_matches(str(word), names, n=1, cutoff=0.6)
    return f'was "{near[0]}" meant?' if near else ""


def _misspelt(name: str, given: list[str]) -> str:
    near = difflib.get_close_matches(name, given, n=1, cutoff=0.6)
    return f'"{near[0]}" may be a misspelling of it' if near else ""


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list" if value else "an empty list"
    text = str(value)
    text = text if len(text) <= 60 else f"{text[:57]}..."
    return f'"{text}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else text
