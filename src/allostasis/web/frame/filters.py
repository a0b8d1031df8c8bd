"""What templates may do beyond what Django offers: nothing but writing words and numbers."""

from __future__ import annotations

from django import template

from allostasis.web.archive.words import number as number_in_words
from allostasis.web.archive.words import plain as plain_words

register = template.Library()


@register.filter
def plain(word: str) -> str:
    """A coded word as it is read."""
    return plain_words(str(word))


@register.filter
def number(value: float | None) -> str:
    """A number as it is printed."""
    return number_in_words(value)
