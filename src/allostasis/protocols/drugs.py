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
        role: what it is in a protocol: "opioid of use", "agonist treatment" or "trial drug".
        doses: plausible amounts of a single dose by each route that the model knows.
    """

    role: str
    doses: dict[str, Range]


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
    "oxytocin": Drug(
        "trial drug",
        {
            "intranasal": Range(1, 100, "IU", "the trials in the evidence gave 8 to 80 IU"),
            "intravenous": Range(
                0.1, 20, "IU", "1 IU in men and 10 IU in women after the menopause in kinetic studies"
            ),
        },
    ),
}
