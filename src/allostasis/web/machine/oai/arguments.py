"""What a request of OAI-PMH may ask, and every way in which it may be wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

__all__ = ["PREFIX", "Refusal", "Selection", "checked", "selection"]

PREFIX = "oai_dc"

_SET = re.compile(r"[A-Za-z0-9\-_.!~*'()]+(:[A-Za-z0-9\-_.!~*'()]+)*")
_FORMS = (("%Y-%m-%d", 10), ("%Y-%m-%dT%H:%M:%SZ", 20))


class Refusal(Exception):
    """An error of the protocol: a code that it defines, and a sentence."""

    def __init__(self, code: str, said: str) -> None:
        super().__init__(said)
        self.code = code


@dataclass(frozen=True)
class Verb:
    """The arguments of a verb: needed, possible, and whether a resumption token may stand in place of all."""

    needed: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    may_resume: bool = False


VERBS = {
    "Identify": Verb(),
    "ListMetadataFormats": Verb(possible=("identifier",)),
    "ListSets": Verb(may_resume=True),
    "GetRecord": Verb(needed=("identifier", "metadataPrefix")),
    "ListIdentifiers": Verb(("metadataPrefix",), ("from", "until", "set"), may_resume=True),
    "ListRecords": Verb(("metadataPrefix",), ("from", "until", "set"), may_resume=True),
}


@dataclass(frozen=True)
class Selection:
    """Which records a list shall hold.

    Args:
        first: not changed before; None: no limit.
        last: not changed after; None: no limit.
        set: name of a set; empty: all records.
    """

    first: datetime | None = None
    last: datetime | None = None
    set: str = ""


def checked(sent: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The arguments of a request, each once, with a verb and nothing that the verb does not know.

    Raises:
        Refusal: badVerb or badArgument.
    """
    verbs = sent.get("verb", ())
    if len(verbs) != 1:
        raise Refusal("badVerb", f"A request has one verb; this one has {len(verbs)}. Allowed: {', '.join(VERBS)}.")
    verb = VERBS.get(verbs[0])
    if verb is None:
        raise Refusal("badVerb", f'"{verbs[0][:40]}" is no verb; allowed: {", ".join(VERBS)}.')
    arguments = {name: values[0] for name, values in sent.items() if name != "verb"}
    for name, values in sent.items():
        if len(values) != 1:
            raise Refusal("badArgument", f'The argument "{name[:40]}" is given {len(values)} times; allowed: once.')
    _check_names(verbs[0], verb, arguments)
    return {"verb": verbs[0], **arguments}


def selection(arguments: Mapping[str, str]) -> Selection:
    """Which records the arguments of ListRecords or ListIdentifiers ask for.

    Raises:
        Refusal: badArgument or cannotDisseminateFormat.
    """
    known_format(arguments["metadataPrefix"])
    first, last, name = (arguments.get(argument) for argument in ("from", "until", "set"))
    if first and last and len(first) != len(last):
        raise Refusal("badArgument", '"from" and "until" must be of one granularity, days or seconds.')
    begin = _time("from", first)
    end = _time("until", last)
    if end is not None and last is not None and len(last) == _FORMS[0][1]:
        end += timedelta(days=1) - timedelta(seconds=1)  # a day is meant to its end
    if begin and end and begin > end:
        raise Refusal("badArgument", '"from" is later than "until".')
    if name is not None and not _SET.fullmatch(name):
        raise Refusal("badArgument", f'"{name[:80]}" cannot be the name of a set; ListSets lists them.')
    return Selection(begin, end, name or "")


def known_format(prefix: str) -> None:
    """Refuse a format that no record has."""
    if prefix != PREFIX:
        raise Refusal("cannotDisseminateFormat", f'There is no format "{prefix[:40]}"; allowed: {PREFIX}.')


def _check_names(name: str, verb: Verb, arguments: Mapping[str, str]) -> None:
    if verb.may_resume and "resumptionToken" in arguments:
        if len(arguments) > 1:
            raise Refusal("badArgument", "A resumptionToken stands alone beside the verb.")
        return
    for argument in arguments:
        if argument not in (*verb.needed, *verb.possible):
            raise Refusal("badArgument", f'{name} has no argument "{argument[:40]}".')
    for argument in verb.needed:
        if not arguments.get(argument):
            raise Refusal("badArgument", f'{name} needs the argument "{argument}".')


def _time(argument: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    for form, length in _FORMS:
        if len(text) == length:
            try:
                return datetime.strptime(text, form).replace(tzinfo=UTC)
            except ValueError:
                break
    raise Refusal("badArgument", f'"{argument}" is "{text[:40]}"; allowed: YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.')
