"""What a study may be used for: the four roles, and the refusal of a held-out study before the predictions are frozen.

`calibration` may enter a likelihood. `development` shaped the structure of the model: it is reproduced, and never
predicted. `held_out` is in the tables, but neither run nor compared with a prediction before the freeze, because a
result that was seen shapes the next change of the model. `context` is evidence only.
"""

from __future__ import annotations

from collections.abc import Mapping

from allostasis.errors import HeldOutError, Problem
from allostasis.evidence.rows import Study
from allostasis.evidence.vocabulary import Role

WORDS: Mapping[Role, str] = {
    "calibration": "fitted",
    "development": "reproduced",
    "held_out": "predicted",
    "context": "compared",
}
"""What agreement of the model with a study may be called, by the role of the study."""

PREDICTIONS_ARE_FROZEN = False
"""Set, once, by the change that commits the frozen predictions; until then no held-out study is run."""


def require_predictable(study: Study, purpose: str) -> None:
    """Refuse to use a held-out study with the model before the predictions are frozen.

    Args:
        study: the study of the evidence.
        purpose: what it would be used for, such as "a run".

    Raises:
        HeldOutError: if the study is held out and the predictions are not frozen; it says why.
    """
    if study.role == "held_out" and not PREDICTIONS_ARE_FROZEN:
        raise HeldOutError(
            Problem(
                f"study {study.study_id}",
                f"{purpose} of {study.study_id}, whose role in the evidence is held_out ({study.role_reason})",
                "studies with the role calibration, development or context",
                "held-out studies judge the frozen predictions; used earlier, their results would shape the model",
            )
        )


def word_for(study: Study) -> str:
    """What agreement of the model with this study may be called: fitted, reproduced, predicted or compared."""
    return WORDS[study.role]
