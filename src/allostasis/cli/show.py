"""`allostasis show`: what the model says about a name, and where its numbers come from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer

Name = Annotated[
    str | None,
    typer.Argument(metavar="NAME", help="A subsystem, parameter, state or signal; without it, all subsystems."),
]
Model = Annotated[str, typer.Option("--model", metavar="SPECIES", help="Whose model: human, rat or mouse.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print facts as JSON.")]


def show(name: Name = None, model: Model = "human", as_json: AsJson = False) -> None:
    """Show a part of the model: equations, units, meanings, priors and sources.

    Examples: allostasis show hpa, allostasis show hpa.k_acth, allostasis show hpa.acth, allostasis show craving.
    With --model rat or --model mouse: the same for that species, and what it shares with people.
    """
    from allostasis.evidence import load
    from allostasis.models import assembly
    from allostasis.models.describe import describe, shared_with_people, subsystems

    chosen = assembly(model)
    found: Any = subsystems(chosen) if name is None else describe(name, load(), chosen)
    if name is None and model != "human":
        found = [{**each, "shared": shared_with_people(each["name"], load(), chosen)} for each in found]
    if as_json:
        import json

        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
    elif isinstance(found, list):
        typer.echo("\n".join(_list(found)))
    else:
        typer.echo("\n".join(_WRITERS[found["kind"]](found)))


def _list(found: list[dict[str, Any]]) -> Iterator[str]:
    for each in found:
        yield f"{each['name']:<18}  {each['title']}"
        if each.get("shared"):
            yield f"{'':<20}shared with people: {', '.join(each['shared'])}"
    yield "\nallostasis show NAME tells more about one of them, or about one of its parameters and states."


def _subsystem(facts: dict[str, Any]) -> Iterator[str]:
    yield f"{facts['name']} (subsystem)\n\n{facts['text']}"
    if facts["states"]:
        yield "\nStates"
        yield from (f"  {each['name']} [{each['unit']}]: {each['meaning']}" for each in facts["states"])
    if facts["functions"]:
        yield "\nWorked out from them"
        for function in facts["functions"]:
            yield f"  {function['meaning']}"
            yield from (f"    {line}" for line in function["equations"])
    yield "\nParameters"
    for each in facts["parameters"]:
        yield f"  {each['name']} [{each['unit']}]: {each['meaning']}"
        yield f"    {'; '.join(_prior(each))}"


def _parameter(facts: dict[str, Any]) -> Iterator[str]:
    yield from _heading(facts)
    yield from _block("appears in", facts["appears_in"])
    yield from (f"  {part}" for part in _prior(facts))
    if facts["reason"]:
        yield f"  reason: {facts['reason']}"
    for product in facts["reported_only_with"]:
        others = ", ".join(name for name in product["members"] if name != facts["name"])
        yield f"  cannot be told apart from {others}; reported: {product['reported']}"
    for row in facts["rows"]:
        yield f"\n  {row['row_id']}: {_reported(row)}"
        yield from (f"    {label}: {row[key]}" for key, label in _ROW_LABELS.items() if row[key])
        if row["from_rows"]:
            yield f"    from rows: {', '.join(row['from_rows'])}"
    if facts["sources"]:
        yield "\nSources"
        yield from (f"  {text}" for text in _references(facts["sources"]))


PEOPLE = "priors of people"
"""Origin of a prior that need not be said."""

_ROW_LABELS = {
    "species": "species",
    "drug": "drug",
    "n": "n",
    "kind": "kind",
    "source": "source",
    "where": "where",
    "reason": "reason",
    "note": "note",
}


def _state(facts: dict[str, Any]) -> Iterator[str]:
    yield from _heading(facts)
    if facts["is_slow"]:
        yield "  moves over days to months"
    yield from _flow(facts)


def _signal(facts: dict[str, Any]) -> Iterator[str]:
    yield from _heading(facts)
    yield f"  given by {facts['given_by']}"
    yield from _flow(facts)


def _heading(facts: dict[str, Any]) -> Iterator[str]:
    yield f"{facts['name']} ({facts['kind']}): {facts['meaning']}"
    yield f"  unit: {facts['unit']}" if facts["unit"] != "1" else "  unit: 1 (none)"


def _flow(facts: dict[str, Any]) -> Iterator[str]:
    yield f"  {facts['equation']}"
    yield from _block("where", facts["where"])
    yield from _block("with", [f"{argument} = {source}" for argument, source in facts["inputs"].items()])
    yield from _block("used by", facts["used_by"])


def _block(label: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield f"  {label}"
        yield from (f"    {line}" for line in lines)


def _prior(facts: dict[str, Any]) -> Iterator[str]:
    """Default, prior, rule and what the rule was applied to; or that there is no prior yet."""
    if facts["default"] is None:
        yield str(facts["prior"])
        return
    yield f"default {facts['default']:.6g} {facts['unit'] if facts['unit'] != '1' else ''}".rstrip()
    yield f"prior: {facts['prior']}"
    if facts["origin"] != PEOPLE:
        yield f"from: {facts['origin']}"
    rows = ", ".join(facts["rule_rows"])
    yield f"rule: {facts['rule']} ({rows})" if rows else f"rule: {facts['rule']}"
    if facts["sources"]:
        yield f"sources: {', '.join(facts['sources'])}"


def _reported(row: dict[str, Any]) -> str:
    """A reported value with what is known of its spread, such as "2.1 1/h (sd 0.3, 1.5 to 2.6)"."""
    unit = "" if row["unit"] == "1" else f" {row['unit']}"
    value = "no value" if row["value"] is None else f"{row['value']:.6g}{unit}"
    known = [f"{row['spread_kind'] or 'spread'} {row['spread']:.6g}"] if row["spread"] is not None else []
    if row["low"] is not None or row["high"] is not None:
        ends = " to ".join("?" if end is None else f"{end:.6g}" for end in (row["low"], row["high"]))
        known.append(f"{row['spread_kind'] + ' ' if row['spread_kind'] and not known else ''}{ends}{unit}")
    return f"{value} ({', '.join(known)})" if known else value


def _references(keys: list[str]) -> list[str]:
    from allostasis.evidence import load, texts

    return texts(load().references(keys))


_WRITERS = {"subsystem": _subsystem, "parameter": _parameter, "state": _state, "signal": _signal}
