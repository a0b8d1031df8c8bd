"""What was published and cannot be checked yet: each line says what it waits for."""

from __future__ import annotations

from allostasis.verification.check import not_yet

_CHANCE = "uses and relapses are drawn by chance over months: this needs whole populations, which a study runs"
_LEVER = "the model has no lever sessions yet: presses, costs and choices come with the studies of animals"
_BREATHING = "breathing now runs in an overdose; the study behind this number is not rerun with it yet"
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

# ---------------------------------------------------------------- lever sessions of rats

not_yet(
    "use.access_rule",
    "escalation of heroin intake with long access, none with short access",
    _LEVER,
    ("ahmed2000.infusions_access", "vendruscolo2011.infusions_access"),
    model="rat",
)
not_yet(
    "use.escalation_slope",
    "rise of infusions from session to session of long access to oxycodone",
    _LEVER,
    ("olivier_oxy_raw.infusions_escalation_slope",),
    unit="infusions",
    model="rat",
)
not_yet(
    "use.escalation_replicated",
    "escalation in four cohorts",
    _LEVER,
    (
        "olivier_oxy_raw.infusions_escalation_c01",
        "olivier_oxy_raw.infusions_escalation_c03",
        "olivier_oxy_raw.infusions_escalation_c04",
        "olivier_oxy_raw.infusions_escalation_c07",
    ),
    model="rat",
)
not_yet(
    "use.breakpoint_and_intake",
    "correlation of work for a last infusion with intake",
    _LEVER,
    ("olivier_oxy_raw.breakpoint_intake_correlation",),
    model="rat",
)
not_yet(
    "use.breakpoint_under_treatment",
    "naltrexone, buprenorphine and methadone on work for a last infusion, paired standardised difference",
    _LEVER,
    (
        "olivier_oxy_raw.breakpoint_naltrexone",
        "olivier_oxy_raw.breakpoint_buprenorphine",
        "olivier_oxy_raw.breakpoint_methadone",
    ),
    model="rat",
)
not_yet(
    "use.unit_dose",
    "responses fall and intake rises with the unit dose of heroin; work has its highest point between",
    _LEVER,
    ("dai1989.infusions_unit_dose", "roberts1993.breakpoint_unit_dose"),
    model="rat",
)
not_yet(
    "use.pressing_in_extinction",
    "lever presses at the onset of extinction over maintenance",
    _LEVER,
    ("wise1995.extinction_responding_onset",),
    model="rat",
)
not_yet(
    "dopamine.self_administration",
    "dopamine during self-administration of heroin, share of its baseline",
    _LEVER,
    ("wise1995.dopamine_self_administration",),
    model="rat",
)
not_yet(
    "oxytocin.heroin_intake_in_naive_rats",
    "oxytocin on heroin intake of naive rats",
    _LEVER,
    ("kovacs1985sa.infusions_heroin_naive",),
    model="rat",
)
not_yet(
    "incubation.reinstatement_by_footshock",
    "footshock reinstates seeking on days 6 and 12, not on day 1",
    _LEVER,
    ("shalev2001.reinstatement_footshock_day_1", "shalev2001.reinstatement_footshock_days_6_and_12"),
    model="rat",
)

# ---------------------------------------------------------------- oxytocin cells

not_yet(
    "oxytocin_cells.local_naloxone",
    "firing after naloxone at the supraoptic nucleus of dependent rats",
    "the brain is one compartment here: a drug cannot be given to one nucleus",
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
