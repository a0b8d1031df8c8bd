"""Full-text search, in SQLite (FTS5) or PostgreSQL, behind one interface.

find       the articles that a text finds, as a query set with a relevance
snippets   what was found in some of them, with marks around the words
rebuild    the index, after the texts were written
OPEN, CLOSE    the marks, which no text holds
"""

from allostasis.web.archive.search.finding import find, rebuild, snippets
from allostasis.web.archive.search.interface import CLOSE, OPEN, Found, Snippet

__all__ = ["CLOSE", "OPEN", "Found", "Snippet", "find", "rebuild", "snippets"]
