"""YAML files read strictly, with the line of every key.

A file that a person wrote by hand is easy to get wrong in ways that YAML forgives: a key given twice, `no` read as
false, a reference that expands into gigabytes, a tag that asks for an object. Here only plain text, numbers, true,
false, null, lists and mappings are allowed (YAML 1.2 without octal numbers); all else is refused with its line.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from allostasis.errors import InputError, Problem

__all__ = ["Document", "Key", "parse_document", "read_document", "read_text"]

Key = tuple[str | int, ...]

LARGEST_FILE = 1_000_000  # bytes; the study files of the package have a few thousand
DEEPEST_NESTING = 30
LONGEST_NUMBER = 40  # digits; more is no measurement

_NULLS = {"", "~", "null", "Null", "NULL"}
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


@dataclass(frozen=True)
class Document:
    """What a file says, and on which line it says so.

    Args:
        name: the file as the user named it.
        data: plain dictionaries, lists, text, numbers, true, false and None.
        lines: the line of each key; the key is the path to it, such as ("arms", "placebo") or ("history", 0).
    """

    name: str
    data: Any
    lines: Mapping[Key, int] = field(default_factory=dict)

    def place(self, key: Key = ()) -> str:
        """File, line and dotted key, such as "study.yaml:12, arms.placebo"; else the nearest line."""
        if not self.lines:  # data that never stood in a file
            return f"{self.name}, {dotted(key)}" if key else self.name
        known = next((key[:n] for n in range(len(key), -1, -1) if key[:n] in self.lines), ())
        place = f"{self.name}:{self.lines.get(known, 1)}"
        return f"{place}, {dotted(key)}" if key else place

    def problem(self, key: Key, found: str, allowed: str, cause: str = "") -> Problem:
        """A problem at `key`."""
        return Problem(self.place(key), found, allowed, cause)


def dotted(key: Key) -> str:
    """("history", 0, "drug") as "history[0].drug"."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in key).removeprefix(".")


def read_document(path: str | Path, error: type[InputError] = InputError) -> Document:
    """Read one YAML file; raise `error` with every problem of form that was found."""
    return parse_document(read_text(path, error), str(path), error)


def parse_document(text: str, name: str, error: type[InputError] = InputError) -> Document:
    """Read YAML text; `name` stands for the file in messages."""
    reader = _Reader(name)
    try:
        data = reader.read(text)
    except _Stop:
        raise error(reader.problems) from None
    if reader.problems:
        raise error(reader.problems)
    return Document(name, data, reader.lines)


def read_text(path: str | Path, error: type[InputError] = InputError) -> str:
    """The text of a file, or a problem in words: not there, a directory, too long, not UTF-8."""
    name = str(path)
    allowed = f"a YAML file in UTF-8 of at most {LARGEST_FILE // 1000} kB"
    try:
        size = Path(path).stat().st_size
        if size > LARGEST_FILE:
            raise error(Problem(name, f"{size} bytes", allowed, "is this the right file?"))
        if not Path(path).is_file():
            raise error(Problem(name, "not an ordinary file", allowed, _what_it_is(Path(path))))
        return Path(path).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        found = f"a byte that is not UTF-8 (number {bad.start + 1} of the file)"
        raise error(Problem(name, found, allowed, "save the file as UTF-8 in your editor")) from None
    except (OSError, ValueError) as bad:
        reason = bad.strerror if isinstance(bad, OSError) and bad.strerror else "a name that no file can have"
        raise error(Problem(name, f"cannot be read: {reason}", allowed, _near_names(Path(path)))) from None


def _what_it_is(path: Path) -> str:
    return "this is a directory: name the file inside it" if path.is_dir() else "name an ordinary file"


def _near_names(path: Path) -> str:
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except (OSError, ValueError):
        return "the directory does not exist either"
    near = difflib.get_close_matches(path.name, names, n=3, cutoff=0.6)
    return f"was {' or '.join(near)} meant?" if near else ""


class _Stop(Exception):
    """The text is so wrong that reading on would report consequences, not causes."""


class _Reader:
    """Builds plain data from the events of the YAML parser, and keeps the lines."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[Key, int] = {}
        self.problems: list[Problem] = []

    def read(self, text: str) -> Any:
        self.events = self._parse(text)
        documents = 0
        data: Any = None
        for event in self.events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                documents += 1
                self._check_start(event, documents)
            elif kind not in ("StreamStartEvent", "StreamEndEvent", "DocumentEndEvent"):
                data = self._value(event, ())
        if data is None and not self.problems:
            self._problem(1, (), "an empty file", "a mapping of keys to values")
        return data

    def _parse(self, text: str) -> Iterator[Any]:
        """Events of ruamel.yaml, whose complaints are turned into problems."""
        from ruamel.yaml import YAML
        from ruamel.yaml.error import MarkedYAMLError, YAMLError

        try:
            yield from YAML(typ="safe", pure=True).parse(text)
        except MarkedYAMLError as bad:
            mark = bad.problem_mark or bad.context_mark
            line = mark.line + 1 if mark else 1
            self._problem(
                line, (), f"text that is not YAML: {bad.problem or bad.context}", _WELL_FORMED, _guess(text, line)
            )
            raise _Stop from None
        except YAMLError as bad:
            first = str(bad).splitlines()[0] if str(bad) else "unreadable"
            self._problem(1, (), f"text that is not YAML: {first}", _WELL_FORMED, "a control character in the text?")
            raise _Stop from None
        except (ValueError, RecursionError):
            self._problem(1, (), "text that is not YAML", _WELL_FORMED)
            raise _Stop from None

    def _check_start(self, event: Any, documents: int) -> None:
        line = event.start_mark.line + 1
        if documents > 1:
            self._problem(line, (), "a second document (after ---)", "one document in a file", "split the file in two")
            raise _Stop
        if event.tags or event.version:
            self._problem(line, (), "a % directive", "plain YAML 1.2 without directives", "remove the line")

    def _value(self, event: Any, key: Key) -> Any:
        line = event.start_mark.line + 1
        self.lines.setdefault(key, line)
        kind = type(event).__name__
        if len(key) > DEEPEST_NESTING:
            self._problem(line, key[:3], "lists or mappings nested too deeply", f"at most {DEEPEST_NESTING} levels")
            raise _Stop
        if kind == "AliasEvent" or event.anchor is not None:
            found = "a reference (*name)" if kind == "AliasEvent" else f"an anchor (&{event.anchor})"
            self._problem(line, key, found, "values written out in full", "copy the value to where it is needed")
            if kind == "AliasEvent":
                return None
        if event.tag is not None:
            self._problem(line, key, f"the tag {event.tag}", "plain values without tags (!...)", "remove the tag")
        if kind == "MappingStartEvent":
            return self._mapping(key)
        return self._list(key) if kind == "SequenceStartEvent" else self._scalar(event, key)

    def _mapping(self, key: Key) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for event in self.events:
            if type(event).__name__ == "MappingEndEvent":
                break
            name, line = self._name(event, key), event.start_mark.line + 1
            if name in data:
                first = self.lines[(*key, name)]
                cause = f"it stands first in line {first}; remove one of the two"
                self._problem(line, (*key, name), f'the key "{name}" a second time', "each key once", cause)
            else:
                self.lines[(*key, name)] = line
            value = self._value(next(self.events), (*key, name))
            data.setdefault(name, value)
        return data

    def _name(self, event: Any, key: Key) -> str:
        if type(event).__name__ != "ScalarEvent" or event.anchor is not None or event.tag is not None:
            found = "a key that is a list, a mapping, a reference or has a tag"
            self._problem(event.start_mark.line + 1, key, found, "keys that are plain text", "put the key in quotes")
            raise _Stop
        if not isinstance(self._scalar(event, key, quiet=True), str):
            found = f"the key {event.value or 'without a name'}, which is not text"
            self._problem(event.start_mark.line + 1, key, found, "keys that are text", "put the key in quotes")
        return str(event.value)

    def _list(self, key: Key) -> list[Any]:
        data: list[Any] = []
        for event in self.events:
            if type(event).__name__ == "SequenceEndEvent":
                break
            data.append(self._value(event, (*key, len(data))))
        return data

    def _scalar(self, event: Any, key: Key, quiet: bool = False) -> Any:
        text: str = event.value
        if not event.implicit[0] or event.style:  # quoted, or a block of text
            return text
        if text in _NULLS:
            return None
        if text in _BOOLEANS:
            return _BOOLEANS[text]
        if _NOT_FINITE.fullmatch(text) or (_DECIMAL.fullmatch(text) and not _is_measurable(text)):
            if not quiet:
                found = f"{text[:20]}, which is no finite number of at most {LONGEST_NUMBER} digits"
                self._problem(event.start_mark.line + 1, key, found, "a finite number")
            return 0
        if _INTEGER.fullmatch(text):
            return int(text)
        return float(text) if _DECIMAL.fullmatch(text) else text

    def _problem(self, line: int, key: Key, found: str, allowed: str, cause: str = "") -> None:
        place = f"{self.name}:{line}, {dotted(key)}" if key else f"{self.name}:{line}"
        self.problems.append(Problem(place, found, allowed, cause))


_WELL_FORMED = 'YAML: "key: value" lines, indented with spaces; text with a colon or other signs in quotes'


def _is_measurable(text: str) -> bool:
    return len(text) <= LONGEST_NUMBER and math.isfinite(float(text))


def _guess(text: str, line: int) -> str:
    lines = text.splitlines()
    here = "\n".join(lines[max(0, line - 2) : line + 1])
    if "\t" in here:
        return "a tab: YAML is indented with spaces only"
    if here.count('"') % 2 or here.count("'") % 2:
        return "a quotation mark that is not closed"
    return "a bracket that is not closed, wrong indentation, or text that needs quotes"
