"""The pages of the reference that are made from the program itself.

marks       tables, equations and links in MyST Markdown
acceptance  the checks of the model against publications
physiology  one page for each subsystem, the shared forms, the wiring
numbers     all parameters, all references
commands    the command line
claims      the claims of the review with their verdicts
audit       the structure audit, from its committed results
syntheses   what the evidence says about five outcomes in people
evidence_tables   what is in the tables, and what is not
meta_functions    the Python interface of meta-analysis
studies     one page for each study of the package
"""
