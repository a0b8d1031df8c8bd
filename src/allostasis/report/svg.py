"""From a matplotlib figure to SVG that may stand inside a page: with title and description, themed, no loose ends."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING

from allostasis.report.palette import SETTINGS, VARIABLES

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@contextmanager
def house_style() -> Iterator[None]:
    """Draw and save inside this block: our settings on matplotlib's defaults, whatever the user's own are."""
    from matplotlib import style

    with style.context(["default", SETTINGS]), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # the reader's own font may well have it
        yield


def inline_svg(figure: Figure, identifier: str, title: str, description: str, css_class: str) -> str:
    """The figure as one `<svg role="img">` element, the same bytes for the same figure.

    Args:
        figure: drawn with `house_style`.
        identifier: unique in the page; all identifiers inside the drawing are prefixed with it.
        title: what the figure is.
        description: what one sees in it, for readers who do not see it.
        css_class: class of the element.
    """
    drawing = _body(_saved(figure))
    drawing = _themed(_prefixed(drawing, identifier))
    width, height = (round(side * 72) for side in figure.get_size_inches())
    names = f"{identifier}-title", f"{identifier}-desc"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="img" '
        f'class="{css_class}" aria-labelledby="{names[0]} {names[1]}" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<title id="{names[0]}">{escape(title)}</title><desc id="{names[1]}">{escape(description)}</desc>'
        f"{drawing}</svg>"
    )


def _saved(figure: Figure) -> str:
    buffer = io.StringIO()
    with house_style():
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return buffer.getvalue()


def _body(document: str) -> str:
    """Content of the root element without comments, metadata and the style sheet that would leak into the page."""
    for pattern in (r"<!--.*?-->", r"<metadata>.*?</metadata>", r"<style\b.*?</style>", r"<defs>\s*</defs>"):
        document = re.sub(pattern, "", document, flags=re.DOTALL)
    start = document.index(">", document.index("<svg")) + 1
    return re.sub(r">\s+<", "><", document[start : document.rindex("</svg>")].strip())


def _prefixed(drawing: str, identifier: str) -> str:
    drawing = re.sub(r'(<[^<>]*?\sid=")', rf"\g<1>{identifier}-", drawing)
    return re.sub(r'(url\(#|href="#)', rf"\g<1>{identifier}-", drawing)


def _themed(drawing: str) -> str:
    for colour, name in VARIABLES.items():
        drawing = drawing.replace(colour, f"var(--{name})")
    return re.sub(r"'DejaVu Sans'(, [^;\"]*)?", "var(--sans)", drawing)


def without_styles(svg: str) -> str:
    """A drawing whose `style="..."` became attributes, for pages whose policy forbids styles inside the page.

    Font shorthands are taken apart, because they have no attribute of their own.
    """
    return re.sub(r'\sstyle="([^"]*)"', lambda match: "".join(_attributes(match[1])), svg)


def _attributes(style: str) -> Iterator[str]:
    for declaration in filter(None, map(str.strip, style.split(";"))):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name == "font":
            yield from _font(value)
        elif name == "transform-origin":
            continue  # matplotlib's turning about a point stands in `transform` too
        else:
            yield f' {name}="{value}"'


def _font(value: str) -> Iterator[str]:
    """Size, family and, where given, weight and slope of a font shorthand such as "700 12px sans"."""
    found = re.fullmatch(r"(?P<before>.*?)\s*(?P<size>[\d.]+px)\s+(?P<family>.+)", value)
    if found is None:
        return
    for word in found["before"].split():
        yield f' font-style="{word}"' if word in ("italic", "oblique") else f' font-weight="{word}"'
    yield f' font-size="{found["size"]}" font-family="{found["family"]}"'
