"""What the audit's results force on structure and priors, in words; its numbers stand in the results."""

from __future__ import annotations

from typing import NamedTuple

DONE, RECOMMENDED, NONE_NEEDED = "done", "recommended", "no change needed"


class Change(NamedTuple):
    """A finding, what follows from it, and whether it was done."""

    finding: str
    consequence: str
    standing: str


CHANGES = (
    Change(
        "Rest is exact and stable with everything on, also for people whose traits move it; nobody drawn has a second "
        "rest.",
        "none",
        NONE_NEEDED,
    ),
    Change(
        "The sign of the signal in chronic use hangs on exhaustion (`u_capacity`): without it the signal is above rest "
        "in every combination of the other parameters. Its first prior allowed no negative values, so that a signal "
        "below rest was half built in (65 % of draws in use, 43 % on day 7 of abstinence).",
        "The parameter is sign-free and acts in the bounded form of all couplings: capacity may fall or rise with "
        "opioids. The probability is shown by thirds of the parameter beside the total.",
        DONE,
    ),
    Change(
        "Early abstinence tends to be above rest and not below: the cells' opponent outlasts the opioid and firing "
        "rebounds. The thesis of low oxytocin in abstinence does not follow from the structure.",
        "The signal stays an output with a probability; peptide and binding on day 7 enter calibration, "
        "because they move that probability.",
        RECOMMENDED,
    ),
    Change(
        "The density of receptors could only make up for lost peptide (`q_density` was not negative), as an unbounded "
        "power; and the signal feels it only through the product of `q_density` and `c_coupling`, of which no design "
        "sees the second.",
        "`q_density` is sign-free and bounded. The two are reported as a product (see what is reported as a product).",
        DONE,
    ),
    Change(
        "One gain acted on all that reminds of the drug, and so on craving at a drug cue and at a neutral one alike: "
        "near the middle of the scale their difference, which trials report, could hardly move, whatever the gain. The "
        "first answer had been to widen the prior of the gain until the interval was wide enough.",
        "Each of the three sources of craving has a gain of its own: presented cues, surroundings, withdrawal (which "
        "had two before). The widened prior is taken back to the SD of 0.5 that all gains share. The interval was not "
        "aimed at; it is what these priors give.",
        DONE,
    ),
    Change(
        "With data of people alone the gain on cues, and that on withdrawal, cannot be told from the fraction of a "
        "nasal dose that reaches the brain.",
        "From people alone only the product is reported; the gains themselves only together with doses into the brain "
        "of animals (see what is reported as a product).",
        DONE,
    ),
    Change(
        "The weight of tolerance's fast part and its slow time constant stay entangled, and so do the opioid "
        "inhibition of oxytocin cells and their exhaustion.",
        "The tail of withdrawal, and the signal in chronic use, are reported instead of the single parameters (see "
        "what is reported as a product).",
        DONE,
    ),
    Change(
        "No design teaches much about the gains of the stress axis under this precision, the set point, the weight of "
        "relief, or the two exponents of D2.",
        "They stay assumptions that vary in uncertainty runs; no result may call them calibrated, and none does: "
        "nothing is calibrated yet.",
        DONE,
    ),
    Change(
        "Load counts any departure of the signal from rest, up or down: oxytocin and its antagonist both raise CRF a "
        "little in the unstressed.",
        "Named here as built in; a load that counts only one direction would presuppose the answer.",
        NONE_NEEDED,
    ),
    Change(
        "An antagonist in the brain took nearly all oxytocin out of plasma, because autoexcitation was an unbounded "
        "power of bound oxytocin, and only a narrow prior kept the gain of the loop below 1; in rats a central "
        "antagonist leaves about half of what naloxone does (`son_autoexcitation`).",
        "Autoexcitation has the bounded form of all couplings and is declared by the largest gain that its loop can "
        "have. That lies between 0 and 1 whatever else is drawn, so that rest is stable by structure.",
        DONE,
    ),
    Change(
        "CRF cannot fall below rest: opioids do not inhibit it in these equations, they only lower the stress axis.",
        "Raised CRF in abstinence never counts as explained.",
        NONE_NEEDED,
    ),
    Change(
        "Withdrawal after heroin peaked within a day and not after one to three, while in a fair share of the draws "
        "more than a tenth of the peak was left 19 days after a taper of 21; relief under an infusion was lost far too "
        "slowly.",
        "Tolerance has an acute part, withdrawal recruits other systems while it lasts, and both are fitted together "
        "with infusions, one dose, the peak and the tail (`allostasis.verification.fits`). The tail is a width in the "
        "priors, which are not narrowed by hand.",
        DONE,
    ),
)
