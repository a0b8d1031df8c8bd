"""What one fit found is written down whole: each value as a row, and each pair with its correlation."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from allostasis.evidence import load
from allostasis.verification.fits import __main__ as command
from allostasis.verification.fits import naloxone_muscle, rat_heroin
from allostasis.verification.fits.correlations import JOINT
from allostasis.verification.fits.weights import posterior


@pytest.mark.parametrize("name", JOINT)
def test_each_pair_of_a_joint_fit_has_its_correlation(name: str) -> None:
    evidence, rows = load(), JOINT[name][1].values()
    pairs = {frozenset((row.first, row.second)) for row in evidence.value_correlations.values()}
    assert [row for row in rows if row not in evidence.parameter_values] == []
    assert [pair for pair in combinations(rows, 2) if frozenset(pair) not in pairs] == []


def test_the_committed_correlations_are_those_of_the_fit() -> None:
    found, rows = naloxone_muscle.fit()["correlations"], JOINT["naloxone_muscle"][1]
    written = {frozenset((r.first, r.second)): r.correlation for r in load().value_correlations.values()}
    for first, second in combinations(rows, 2):
        # Three digits are written; another processor adds up in another order.
        assert found[first, second] == pytest.approx(written[frozenset((rows[first], rows[second]))], abs=2e-3)


def test_weights_give_the_correlation_of_what_they_choose() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.standard_normal((2, 200_000))
    # A normal likelihood on the sum of two standard normals: the correlation is -1/(1 + sd^2) in closed form.
    found = posterior({"x": x, "y": y}, {"sum": x + y}, {"sum": lambda q: -0.5 * q["sum"] ** 2})
    assert found["correlations"]["x", "y"] == pytest.approx(-1 / 2, abs=0.02)


def _rats(**rates: float) -> rat_heroin.Sample:
    """One set of parameters: the middle of the prior, but for the given rates."""
    middle = rat_heroin.sample_of(np.log([[median for median, _ in rat_heroin.PRIOR.values()]]))
    return middle._replace(**{name: np.array([rate]) for name, rate in rates.items()})


def test_a_brain_whose_plasma_is_gone_at_once_empties_with_the_rate_of_equilibration() -> None:
    found = rat_heroin.brain_half_life(_rats(k10=1e4, k12=1e-3, k13=1e-3, k_e_morphine=1.3))
    # Plasma is gone within seconds; what it still gives is below a thousandth.
    assert found == pytest.approx(np.log(2) / 1.3, rel=1e-3)


def test_a_brain_whose_plasma_falls_slowly_empties_as_slowly_as_plasma() -> None:
    found = rat_heroin.brain_half_life(_rats(k10=0.2, k12=1e-3, k13=1e-3, k_e_morphine=50.0))
    # The brain follows within a minute; the first of two hours hold the delay.
    assert found == pytest.approx(np.log(2) / 0.2, rel=0.02)


def test_readings_of_one_laboratory_count_as_their_geometric_mean() -> None:
    k_e = np.array([0.8, 1.2, 2.0])
    both = rat_heroin._one_laboratory(rat_heroin._log("k_e", 1.0, 0.5), rat_heroin._log("k_e", 2.0, 0.5))({"k_e": k_e})
    mean = rat_heroin._log("k_e", np.sqrt(2.0), 0.5)({"k_e": k_e})
    # Equal but for a number that is the same for all, which no weight sees.
    assert both - mean == pytest.approx(both[0] - mean[0])


def test_leaving_out_a_statement_that_a_fit_does_not_have_names_those_it_has(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["fits", "tolerance", "--without", "heroin peaks at noon"])
    with pytest.raises(SystemExit):
        command.main()
    assert "heroin peaks after 1 to 3 days" in capsys.readouterr().err
