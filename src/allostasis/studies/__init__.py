"""Studies: a published or planned trial made runnable.

files         the study file, read and checked whole
schema        its parts beside the protocol
sense         the checks of sense, after those of form
links         what it names in the evidence
library       where study files are
explain       the methods in words
assumptions   what was taken without a source
observables   what can be measured
"""
