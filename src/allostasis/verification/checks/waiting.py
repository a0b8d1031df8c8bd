"""What was published and cannot be checked yet: each line says what it waits for."""

from __future__ import annotations

from allostasis.verification.check import not_yet

_SOCIAL = (
    "an animal that presses weighs the drug against one fixed worth of everything else: no other animal is part of it"
)
_PASSAGE = "what passes from blood to brain is taken to be nil or next to nothing in people; the macaque has no model"
_DOSES = "neither the dose of oxytocin nor that of heroin was seen, so that there is no session to run"
_PLACE = "the drug went into one nucleus; the brain is one compartment here"

not_yet(
    "learning.social_alternative",
    "choice of a social reward over heroin",
    _SOCIAL,
    ("venniro2018.drug_choice_social_alternative",),
    model="rat",
)
not_yet(
    "carbetocin.stress_reinstatement",
    "carbetocin on reinstatement of place preference by stress",
    "the model has no conditioned place preference",
    ("zanos2014.place_preference_stress_reinstatement",),
    model="mouse",
)
not_yet(
    "oxytocin.heroin_intake_in_tolerance",
    "oxytocin on heroin intake of tolerant rats",
    _DOSES,
    ("kovacs_vanree1985.infusions_tolerant_fragments",),
    model="rat",
)
not_yet(
    "oxytocin.csf_after_high_dose",
    "oxytocin in cerebrospinal fluid after a large dose into the vein",
    _PASSAGE,
    ("freeman2016.csf_oxytocin_high_dose",),
)
not_yet(
    "use.death_after_treatment",
    "overdose in the first month after treatment against in treatment",
    "an overdose study takes people from use to abstinence: treatment in between, a dose on top of an agonist "
    "and death after an arrest cannot be written in one",
    ("davoli2007.overdose_hazard_month_1",),
)
not_yet(
    "load.death",
    "death for each point of an index of allostatic load",
    "the model's load is its own bookkeeping and no published index",
    ("robertson2017.death_allostatic_load",),
)
not_yet(
    "yohimbine.seeking",
    "oxytocin on seeking provoked by yohimbine (alcohol)",
    "alcohol is no drug of the model",
    ("king2019.alcohol_seeking_yohimbine",),
    model="mouse",
)
not_yet(
    "crf1_antagonist.place_aversion",
    "a CRF antagonist in the amygdala on the aversion of withdrawal",
    "the model has no conditioned place aversion",
    ("heinrichs1995.place_aversion_withdrawal",),
    model="rat",
)
not_yet(
    "oxytocin_antagonist.intake",
    "an antagonist against oxytocin's effect on heroin intake",
    _PLACE,
    ("ibragimov1987.infusions_antagonist",),
    model="rat",
)

not_yet(
    "use.breakpoint_under_treatment",
    "naltrexone, buprenorphine and methadone on work for a last infusion, paired standardised difference",
    "the doses of the three medications are not in the file that holds the animals",
    (
        "olivier_oxy_raw.breakpoint_naltrexone",
        "olivier_oxy_raw.breakpoint_buprenorphine",
        "olivier_oxy_raw.breakpoint_methadone",
    ),
    model="rat",
)
not_yet(
    "oxytocin.heroin_intake_in_naive_rats",
    "oxytocin on heroin intake of naive rats",
    _DOSES,
    ("kovacs1985sa.infusions_heroin_naive",),
    model="rat",
)

# ---------------------------------------------------------------- oxytocin cells

not_yet(
    "oxytocin_cells.local_naloxone",
    "firing after naloxone at the supraoptic nucleus of dependent rats",
    _PLACE,
    ("son_local_opioid.oxytocin_firing_local_naloxone",),
    model="rat",
)
not_yet(
    "oxytocin_cells.morphine_in_parturition",
    "plasma oxytocin 40 min after morphine into the ventricles of rats that give birth",
    "the model has no birth, which drives these cells far above rest",
    ("russell1989.plasma_oxytocin_parturition",),
    model="rat",
)
not_yet(
    "oxytocin_cells.pethidine",
    "dose of pethidine that halves oxytocin release",
    "pethidine is no drug of the model",
    ("clarke_wright1984.suppression_ed50_pethidine",),
    unit="mg/kg",
    model="rat",
)
not_yet(
    "oxytocin_cells.buprenorphine",
    "dose of buprenorphine that halves oxytocin release",
    "doses into the peritoneum need buprenorphine's absorption from there, which was not seen",
    ("clarke_wright1984.suppression_ed50_buprenorphine",),
    unit="mg/kg",
    model="rat",
)
