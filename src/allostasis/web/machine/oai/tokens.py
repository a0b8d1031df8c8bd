"""Resumption tokens: what is left of a list, in a signed text, so that nothing has to be kept for a harvester.

A token ends with the state of the archive that it was given out for: a list that may have changed is begun again.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.core import signing

from allostasis.web.frame import site
from allostasis.web.machine.oai.arguments import Refusal

__all__ = ["opened", "sealed"]

_SALT = "allostasis.oai"


def sealed(arguments: Mapping[str, str], start: int) -> str:
    """The token for the part of a list that begins with an entry.

    Args:
        arguments: of the first request, the verb among them.
        start: place of the entry, from 0.
    """
    return signing.dumps([site.state().name, dict(arguments), start], salt=_SALT, compress=True)


def opened(token: str, verb: str) -> tuple[dict[str, str], int]:
    """The arguments of the first request, and the place where the next part begins.

    Raises:
        Refusal: badResumptionToken.
    """
    try:
        state, arguments, start = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        raise Refusal(
            "badResumptionToken", "This is no resumptionToken of this archive. Begin the list again."
        ) from None
    if state != site.state().name:
        raise Refusal("badResumptionToken", "The archive has changed since. Begin the list again.")
    if arguments["verb"] != verb:
        raise Refusal("badResumptionToken", f"This resumptionToken belongs to {arguments['verb']}, not to {verb}.")
    return arguments, start
