"""Overdose studies: doses of an opioid, rescue, tolerance; always for a cohort of virtual people.

cohort     why there is no answer for one person, and the door that refuses one
schema     the parts of the file
files      the study file, read and checked whole
sense      the checks of sense, after those of form
explain    the methods in words

lived      tolerance and drug on board, handed over by the slow model
cells      what is simulated: each dose, time of abstinence and rescue
sensitivity  the level of the first dose under other assumptions
day_by_day   danger on every day of abstinence, by the emulator
run        a study from file to result
block      the seconds block as a study sees it
directory  the directory of a result
labelled   the dataset of a run
manifest   what a run says about itself
summary    the main numbers, and the answer in one sentence

design     where the emulator is fitted and where it is judged
surface    its form: a probit surface that is monotone
emulator   the fitted emulator, for populations over months
fit        `python -m allostasis.studies.overdose.fit`: fits it again
"""
