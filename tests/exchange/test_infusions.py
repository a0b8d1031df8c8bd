"""Infusions in the SBML document: sound for libSBML, and what another simulator makes of them."""

from __future__ import annotations

from pathlib import Path

import libsbml
import numpy as np
import pytest

from allostasis.cli.app import main
from allostasis.errors import InputError
from allostasis.evidence import load
from allostasis.exchange import given_in_file, sbml
from allostasis.exchange.checking import findings
from allostasis.models.deterministic import simulate
from allostasis.models.human import Human
from allostasis.numerics.trace import symbol

TABLE = """id,time (h),amt (mg),ii (h),addl,dur (h),ss,cmt
1,1.5,10,4,2,1.25,1,morphine intravenous
1,3,4,.,.,2,0,morphine intravenous
1,2,30,.,.,.,0,heroin intravenous
"""


@pytest.fixture(scope="module")
def parameters() -> dict[str, float]:
    priors = load().priors_for("human")
    return {name: priors[name].default for name in Human.parameters()}


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("table") / "events.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_another_simulator_gives_the_infusions_as_we_do(table: Path, parameters: dict[str, float]) -> None:
    import roadrunner

    events, infusions = given_in_file(table, Human, parameters)
    text = sbml("human", events=events, infusions=infusions)
    assert findings(text) == []
    times = np.linspace(0, 14, 57)
    ours = simulate(Human, parameters, events, times, infusions=infusions)
    roadrunner.Logger.setLevel(roadrunner.Logger.LOG_FATAL)
    runner = roadrunner.RoadRunner(text)
    runner.integrator.relative_tolerance, runner.integrator.absolute_tolerance = 1e-10, 1e-12
    runner.integrator.setValue("stiff", False)
    names = ("heroin.morphine", "heroin.morphine_slow", "heroin.mam_brain", "mu_receptor.morphine", "hpa.cortisol")
    runner.timeCourseSelections = ["time", *(str(symbol(name)) for name in names)]
    theirs = np.asarray(runner.simulate(times=list(times)))[:, 1:]
    for name, column in zip(names, theirs.T, strict=True):
        # Their row at the time of an event is the one before it, ours the one after.
        quiet = ~np.isin(times, [e[0] for e in events])
        difference = np.abs(column - ours[name])[quiet].max() / np.ptp(ours[name])
        assert difference < 1e-6, (name, difference)  # two solvers, each at about 1e-9 a step


def test_the_inflow_is_nil_before_the_first_and_after_the_last_infusion(
    table: Path, parameters: dict[str, float]
) -> None:
    events, infusions = given_in_file(table, Human, parameters)
    model = libsbml.readSBMLFromString(sbml("human", events=events, infusions=infusions))
    inflow = model.getModel().getParameter("heroin__morphine__inflow")
    assert inflow.getValue() == 0
    switches = [
        e
        for e in (model.getModel().getEvent(k) for k in range(model.getModel().getNumEvents()))
        if e.getId().startswith("infusion")
    ]
    last = switches[-1].getEventAssignment(0)
    assert last.getVariable() == "heroin__morphine__inflow"
    assert last.getMath().getValue() == 0


def test_the_command_takes_an_event_table(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "model.xml"
    assert main(["export", "sbml", "--doses", str(table), "-o", str(out)]) == 0
    assert "heroin__morphine__inflow" in out.read_text(encoding="utf-8")
    assert main(["export", "sbml", "--doses", str(table), "--subject", "9", "-o", str(out)]) == 2


def test_infusions_that_cannot_be_are_named_together() -> None:
    with pytest.raises(InputError) as caught:
        sbml("human", infusions=[(2.0, 1.0, "heroin.morphine", 1.0), (0.0, 1.0, "heroin.nothing", float("nan"))])
    assert len(caught.value.problems) == 3
