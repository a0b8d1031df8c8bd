"""One page for each subsystem, a page of forms that they share, and a page of the wiring."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from allostasis.evidence import Evidence
from allostasis.models.describe import (
    SHARED_FORMS,
    describe,
    parts,
    signal,
    signal_meanings,
    states,
    title_of,
    wires_of_part,
)
from allostasis.models.overdose.assembly import Overdose
from allostasis.models.wiring import wiring
from allostasis.numerics.equations import Equations, Function, calls_in, equations_of, shared_form
from allostasis.numerics.typeset import SHORT, call_in_latex, in_latex, name_in_latex
from allostasis.physiology import modulation
from pages.acceptance import of_subsystem
from pages.marks import cited, code, contents, equation, number, plain, prose, symbol, table


def pages(evidence: Evidence) -> dict[str, str]:
    """Text of each page by its path."""
    found = {f"subsystem/{name}.md": "\n".join(_subsystem(name, evidence)) for name in parts()}
    return {"equations.md": _index(), "wiring.md": _wiring(), "subsystem/shared-forms.md": _shared(), **found}


def _index() -> str:
    rows = [[f"[{name}](subsystem/{name}.md)", plain(title_of(kind))] for name, kind in parts().items()]
    rows.append(["[shared forms](subsystem/shared-forms.md)", "Functions that several subsystems use."])
    opening = (
        "One page for each subsystem of the human model. The equations are read from the code that runs, per hour; "
        "those of breathing, gas exchange, circulation and rescue, which run in an overdose only, per second."
    )
    return f"# Equations\n\n{opening}\n\n{table(('subsystem', 'what it is'), rows)}\n{contents('subsystem/*')}"


def _subsystem(name: str, evidence: Evidence) -> Iterator[str]:
    facts, equations = describe(name, evidence), equations_of(parts()[name])
    yield f"# {name}\n\n{prose(facts['title'])}\n"
    yield from (f"{prose(text)}\n" for text in _paragraphs(facts["text"]))
    yield f"The text of this subsystem is the file `{_file(name)}`.\n"
    yield "## Equations\n"
    yield from _equations(equations)
    yield from _inputs(equations)
    if facts["states"]:
        yield "## States\n"
        rows = [[_symbol(s["name"]), code(s["name"]), s["unit"], plain(s["meaning"])] for s in facts["states"]]
        yield table(("symbol", "name", "unit", "meaning"), rows)
    yield "## Parameters\n"
    yield _parameters(facts["parameters"], evidence)
    yield from of_subsystem(name, evidence)
    yield from _reported(facts["parameters"], evidence)


def _paragraphs(text: str) -> list[str]:
    """The prose of a file's text: neither its first line nor what stands indented, which is typeset instead."""
    _, *rest = text.split("\n\n")
    return [each for each in rest if not any(line.startswith(" ") for line in each.splitlines())]


def _file(name: str) -> str:
    return "src/" + parts()[name].__module__.replace(".", "/") + ".py"


def _equations(equations: Equations) -> Iterator[str]:
    for name, rate in equations.rates.items():
        yield equation(rf"\frac{{d\, {name_in_latex(name)}}}{{d t}}", in_latex(rate))
    rates, functions = equations.rates.values(), equations.functions.values()
    called = set().union(*map(calls_in, [*rates, *(e for f in functions for e in f.expressions.values())]))
    for function in functions:
        yield f"{prose(function.meaning)}\n"
        yield from _function(function, with_arguments=function.name in called)
    used = [code(SHORT.get(form.__name__, form.__name__)) for form in SHARED_FORMS if form.__name__ in called]
    if used:
        yield f"Defined among the [shared forms](shared-forms.md): {', '.join(used)}.\n"


def _function(function: Function, with_arguments: bool = True) -> Iterator[str]:
    """A function typeset; its arguments are left out where nobody calls it with others."""
    arguments = tuple(name_in_latex(a) for a in function.arguments) if with_arguments else ()
    for name, value in function.expressions.items():
        if function.is_change:
            yield equation(name_in_latex(name), in_latex(value), r"\leftarrow")
        else:
            yield equation(call_in_latex(function.name, arguments), in_latex(value))


def _inputs(equations: Equations) -> Iterator[str]:
    """What the rates and functions take from other subsystems."""
    rows = []
    for name in ("rates", *equations.functions):
        for argument, source in wires_of_part(equations.name).into(equations.name, name).items():
            called = equations.name_of_input(argument) if name == "rates" else argument
            rows.append([_symbol(called), code(called), "the rates" if name == "rates" else code(name), code(source)])
    if rows:
        yield "What comes from elsewhere:\n"
        yield table(("symbol", "name", "in", "is"), rows)


def _symbol(name: str) -> str:
    return symbol(name_in_latex(name))


def _parameters(parameters: list[dict[str, Any]], evidence: Evidence) -> str:
    rows = [
        [
            code(p["name"]),
            p["unit"],
            plain(p["meaning"]),
            number(p["default"]),
            plain(p["prior"]),
            plain(p["rule"]),
            cited(p["sources"], evidence) or plain(p["reason"]),
        ]
        for p in parameters
    ]
    return table(("name", "unit", "meaning", "default", "prior", "rule", "sources, or reason"), rows)


def _reported(parameters: list[dict[str, Any]], evidence: Evidence) -> Iterator[str]:
    rows = [_row(p["name"], row, evidence) for p in parameters for row in p["rows"]]
    if rows:
        yield "## Reported values\n"
        yield "Every row that stands behind these parameters; reports that disagree stand side by side.\n"
        yield table(("parameter", "row", "value", "unit", "species", "n", "kind", "source", "where, or reason"), rows)


def _row(parameter: str, row: dict[str, Any], evidence: Evidence) -> list[str]:
    ends = [number(end) or "?" for end in (row["low"], row["high"])]
    interval = f" ({' to '.join(ends)})" if ends != ["?", "?"] else ""
    source = cited([row["source"]], evidence) if row["source"] else ", ".join(code(key) for key in row["from_rows"])
    n = "" if row["n"] is None else str(row["n"])
    values = [f"{number(row['value'])}{interval}".strip(), plain(row["unit"]), plain(row["species"]), n, row["kind"]]
    return [code(parameter), code(row["row_id"]), *values, source, plain(row["where"] or row["reason"])]


def _shared() -> str:
    text = inspect.cleandoc(modulation.__doc__ or "")
    page = ["# Shared forms\n", *(f"{prose(p)}\n" for p in (text.split("\n\n")[0], *_paragraphs(text)))]
    for form in map(shared_form, SHARED_FORMS):
        page += [f"{prose(form.meaning)}\n", *_function(form)]
    return "\n".join(page)


def _wiring() -> str:
    signals = [signal(name) for name in signal_meanings()]
    rows = [
        [code(s["name"]), s["unit"], plain(s["meaning"]), _linked(s["given_by"]), _readers(s["name"], s["given_by"])]
        for s in signals
    ]
    read = [[code(name), q.unit, plain(q.meaning), _readers(name)] for name, q in states().items()]
    return "\n".join(
        [
            "# Wiring\n\nWhat one subsystem takes from another between events.\n\n## Signals\n",
            table(("signal", "unit", "meaning", "given by", "goes to"), rows),
            "## States that others read\n",
            table(("state", "unit", "meaning", "goes to"), (row for row in read if row[-1])),
        ]
    )


def _readers(*sources: str) -> str:
    """Links to the subsystems that read a signal or state."""
    return ", ".join(
        dict.fromkeys(
            _linked(w.subsystem)
            for source in sources
            for each in (wiring(), wiring(Overdose))
            for w in each.users(source)
        )
    )


def _linked(name: str) -> str:
    """A subsystem, or a function of it, with a link to its page."""
    return f"[{plain(name)}](subsystem/{name.partition('.')[0]}.md)"
