"""The pages of the archive: for each a record, a view and a template.

parts     what several pages show: a line of a list, a heading, an export
home      the first page
articles  all articles, by name or year
article   one article
volumes   journals, volumes, issues, years
headings  species, drugs, outcomes, design factors, and the articles under each
claims    claims of the review
search    full-text search
facets    how what a search found divides
exports   BibTeX, RIS and CSL-JSON
"""
