"""Study files that cannot be run: each is refused with exit code 2, its place, what was found and what is allowed."""

import re

import pytest

DOSE = "{drug: oxytocin, route: intranasal, amount: 40 IU}"
CUE = "{at: 65 min, cue: drug, duration: 5 min}"

# cause, what is replaced by what, the key that must be named, words of the message
CASES = [
    ("unknown key", "seed: 20", "sede: 1\nseed: 20", "sede", 'was "seed" meant?'),
    ("unknown key", "  test: paired_t", "  test: paired_t\n  tset: 1", "analysis.tset", "unknown key"),
    (
        "unknown key",
        "duration: 5 min}\n\narms",
        "duration: 5 min, colour: red}\n\narms",
        "session.events[2].colour",
        "at, cue",
    ),
    ("unknown key", "model: human", "model: human\nmodell: 1", "modell", "unknown key"),
    (
        "missing key",
        "title: Intranasal oxytocin and cue-induced heroin craving in men on methadone\n",
        "",
        "title",
        "missing",
    ),
    ("missing key", "  alpha: 0.05\n", "", "analysis.alpha", "missing"),
    ("missing key", "    amount: {covariate: agonist_dose}\n", "", "history[1].amount", "missing"),
    ("missing key", ", route: intranasal", "", "arms.oxytocin.treatment[0].route", "missing"),
    ("missing arm", "  oxytocin:\n    treatment:\n      - " + DOSE, "", "arms", "at least 2"),
    ("missing arm", "active: oxytocin", "active: oxytocine", "analysis.active", 'was "oxytocin" meant?'),
    ("missing arm", "control: placebo", "control: saline", "analysis.control", '"saline"'),
    ("same arms", "control: placebo", "control: oxytocin", "analysis.control", "two different arms"),
    ("same arms", "      - " + DOSE, "      []", "arms.oxytocin", "is a dose missing?"),
    ("wrong unit", "amount: 40 IU", "amount: 40 min", "arms.oxytocin.treatment[0].amount", "a time"),
    ("wrong unit", 'start: "10:00"\n  duration: 2 h', 'start: "10:00"\n  duration: 2 mg', "session.duration", "a mass"),
    ("wrong unit", "washout: 7 d", "washout: 7 kg", "design.washout", "a mass"),
    ("wrong unit", "noise_sd: 10 points", "noise_sd: 10 mg", "measures.cue_craving.noise_sd", "points"),
    ("no unit", "washout: 7 d", "washout: 7", "design.washout", "without a unit"),
    ("no unit", "{at: 15 min,", "{at: 15,", "session.events[0].at", "without a unit"),
    ("metre for minute", "{at: 15 min,", "{at: 15 m,", "session.events[0].at", '"min"'),
    ("unknown unit", "washout: 7 d", "washout: 7 dayz", "design.washout", "dayz"),
    ("impossible dose", "amount: 40 IU", "amount: 40 mg", "arms.oxytocin.treatment[0].amount", "was IU meant"),
    (
        "impossible dose",
        "amount: 40 IU",
        "amount: 4000 IU",
        "arms.oxytocin.treatment[0].amount",
        "between 1 and 100 IU",
    ),
    ("impossible dose", "amount: 40 IU", "amount: -40 IU", "arms.oxytocin.treatment[0].amount", "implausible"),
    (
        "impossible dose",
        "amount: {covariate: agonist_dose}",
        "amount: 90 g/day",
        "history[1].amount",
        "was mg/day meant",
    ),
    (
        "unknown drug",
        "drug: oxytocin",
        "drug: oxytocine",
        "arms.oxytocin.treatment[0].drug",
        "heroin, methadone, morphine, naloxone",
    ),
    ("unknown drug", "drug: methadone", "drug: methadose", "history[1].drug", "unknown drug"),
    ("unknown route", "route: intranasal", "route: oral", "arms.oxytocin.treatment[0].route", "intranasal"),
    ("duplicate key", "seed: 20", "seed: 1\nseed: 20", "seed", "second time"),
    ("duplicate key", "  kind: crossover", "  kind: crossover\n  kind: parallel", "design.kind", "second time"),
    ("tag", "seed: ", "seed: !!int ", "seed", "tag"),
    ("tag", "title: ", "title: !!python/name:os.system ", "title", "tag"),
    ("anchor", "washout: 7 d", "washout: &week 7 d", "design.washout", "anchor"),
    (
        "unknown covariate",
        "{covariate: years_of_use}",
        "{covariate: years_of_us}",
        "history[0].duration.covariate",
        'was "years_of_use"',
    ),
    (
        "unknown covariate",
        "{covariate: years_of_use}",
        "{covariate: weight}",
        "history[0].duration.covariate",
        "years_of_use",
    ),
    (
        "unknown covariate",
        "    psychiatric:",
        "    psychiatry:",
        "population.covariates.psychiatry",
        'was "psychiatric" meant?',
    ),
    (
        "no reason",
        "      source: brooner1997\n",
        "",
        "population.covariates.psychiatric",
        "neither a source nor a reason",
    ),
    ("impossible person", "mean: 83 kg", "mean: 83000 kg", "population.covariates.weight.low", "low < middle < high"),
    ("impossible person", "high: 160 kg", "high: 16000 kg", "population.covariates.weight.high", "adults"),
    ("impossible person", "low: 50 kg", "low: 100 kg", "population.covariates.weight.low", "low < middle < high"),
    (
        "impossible person",
        "probability: 0.48",
        "probability: 48",
        "population.covariates.psychiatric.probability",
        "less than or equal to 1",
    ),
    ("impossible person", "value: male", "value: man", "population.covariates.sex.value", "'male' or 'female'"),
    (
        "unknown population",
        "from: opioid_agonist_treatment",
        "from: martians",
        "population.from",
        "opioid_agonist_treatment",
    ),
    ("unknown population", "from: opioid_agonist_treatment", "from: none.yaml", "population.from", "No such file"),
    ("too few people", "participants: 32", "participants: 1", "population.participants", "greater than or equal to 2"),
    ("not a number", "participants: 32", "participants: many", "population.participants", '"many"'),
    ("not a number", "participants: 32", "participants: true", "population.participants", "whole number"),
    ("not a number", "alpha: 0.05", 'alpha: "0.05"', "analysis.alpha", "number"),
    ("not a number", "seed: 20160526", "seed: .nan", "seed", "finite"),
    ("not a number", "seed: 20160526", "seed: 1.5", "seed", "whole number"),
    ("clash", CUE, CUE + "\n    - {at: 67 min, cue: drug, duration: 5 min}", "session.events[3].at", "do not overlap"),
    ("clash", CUE, CUE + "\n    - {at: 90 min, give: treatment}", "session.events[3]", "exactly one event"),
    ("clash", "    - {at: 15 min, give: treatment}\n", "", "session.events", "exactly one event"),
    ("outside", "{at: 65 min, cue", "{at: 118 min, cue", "session.events[2].at", "[0, 120) min"),
    ("outside", "{at: 15 min, give", "{at: -15 min, give", "session.events[0].at", "[0, 120) min"),
    ("outside", "[66 min, 71 min]", "[66 min, 171 min]", "measures.cue_craving.when", "[0, 120)"),
    (
        "fraction of a minute",
        "{at: 15 min, give",
        "{at: 15.5 min, give",
        "session.events[0].at",
        "whole number of minutes",
    ),
    ("empty window", "[66 min, 71 min]", "[71 min, 66 min]", "measures.cue_craving.when", "stop lies after"),
    ("time of day", 'start: "10:00"', 'start: "25:00"', "session.start", "time of day"),
    ("time of day", 'at: "08:00"', "at: 8", "history[1].at", "text"),
    ("unknown choice", "kind: crossover", "kind: crosover", "design.kind", 'was "crossover" meant?'),
    ("unknown choice", "phase: treatment", "phase: treatmnt", "history[1].phase", 'was "treatment" meant?'),
    ("unknown choice", "test: paired_t", "test: t_test", "analysis.test", "'paired_t'"),
    ("unknown choice", "cue: drug,", "cue: drugs,", "session.events[2].cue", "'drug' or 'neutral'"),
    ("unknown choice", "use: none", "use: sometimes", "history[1].use", "'hazard' or 'none'"),
    ("unknown choice", "model: human", "model: rat", "model", "'human'"),
    ("unknown choice", "schema: 1", "schema: 2", "schema", "1"),
    ("no kind of event", CUE, "{at: 65 min, sound: loud}", "session.events[2]", "give, cue or stressor"),
    ("test of another design", "test: paired_t", "test: welch_t", "analysis.test", "paired_t or period_adjusted"),
    ("unknown measure", "outcome: cue_craving", "outcome: craving", "analysis.outcome", "cue_craving"),
    (
        "unknown observable",
        "observable: craving",
        "observable: happiness",
        "measures.cue_craving.observable",
        "cortisol",
    ),
    ("dangling assumption", "key: design.washout", "key: design.wash_out", "assumptions[6].key", "not in this file"),
    ("dangling assumption", "key: session.events[1]", "key: session.events[9]", "assumptions[9].key", "counted from 0"),
    ("dangling assumption", "key: session.start", "key: design.washout", "assumptions[8].key", "each key once"),
    (
        "history out of order",
        "  - phase: use\n",
        "  - phase: washout\n    use: none\n    duration: 3 d\n  - phase: use\n",
        "history[0].phase",
        'starts with "use"',
    ),
    (
        "too much detail",
        "duration: {covariate: days_on_agonist}\n    detailed: 14 d",
        "duration: 7 d\n    detailed: 28 d",
        "history[1].detailed",
        "at most the duration",
    ),
    (
        "list for mapping",
        "design:\n  kind: crossover\n  washout: 7 d\n  sequences: balanced",
        "design: [crossover]",
        "design",
        "mapping",
    ),
    (
        "nothing",
        "arms:\n  placebo:\n    treatment: []\n  oxytocin:\n    treatment:\n      - " + DOSE,
        "arms:",
        "arms",
        "nothing",
    ),
    ("tab", "  kind: crossover", "\tkind: crossover", "", "a tab"),
    ("open bracket", "treatment: []", "treatment: [", "", "not YAML"),
    ("solver step", "seed: 20", "numerics: {step: 7 min}\nseed: 20", "numerics.step", "divides 10 min"),
    ("solver step", "seed: 20", "numerics: {session_step: 0 min}\nseed: 20", "numerics.session_step", "divides 1 min"),
    ("solver step", "seed: 20", "numerics: {step: 4 min}\nseed: 20", "numerics.step", "divides 10 min"),
    ("solver step", "seed: 20", "numerics: {step: 0.00001 min}\nseed: 20", "numerics.step", "at least 1 s"),
    ("off the clock", 'start: "10:00"', 'start: "10:05"', "session.start", "clock of 10 minutes"),
    ("off the clock", 'at: "08:00"', 'at: "08:03"', "history[1].at", "clock of 10 minutes"),
    ("off the clock", "  duration: 2 h", "  duration: 14 h", "measures.cue_craving.when", "multiples of 5 min"),
    ("too long", "  duration: 2 h", "  duration: 40 h", "session.duration", "at most 1920 min"),
    (
        "past the next dose",
        "  duration: 2 h",
        "  duration: 30 h",
        "session.duration",
        "before the dose of the next day",
    ),
    ("washout", "washout: 7 d", "washout: 1 h", "design.washout", "whole days"),
    ("washout", "washout: 7 d", "washout: 36 h", "design.washout", "whole days"),
    (
        "fraction of a day",
        "duration: {covariate: years_of_use}",
        "duration: 2.5 d",
        "history[0].duration",
        "whole days",
    ),
    ("fraction of a day", "duration: {covariate: years_of_use}", "duration: 3 h", "history[0].duration", "whole days"),
    ("fraction of a day", "detailed: 14 d", "detailed: 12 h", "history[1].detailed", "whole days"),
    ("use by hazard", "use: imposed", "use: hazard", "history[0].use", "never used"),
    ("use by hazard", "use: none", "use: hazard", "history[1].use", "fast-forwarded"),
    (
        "drug of another phase",
        "drug: heroin\n    route: intravenous",
        "drug: oxytocin\n    route: intranasal",
        "history[0].drug",
        "heroin",
    ),
    (
        "drug of another phase",
        "drug: methadone\n    route: oral",
        "drug: heroin\n    route: intravenous",
        "history[1].drug",
        "methadone",
    ),
    ("too many uses", "{covariate: uses_per_day}", "12 1/d", "history[0].uses_per_day", "from 1 to 8"),
    ("implausible regimen", "{covariate: agonist_dose}", "1500 mg/day", "history[1].amount", "between 1 and 300 mg"),
]


def test_there_are_many_cases_of_many_causes():
    assert len(CASES) >= 40
    assert len({cause for cause, *_ in CASES}) >= 12


@pytest.mark.parametrize(("cause", "old", "new", "key", "words"), CASES)
def test_a_bad_file_is_refused_with_place_finding_and_remedy(run, study_file, cause, old, new, key, words):
    path = study_file((old, new))
    outcome = run("study", "explain", path)
    assert outcome.code == 2
    assert outcome.out == ""
    assert re.search(rf"{re.escape(str(path))}:\d+", outcome.err)
    assert key in outcome.err
    assert words in outcome.err
    assert "found:" in outcome.err
    assert "allowed:" in outcome.err
    assert "Traceback" not in outcome.err


def test_the_line_of_a_problem_is_the_line_of_its_key(run, study_file, sound_text):
    outcome = run("study", "explain", study_file(("washout: 7 d", "washout: 7 kg")))
    line = next(n for n, text in enumerate(sound_text.splitlines(), start=1) if "washout: 7 d" in text)
    assert f"broken.yaml:{line}, design.washout" in outcome.err


def test_all_problems_of_form_are_reported_together(run, study_file):
    path = study_file(
        ("washout: 7 d", "washout: 7"),
        ("amount: 40 IU", "amount: 40 mg"),
        ("alpha: 0.05", "alpha: 2"),
        ("drug: methadone", "drug: methadose"),
        ("model: human", "model: human\nmodell: human"),
    )
    outcome = run("study", "explain", path)
    assert "5 problems" in outcome.err
    for key in ("design.washout", "treatment[0].amount", "analysis.alpha", "history[1].drug", "modell"):
        assert key in outcome.err


def test_all_problems_of_sense_are_reported_together(run, study_file):
    path = study_file(
        ("control: placebo", "control: saline"),
        ("outcome: cue_craving", "outcome: craving"),
        ("test: paired_t", "test: welch_t"),
        ("key: design.washout", "key: design.wash_out"),
    )
    assert "4 problems" in run("study", "explain", path).err


def test_several_files_are_checked_in_one_go(run, study_file, tmp_path):
    path = study_file(("alpha: 0.05", "alpha: 2"))
    outcome = run("study", "check", path, tmp_path / "none.yaml", "wooley2016")
    assert outcome.code == 2
    for words in ("broken.yaml", "none.yaml", "was woolley2016 meant?"):
        assert words in outcome.err


def test_effects_and_sources_that_the_evidence_does_not_hold_are_named(run, study_file):
    path = study_file(
        ("woolley2016.craving_cue", "woolley2016.craving_cu"), ("source: brooner1997", "source: bruner1997")
    )
    outcome = run("study", "check", path)
    assert outcome.code == 2
    assert 'was "woolley2016.craving_cue" meant?' in outcome.err
    assert 'the source "bruner1997"' in outcome.err
