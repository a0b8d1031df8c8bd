"""The web archive: pages over the public functions of the rooms below, with no science of their own.

serve        what `allostasis serve` does: make the database ready, then answer requests
settings     Django's settings, all of them; what an installation may choose comes from `environment`
environment  the few choices of an installation, from environment variables
urls         the addresses of all pages
wsgi         the application for a WSGI server
frame        what every page has: its record, its JSON twin, errors, navigation, security
archive      articles, volumes, headings, search: models, load step, pages
machine      what programs read: harvesters, reference managers, search engines, feed readers

How a page is added: docs/explanation/web.md.
"""
