"""The checks, one file for each part of the model; importing this package registers them all.

opioid_kinetics         opioids in plasma
buprenorphine_kinetics  buprenorphine in plasma
antagonist_kinetics     naloxone and naltrexone in plasma
oxytocin_kinetics       given oxytocin in plasma
plasma                  what these four share
occupancy               receptors taken by drugs
glands                  the stress axis with glands that grow
stress                  the stress axis in use and withdrawal; CRF
opioid_dependence       tolerance and withdrawal
oxytocin                oxytocin cells and receptors
oxytocin_dependence     oxytocin cells of dependent rats after naloxone
dependence_course       withdrawal after heroin, lost relief, ventilation of chronic users
overdose                breathing, gas exchange and circulation in an overdose
reward                  dopamine, affect and craving; heroin in rats
receptors_in_time       receptors set free again; withdrawal that an antagonist brings on
time_courses            peaks, half-lives and timings, chosen before they were worked out
second_list             opioids in people, chosen in a second list
third_list              rats and dependence after one dose, chosen in a third list
fourth_list             carbetocin and yohimbine, chosen in a fourth list of parts of which nothing was asked
fourth_list_crf         the CRF1 antagonist, of the same list
fourth_list_behaviour   arbitration, exposure and load, of the same list
listed                  what these lists share
lever_sessions          rats that press for opioids, from whole studies run before
reinstatement           seeking of rats after a stressor, by day of abstinence
relapse                 people who use again, from whole groups run before
waiting                 what cannot be checked yet
"""

from allostasis.verification.checks import (
    antagonist_kinetics,
    buprenorphine_kinetics,
    dependence_course,
    fourth_list,
    fourth_list_behaviour,
    fourth_list_crf,
    glands,
    lever_sessions,
    occupancy,
    opioid_dependence,
    opioid_kinetics,
    overdose,
    oxytocin,
    oxytocin_dependence,
    oxytocin_kinetics,
    receptors_in_time,
    reinstatement,
    relapse,
    reward,
    second_list,
    stress,
    third_list,
    time_courses,
    waiting,
)

__all__ = [
    "antagonist_kinetics",
    "buprenorphine_kinetics",
    "dependence_course",
    "fourth_list",
    "fourth_list_behaviour",
    "fourth_list_crf",
    "glands",
    "lever_sessions",
    "occupancy",
    "opioid_dependence",
    "opioid_kinetics",
    "overdose",
    "oxytocin",
    "oxytocin_dependence",
    "oxytocin_kinetics",
    "receptors_in_time",
    "reinstatement",
    "relapse",
    "reward",
    "second_list",
    "stress",
    "third_list",
    "time_courses",
    "waiting",
]
