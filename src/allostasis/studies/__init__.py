"""Studies: a published or planned trial made runnable.

files         the study file, read and checked whole
schema        its parts beside the protocol
sense         the checks of sense, after those of form
links         what it names in the evidence
library       where study files are
explain       the methods in words
assumptions   what was taken without a source
observables   what can be measured

run           a run from study to result: shards over processes
shards        pieces of a run that any process can work out
lanes         a block of participants made ready for the engine
timeline      the days of a study: regimens, what is simulated and what is fast-forwarded
used          which states and parameters a study uses
simulate      one block of participants through a study
tape          decisions of use, kept for a second run at another step
first_events  times of the first use and of frequent use, from the decisions
observe       from recorded quantities to outcomes with their noise
analysis      the trial analysed as its authors did
assemble      from shards to the labelled dataset
manifest      what a run says about itself
summary       the main numbers, and the answer in one sentence
store         the directory of a run

overdose      (sub-package) doses of an opioid in cohorts, rescue, tolerance that was lived, and the emulator
"""
