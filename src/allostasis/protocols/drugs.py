"""The drugs that a protocol may give: by which routes, and in which amounts a dose is plausible.

The ranges guard against slips of the unit; they are no advice on dosing. Each says where it comes from.
"""

from __future__ import annotations

from dataclasses import dataclass

from allostasis.quantities.units import Range

__all__ = ["DRUGS", "Drug"]


@dataclass(frozen=True)
class Drug:
    """One drug as protocols see it.

    Args:
        role: what it is in a protocol: "opioid of use", "agonist treatment", "antagonist", "challenge" or "trial drug".
        doses: plausible amounts of a single dose by each route that the model knows.
    """

    role: str
    doses: dict[str, Range]


_WIDE = "a wide guard against slips of the unit, from a tenth to ten times of what studies in the evidence gave"
_NASAL_RESCUE = Range(0.4, 16, "mg", "4 mg in the kinetic model, widened tenfold downwards and fourfold upwards")

DRUGS: dict[str, Drug] = {
    "heroin": Drug(
        "opioid of use",
        {
            "intravenous": Range(
                1,
                1000,
                "mg",
                "66 to 450 mg in Rook et al. 2006 and 200 to 690 mg in Gyr et al. 2000, widened for weak street heroin",
            ),
        },
    ),
    "morphine": Drug("opioid of use", {"intravenous": Range(0.5, 200, "mg", _WIDE)}),
    "fentanyl": Drug("opioid of use", {"intravenous": Range(5, 20000, "ug", _WIDE)}),
    "oxycodone": Drug(
        "opioid of use",
        {
            "oral": Range(1, 400, "mg", "9 to 30 mg in the kinetic studies, widened for people with tolerance"),
            "intravenous": Range(0.5, 100, "mg", "5 to 9 mg in the kinetic studies, widened"),
        },
    ),
    "methadone": Drug(
        "agonist treatment",
        {
            "oral": Range(
                1,
                300,
                "mg",
                "mean 115 mg/day with SD 61 in Langleben et al. 2008: the upper end is the mean and three SD",
            ),
        },
    ),
    "buprenorphine": Drug(
        "agonist treatment",
        {
            "sublingual": Range(0.4, 64, "mg", "2 to 32 mg in Greenwald et al. 2003, widened"),
            "intravenous": Range(0.03, 40, "mg", _WIDE),
            "weekly depot": Range(4, 64, "mg", "about a sublingual day's dose, twice over on each side"),
            "monthly depot": Range(32, 256, "mg", "about four weekly depots"),
            "extended-release depot": Range(50, 600, "mg", "about a month of sublingual treatment, widened"),
        },
    ),
    "naloxone": Drug(
        "antagonist",
        {
            "intravenous": Range(
                0.01, 100, "mg", "0.1 to 70 mg (0.0015 to 1 mg/kg) in the studies of occupancy, widened"
            ),
            "intramuscular": Range(0.1, 20, "mg", "2 mg in the kinetic model, widened tenfold"),
            "intranasal": _NASAL_RESCUE,
            "third intranasal": _NASAL_RESCUE,
            "second pair intranasal": _NASAL_RESCUE,
        },
    ),
    "naltrexone": Drug(
        "antagonist", {"oral": Range(1, 300, "mg", "2 to 200 mg in the studies of kinetics and occupancy")}
    ),
    "oxytocin": Drug(
        "trial drug",
        {
            "intranasal": Range(1, 100, "IU", "the trials in the evidence gave 8 to 80 IU"),
            "breath-powered intranasal": Range(1, 100, "IU", "8 and 24 IU in the trials of the device, widened"),
            "intravenous": Range(
                0.1, 20, "IU", "1 IU in men and 10 IU in women after the menopause in kinetic studies"
            ),
            "injected": Range(0.1, 1000, "ug", "25 ug into the muscle in people; a rat gets 1 mg/kg at the most"),
            "intraventricular": Range(0.0001, 100, "ug", _WIDE),
        },
    ),
    "carbetocin": Drug(
        "trial drug",
        {
            "intravenous": Range(10, 8000, "ug", "50 to 800 ug in women, widened"),
            "injected": Range(1, 8000, "ug", "70 to 800 ug into the muscle of women, widened for small animals"),
            "intranasal": Range(0.1, 100, "mg", _WIDE),
            "intraventricular": Range(0.0001, 100, "ug", _WIDE),
        },
    ),
    "atosiban": Drug(
        "trial drug",
        {
            "intravenous": Range(0.01, 500, "mg", "0.3 mg a minute over hours in women"),
            "injected": Range(0.01, 500, "mg", "as by vein"),
            "intraventricular": Range(0.0001, 1000, "ug", _WIDE),
        },
    ),
    "pexacerfont": Drug(
        "trial drug", {"oral": Range(10, 1000, "mg", "100 and 300 mg a day in Kwako et al. 2015, widened")}
    ),
    "yohimbine": Drug(
        "challenge",
        {
            "oral": Range(1, 100, "mg", "5.4 to 22 mg in the kinetic studies, widened"),
            "intravenous": Range(0.5, 100, "mg", "10 mg, and 0.25 to 0.5 mg/kg, in the kinetic studies, widened"),
        },
    ),
}
