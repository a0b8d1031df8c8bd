"""Parts of the model that nothing was asked of, against laboratories that it was not built from: the fourth list.

The rule by which these numbers of `data/candidates.csv` were chosen, written down before any of them was looked for.

What is asked: carbetocin, yohimbine, the CRF1 antagonist, allostatic load, arbitration and exposure, which had no check
that could be answered.
What may enter: a number, or a plain statement of a direction or of an absence, in a record that was read (an abstract
counts); measured in people, rats or mice; behind no parameter of the model; not of a study that is held out; and such
that a run of the model gives the same quantity, not merely one that moves with it. Drugs other than the one that the
subsystem is modelled on enter only where the question is about the receptor and not about the drug's kinetics.
How it is looked for: at most 15 searches for carbetocin, 20 for yohimbine, 20 for CRF1 antagonists, 15 for load, 20 for
arbitration and 20 for exposure. Every number found that may enter does, whichever way it will come out; of numbers that
linear kinetics give together only the first found; where laboratories contradict each other all stand. What was found
and may not enter is named with its reason.
Bands: a factor of 1.5 about a printed time, level, ratio or count, as between any two studies of the same thing; the
printed range where no middle is printed; none: a tenth of what there was; a direction: its side of no difference.
Salts are turned into the drug. Parameters that are assumed are drawn, 12 draws, where they decide.
"""
