"""What templates may do beyond what Django offers: nothing but writing words and numbers."""

from __future__ import annotations

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from allostasis.web.archive.words import number as number_in_words
from allostasis.web.archive.words import plain as plain_words

register = template.Library()


@register.filter
def plain(word: str) -> str:
    """A coded word as it is read."""
    return plain_words(str(word))


@register.filter
def coded(text: str) -> SafeString:
    """A text in which words between backticks are set as code."""
    return mark_safe(re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text)))


@register.filter
def number(value: float | None) -> str:
    """A number as it is printed."""
    return number_in_words(value)
