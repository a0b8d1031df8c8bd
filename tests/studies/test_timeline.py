"""The days of a history: a short phase is as short as it was written, and no number of events is too many."""

import numpy as np

from allostasis.models.daily_life import TARGETS
from allostasis.quantities.documents import Document
from allostasis.studies.files import load_study, read_study
from allostasis.studies.timeline import PER_DAY, SlotBuilder, lay_out

USE = {
    "phase": "use",
    "drug": "heroin",
    "route": "intravenous",
    "use": "imposed",
    "amount": "300 mg/day",
    "uses_per_day": "4 1/d",
    "duration": "3 d",
    "detailed": "1 d",
}


def test_a_first_phase_of_three_days_is_three_days_of_use():
    content = load_study("woolley2016").as_dict()
    content |= {"history": [USE], "assumptions": []}
    study = read_study(Document("a short history", content))
    timeline = lay_out(study, {"weight": np.array([80.0])}, {}, TARGETS, np.dtype("float64"))
    uses = timeline.slots.time[:, 0] >= 0
    assert np.count_nonzero(uses) == 4
    assert set(timeline.slots.first[uses, 0]) == {(timeline.days - 3) * PER_DAY}


def test_a_long_cue_needs_more_events_than_one_set_of_slots_and_gets_them():
    builder = SlotBuilder(1, TARGETS, np.dtype("float64"))
    for minute in range(30):
        builder.once("exposure.drug_cue", minute, np.ones(1))
    assert sorted(t for t in builder.slots().time[:, 0] if t >= 0) == list(range(30))
