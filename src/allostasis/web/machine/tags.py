"""What templates put into pages for programs: `{% highwire page %}`, `{% json_ld ... %}`, `{% coins text %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from allostasis.web.machine import citation, linked_data

register = template.Library()


@register.simple_tag
def highwire(page: Any) -> SafeString:
    """The `citation_*` tags of an article; none for one that does not exist."""
    if page.made_up:
        return mark_safe("")
    return format_html_join("\n", '<meta name="{}" content="{}">', citation.highwire(page.record))


@register.simple_tag
def article_json_ld(page: Any, site: Any) -> SafeString:
    """An article as JSON-LD; nothing for one that does not exist."""
    return mark_safe("") if page.made_up else _script(linked_data.article(page.record, site.address))


@register.simple_tag
def software_json_ld(page: Any, site: Any) -> SafeString:
    """This software as JSON-LD."""
    return _script(linked_data.software(page.description, site.address))


@register.simple_tag
def dataset_json_ld(page: Any, site: Any) -> SafeString:
    """The evidence tables as JSON-LD."""
    from allostasis.web.machine.tables import package

    files = [
        {
            "name": each.name,
            "address": f"{site.origin}{each.address}",
            "media_type": each.media_type,
            "bytes": each.bytes,
            "sha256": each.sha256,
        }
        for each in page.files
    ]
    return _script(linked_data.dataset(package(), page.snapshot, site.address, files))


@register.simple_tag
def coins(text: str) -> SafeString:
    """A ContextObject in an empty span, as COinS has it; nothing where there is none."""
    return format_html('<span class="Z3988" title="{}" aria-hidden="true"></span>', text) if text else mark_safe("")


def _script(value: dict[str, Any]) -> SafeString:
    """`script_text` leaves no sign that could end the element."""
    return mark_safe(f'<script type="application/ld+json">{linked_data.script_text(value)}</script>')
