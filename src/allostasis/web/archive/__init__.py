"""The archive of articles, and what the evidence tables say about each.

models    the tables of the evidence as tables of a database, and what is looked up in them
load      fill the database from the evidence, again whenever the evidence has changed
search    full-text search, in SQLite or PostgreSQL, behind one interface
words     design and findings of a study in our own words, from the coded fields
pages     the records and views of all pages
"""
