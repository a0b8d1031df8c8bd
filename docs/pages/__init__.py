"""The pages of the reference that are made from the program itself.

marks       tables, equations and links in MyST Markdown
physiology  one page for each subsystem, the shared forms, the wiring
numbers     all parameters, all references
commands    the command line
studies     one page for each study of the package
"""
