"""What was published and cannot be checked yet: each line says what it waits for."""

from __future__ import annotations

from allostasis.verification.check import not_yet

_CHANCE = "uses and relapses are drawn by chance over months: this needs whole populations, which a study runs"
_LEVER = "the model has no lever sessions yet: presses, costs and choices come with the studies of animals"
_BREATHING = "the model has no breathing, gas exchange and circulation yet: they come with overdose"
_SOCIAL = "the model has no social reward that competes with the drug yet"
_PASSAGE = "what passes from blood to brain is taken to be nil or next to nothing in people; the macaque has no model"

not_yet("use.relapse_week_1", "relapse within a week of discharge", _CHANCE, ("smyth2010.relapse_week_1",), unit="%")
not_yet("use.relapse_month_1", "relapse within a month of discharge", _CHANCE, ("smyth2010.relapse_month_1",), unit="%")
not_yet("use.relapse_in_all", "relapse by two to three years", _CHANCE, ("smyth2010.relapse_by_follow_up",), unit="%")
not_yet("use.days_to_first_use", "days to the first use", _CHANCE, ("saraiya2021.days_to_first_use",), unit="d")
not_yet(
    "use.craving_predicts_use",
    "hazard of a first use for each point of craving after opioid cues",
    _CHANCE,
    ("saraiya2021.first_use_on_cue_craving",),
)
not_yet(
    "use.escalation",
    "infusions of sessions 12 to 14 against 2 to 4, long access to oxycodone",
    _LEVER,
    ("olivier_oxy_raw.infusions_escalation",),
    model="rat",
)
not_yet(
    "use.spread_between_animals",
    "spread of infusions between rats",
    _LEVER,
    ("olivier_oxy_raw.infusions_session_14_spread",),
    model="rat",
)
not_yet(
    "use.breakpoint_after_long_access",
    "work for a last infusion after long access",
    _LEVER,
    ("olivier_oxy_raw.breakpoint_after_long_access",),
    model="rat",
)
not_yet(
    "learning.extinction_after_long_access",
    "extinction after long access against short access",
    _LEVER,
    ("ahmed2000.extinction_responding_access",),
    model="rat",
)
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
    _LEVER,
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
    "mu_receptor.respiration_chronic",
    "fentanyl in plasma at half of the depression of ventilation, chronic high-dose users",
    _BREATHING,
    ("algera2020_fentanyl_c50_chronic",),
    unit="ng/mL",
)
not_yet(
    "use.death_after_treatment",
    "overdose in the first month after treatment against in treatment",
    _BREATHING,
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
    _LEVER,
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
    _LEVER,
    ("ibragimov1987.infusions_antagonist",),
    model="rat",
)
