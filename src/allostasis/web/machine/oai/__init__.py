"""OAI-PMH 2.0: the six verbs of the protocol over the records of the archive, as unqualified Dublin Core.

arguments  what a request may ask, and every way in which it may be wrong
tokens     resumption tokens: the rest of a list, signed, so that nothing is kept on the server
answers    the six verbs
records    a record as its header and as Dublin Core
document   the envelope of an answer
view       from a request to its answer

The protocol: openarchives.org/OAI/openarchivesprotocol.html.
"""

from allostasis.web.machine.oai.view import oai

__all__ = ["oai"]
