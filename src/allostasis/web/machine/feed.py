"""What is new as an Atom feed: articles, answers that moved, snapshots."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from allostasis.web.archive.models import Stamp
from allostasis.web.frame.addresses import address
from allostasis.web.machine.linked_data import LICENSE, MAKERS
from allostasis.web.machine.naming import public_name

__all__ = ["feed"]

_MOST = 100
_WORDS = {
    "article": ("New article", "Changed record or evidence"),
    "claim": ("New claim", "Changed verdict"),
    "synthesis": ("New pooled answer", "Changed pooled answer"),
    "snapshot": ("New snapshot of the evidence", "New snapshot of the evidence"),
}


def feed(request: HttpRequest) -> HttpResponse:
    """The latest changes, the newest first."""
    origin = f"{request.scheme}://{request.get_host()}"
    written = Atom1Feed(
        title="allostasis: new evidence",
        description="New and changed evidence on the oxytocin system in opioid use disorder. Not medical advice.",
        link=f"{origin}/",
        feed_url=f"{origin}{request.path}",
        feed_guid=_tag("feed"),
        author_name=MAKERS["name"],
        feed_copyright=f"Our own words: {LICENSE}. What is cited belongs to its authors and publishers.",
        language="en-GB",
    )
    for stamp in _latest():
        word = _WORDS[stamp.kind][stamp.changed > stamp.first]
        written.add_item(
            title=f"{word}: {stamp.title}",
            link=f"{origin}{_page(stamp)}",
            description=escape(stamp.summary),  # readers take it for HTML
            unique_id=_tag(f"{stamp.kind}/{stamp.key}"),
            pubdate=stamp.first,
            updateddate=stamp.changed,
            categories=(stamp.kind,),
        )
    return HttpResponse(written.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _latest() -> list[Stamp]:
    """The newest changes; of those made at one time answers stand before articles."""
    return list(Stamp.objects.order_by("-changed", "order", "pk")[:_MOST])


def _page(stamp: Stamp) -> str:
    names = {"article": "article", "claim": "claim", "synthesis": "outcome", "snapshot": "tables"}
    parts = {} if stamp.kind == "snapshot" else {"key": stamp.key.split(" ")[0]}
    return address(names[stamp.kind], **parts) or "/"


def _tag(name: str) -> str:
    """A lasting name (RFC 4151) for an entry: the same thing keeps it when it changes."""
    return f"tag:{public_name()},2026:{name.replace(' ', '/')}"
