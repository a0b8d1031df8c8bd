"""Histories that several parts of the audit share: months of heroin, maintenance with methadone, and its end.

The amount of heroin is the median of the package's population of people in treatment (150 mg a day), in four uses by
day; methadone is 80 mg by mouth, within the usual range of maintenance. Both are conventions of the audit.
"""

from __future__ import annotations

from collections.abc import Sequence

from allostasis.verification.audit.group import Course, Dose, Group

HEROIN_MG, USES = 150.0, (8.0, 12.0, 17.0, 22.0)
METHADONE_MG, MORNING = 80.0, 9.0
HEROIN_DAYS, METHADONE_DAYS = 60, 42
OXYTOCIN_MG = 40 * 1.71e-3
"""40 IU; 1 IU is 1.71 ug here."""
TARGETS = (
    "heroin.heroin",
    "methadone.gut",
    "oxytocin.nasal",
    "oxytocin.nasal_central",
    "oxytocin.central",
    "exposure.drug_cue",
    "exposure.neutral_cue",
    "exposure.stressor",
)
"""States that these histories and the sessions after them add to."""


def heroin(group: Group, days: int = HEROIN_DAYS, every: float = 2.0) -> Course:
    """Daily heroin."""
    amount = HEROIN_MG / len(USES)
    doses = [d for hour in USES for d in group.dose("heroin", "intravenous", amount, hour, daily=True)]
    return group.live(24.0 * days, doses, every)


def methadone(group: Group, days: int = METHADONE_DAYS, mg: float = METHADONE_MG, every: float = 2.0) -> Course:
    """Daily methadone."""
    return group.live(24.0 * days, group.dose("methadone", "oral", mg, MORNING, daily=True), every)


def taper(group: Group, days: int, stages: int = 7) -> list[Course]:
    """Methadone lowered in equal steps from the usual dose to nothing."""
    amounts = [METHADONE_MG * (1 - (k + 1) / (stages + 1)) for k in range(stages)]
    return [methadone(group, days // stages, mg) for mg in amounts]


def session(
    group: Group,
    oxytocin_mg: float = 0.0,
    cue_hour: float = 0.75,
    stress: float = 0.0,
    extra: Sequence[Dose] = (),
    cue: str = "exposure.drug_cue",
) -> Course:
    """Two hours in the laboratory: oxytocin by nose or nothing, a cue, possibly a stressor with it."""
    doses: list[Dose] = [Dose(cue_hour, cue, 1.0), *extra]
    doses += [Dose(cue_hour, "exposure.stressor", stress)] if stress else []
    doses += group.dose("oxytocin", "intranasal", oxytocin_mg, 0.0) if oxytocin_mg else []
    return group.copy().live(2.0, doses, 1 / 6)
