"""From a request to its answer: GET and POST alike, and every error in the words of the protocol."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from allostasis.web.machine.oai.answers import Asked, answer
from allostasis.web.machine.oai.arguments import Refusal, checked
from allostasis.web.machine.oai.document import add, envelope, written

__all__ = ["oai"]

_FORM = "application/x-www-form-urlencoded"


@csrf_exempt  # POST only reads here, as the protocol wants it; nobody is logged in
def oai(request: HttpRequest) -> HttpResponse:
    """The answer to a request; a refusal is an answer too, with status 200."""
    origin = f"{request.scheme}://{request.get_host()}"
    base = f"{origin}{reverse('oai')}"
    arguments: dict[str, str] = {}
    try:
        arguments = checked(dict(_sent(request).lists()))
        root = envelope(base, arguments)
        answer(Asked(arguments, base, origin), root)
    except Refusal as refusal:
        # After badVerb or badArgument the request is not repeated: its arguments may be what the schema forbids.
        root = envelope(base, {} if refusal.code in ("badVerb", "badArgument") else arguments)
        add(root, "error", str(refusal), {"code": refusal.code})
    response = HttpResponse(written(root), content_type="text/xml; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def _sent(request: HttpRequest) -> QueryDict:
    """The arguments, wherever the protocol lets them stand."""
    if request.method != "POST":
        return request.GET
    if request.content_type not in ("", _FORM):  # without a body there is no type either
        raise Refusal("badArgument", f"The body of a POST must be {_FORM}.")
    return request.POST
