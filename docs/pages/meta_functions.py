"""The Python interface of meta-analysis, from the code: every public name with its signature and its words."""

from __future__ import annotations

import dataclasses
import inspect
import re
from types import ModuleType
from typing import Any

from allostasis.evidence import meta, synthesis
from allostasis.evidence.meta import effect_sizes, sign_and_size

_ROOMS: dict[str, ModuleType] = {
    "From rows of the tables to an answer": synthesis,
    "Models, uncertainty, diagnostics": meta,
    "Effect sizes": effect_sizes,
    "Signs and sizes": sign_and_size,
}


def pages() -> dict[str, str]:
    """Text of the page by its path."""
    opening = (
        "Everything here takes plain numbers or arrays and knows nothing of our tables, except the first part. "
        "[How to pool your own numbers](../how-to/meta-analysis.md), [how it is computed](../evidence/methods.md).\n"
    )
    parts = ["# Meta-analysis in Python\n", opening]
    for title, room in _ROOMS.items():
        parts += [f"## {title}\n", f"`{room.__name__}`\n"]
        parts += [_entry(name, getattr(room, name)) for name in sorted(room.__all__, key=str.casefold)]
    return {"meta.md": "\n".join(parts)}


def _entry(name: str, thing: Any) -> str:
    if inspect.isclass(thing):
        return f"### {name}\n\n{_docstring(thing)}\n{_fields(thing)}"
    if inspect.isfunction(thing):
        shown = f"{name}{inspect.signature(thing)}".replace("~", "")
        shown = re.sub(r"allostasis(?:\.\w+)+\.(\w+)", r"\1", shown)
        return f"### {name}\n\n```python\n{_folded(shown)}\n```\n\n{_docstring(thing)}"
    if getattr(thing, "__args__", None):
        return f"### {name}\n\nOne of {', '.join(f'`{word}`' for word in thing.__args__)}.\n"
    return f"### {name}\n\n`{thing}`\n"


def _folded(signature: str) -> str:
    """A long signature with one argument per line."""
    if len(signature) <= 100:
        return signature
    start, _, rest = signature.partition("(")
    inner, arrow, result = rest.rpartition(") -> ")
    arguments = re.split(r", (?![^\[]*\])", inner)
    return f"{start}(\n" + "".join(f"    {each},\n" for each in arguments) + f"{arrow}{result}"


def _docstring(thing: Any) -> str:
    """The words of the code; they are laid out for a terminal, so they keep their lines."""
    text = inspect.getdoc(thing) or ""
    first, _, rest = text.partition("\n\n")
    opening = " ".join(first.split()).replace("<", "\\<").replace("*", "\\*").replace("|", "\\|")
    return f"{opening}\n\n" + (f"```text\n{rest.rstrip()}\n```\n" if rest.strip() else "")


def _fields(thing: Any) -> str:
    if not dataclasses.is_dataclass(thing):
        return ""
    return "Fields: " + ", ".join(f"`{field.name}`" for field in dataclasses.fields(thing)) + ".\n"
