"""What programs read: harvesters, reference managers, search engines, feed readers. Reference: machine-interfaces.md.

citation     Highwire tags in the head of an article, COinS in lists
linked_data  JSON-LD: ScholarlyArticle, Dataset, SoftwareSourceCode
tags         the same for templates
tables       the evidence tables as files, with a page of their own
sitemaps     sitemap.xml and robots.txt
feed         what is new, as an Atom feed
oai          OAI-PMH 2.0
"""
