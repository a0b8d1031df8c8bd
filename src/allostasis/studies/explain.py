"""The methods of a study in plain paragraphs, written from the file alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allostasis.protocols.events import minutes

if TYPE_CHECKING:
    from allostasis.studies.files import Study

__all__ = ["assumptions_in_words", "methods"]


def methods(study: Study) -> list[str]:
    """Paragraphs: participants, history, how days are simulated, design and session, measures, analysis."""
    return [
        _participants(study),
        " ".join(phase.in_words() for phase in study.history),
        _days(study),
        _sessions(study),
        _measures(study),
        f"{_capital(study.analysis.in_words())} All random numbers follow from the seed {study.seed}.",
    ]


def assumptions_in_words(study: Study) -> list[str]:
    """A sentence that says how many, then a line for each assumption with its value and reason."""
    assumed = study.assumed()
    if not assumed:
        return ["Nothing was assumed: every item has a source."]
    lines = [f"{n}. {a.key}: {a.value}. {a.reason}" for n, a in enumerate(assumed, start=1)]
    return [f"No source gave the following {len(assumed)} items; they are assumptions.", *lines]


def _participants(study: Study) -> str:
    return (
        f"{study.title}. For each set of model parameters {study.participants} virtual participants are drawn from the "
        f'population "{study.people.title}". Their covariates are: {study.people.in_words()}'
    )


def _days(study: Study) -> str:
    """What the file does not say and the engine decides: the clock of a day, what is fast-forwarded, what is met."""
    from allostasis.studies.timeline import FIRST_USE, FORWARD_DAYS, MOST_USES, WAKING

    sentences = []
    if any(phase.phase == "use" and phase.use == "imposed" for phase in study.history):
        sentences.append(
            f"Imposed uses are a whole number per day, at most {MOST_USES}; the first is at {FIRST_USE:02.0f}:00 and "
            f"they are spread over {WAKING:g} h."
        )
    if any(phase.phase != "regimen" and phase.detailed != phase.duration for phase in study.history):
        sentences.append(
            f"What is not simulated in full is fast-forwarded: {FORWARD_DAYS} days are simulated, with leaps between "
            "them, and cues and stressors of daily life are met at their mean rate instead of by chance."
        )
    sentences.append("During a session nobody uses, and nothing is met but what the session presents.")
    return " ".join(sentences)


def _sessions(study: Study) -> str:
    treatments = " ".join(f"In the arm {name} the treatment is {_treatment(study, name)}." for name in study.arms)
    return f"{study.design.in_words(len(study.arms))} {study.session.in_words()} {treatments}{_dose_to_cue(study)}"


def _dose_to_cue(study: Study) -> str:
    drug_cues = [cue for cue in study.session.cues if cue.cue == "drug"]
    if not drug_cues:
        return ""
    delay = minutes(drug_cues[0].at) - study.session.dose_minute
    return f" The first drug cues come {delay} min after the treatment." if delay >= 0 else ""


def _treatment(study: Study, arm: str) -> str:
    return " and ".join(dose.in_words() for dose in study.arms[arm].treatment) or "placebo, without active drug"


def _measures(study: Study) -> str:
    listed = " ".join(_capital(measure.in_words()) for measure in study.measures.values())
    reported = ", ".join(study.reported)
    compared = f" The result is compared with what was reported ({reported})." if reported else ""
    return f"{listed}{compared}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
