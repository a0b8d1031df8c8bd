"""What an overdose study says about itself: what was run, with what, what was assumed, what was published."""

from __future__ import annotations

from typing import Any

from allostasis import __version__
from allostasis.evidence import Evidence, short_name, snapshots, texts
from allostasis.studies.assemble import NOTICE
from allostasis.studies.overdose.block import sources_of_block, sources_of_choices
from allostasis.studies.overdose.cohort import FEWEST, WHY
from allostasis.studies.overdose.explain import methods
from allostasis.studies.overdose.files import OverdoseStudy
from allostasis.studies.overdose.schema import Lived, Rescue

__all__ = ["LIMITS", "manifest_of", "sources_of"]

LIMITS = (
    f"Cohorts only, of at least {FEWEST} people: {WHY}.",
    "Other depressants are outside: benzodiazepines, alcohol, gabapentinoids and xylazine raise the danger, and "
    "nothing here shows by how much.",
    "The dose is in plasma at once. Slower injection, smoking, snorting and swallowing give other times.",
    "Everybody has the same lungs, heart, brain and set points; between people only kinetics and binding differ. Age, "
    "illness of lung or liver, sleep and posture are not there.",
    "Cardiac arrest here is the end of an untreated collapse. Breathing for the person, chest compressions and an "
    "ambulance are not there, nor is damage to the brain of survivors.",
    "A rescue assumes a bystander who sees breathing fail and acts: people who use alone have none.",
    "Rigidity of the chest wall, reported after fentanyl, is not there.",
    "Shares hang on the doses. What a street dose holds is rarely known; ratios between times and arms are firmer than "
    "levels.",
)
"""What a reader has to know before using any overdose result."""

LIVED = (
    "Tolerance comes from a slow model that is not calibrated: what is shown is what its priors imply, and the "
    "interval over draws is wide for that reason.",
    "That tolerance of breathing runs in proportion to the slow model's tolerance is an assumption; tolerance of "
    "breathing may be lost more slowly, or faster, than tolerance of other effects.",
    "Breathing was measured in the opioid-naive (0) and in chronic users (1) alone. Tolerance above 1 is "
    "extrapolation, whether the line goes on or is held, and the two published readings of the chronic users' "
    "tolerance, by exponents and by the concentration of half effect, part widely at large doses; the table of levels "
    "shows all.",
    "Tolerance that a familiar place signals, and its absence in a strange one, is left out.",
)
HEROIN = (
    "Heroin enters as a dose of fentanyl that depresses breathing as much: the factor and its spread are assumptions, "
    "and its slower arrival in the brain and its metabolites' longer stay are not there.",
)
NALMEFENE = (
    "Nalmefene binds with the power of naloxone and reaches its effect site as fast: both are assumed, as is that high "
    "blood flow acts on it as on naloxone in the vein; everybody weighs 74.7 kg for it.",
)
MUSCLE = (
    "Naloxone into a muscle has the same kinetics in everybody, and its published peak is less than half of what was "
    "measured after another product.",
)


def manifest_of(study: OverdoseStudy, evidence: Evidence, data: Any) -> dict[str, Any]:
    """The manifest of a run: no times, no host, so that the same run gives the same file.

    Args:
        study: the study.
        evidence: the evidence tables.
        data: the dataset of the run.
    """
    sources = sources_of(study, evidence)
    given = _given(study)
    limits = (
        *LIMITS,
        *(LIVED * isinstance(study.people, Lived)),
        *(HEROIN * (study.opioid == "heroin")),
        *(NALMEFENE * any(arm.drug == "nalmefene" for arm in given)),
        *(MUSCLE * any(arm.route == "intramuscular" for arm in given)),
    )
    return {
        "version": __version__,
        "kind": study.kind,
        "study_id": study.id,
        "study": study.as_dict(),
        "model": "overdose",
        "posterior": "prior" if isinstance(study.people, Lived) else "published population",
        "seed": study.seed,
        "methods": methods(study),
        "people": study.people.total,
        "arms": list(study.rescue),
        "assumptions": [{"key": a.key, "value": a.value, "reason": a.reason} for a in study.assumed()],
        "published": [cell.model_dump(mode="json") for cell in study.published],
        "evidence_snapshot": snapshots.current().name,
        "sources": sources,
        "source_names": [short_name(reference) for reference in evidence.references(sources)],
        "references": texts(evidence.references(sources)),
        "limits": list(limits),
        "notice": NOTICE,
        "variables": sorted(map(str, data.data_vars)),
    }


def sources_of(study: OverdoseStudy, evidence: Evidence) -> list[str]:
    """Citation keys of what the study uses: its own, the published cells, the block, and the slow model if it runs."""
    keys = {*study.sources, *(cell.source for cell in study.published), *sources_of_block(evidence)}
    people, arms = study.people, _given(study)
    # The table of levels of people from the slow model shows both readings of tolerance.
    acts_on = "C50" if isinstance(people, Lived) else people.tolerance_acts_on
    keys |= sources_of_choices(evidence, acts_on, arms)
    if isinstance(people, Lived):
        from allostasis.studies.overdose.lived import slow_study
        from allostasis.studies.used import used_parameters

        slow = slow_study(study, people.history, 1, people.number)
        keys |= {*evidence.sources_of_priors(sorted(used_parameters(slow)))}
        keys |= {*([] if study.population is None else study.population.sources())}
        keys |= {people.reference.source} - {None}  # type: ignore[arg-type]  # a set of what is left
    return sorted(keys)


def _given(study: OverdoseStudy) -> list[Rescue]:
    return [arm for arm in study.rescue.values() if isinstance(arm, Rescue)]
