"""The typical user's courses, as the published sources give them (run there with relative tolerance 1e-10)."""

from __future__ import annotations

import pytest

from allostasis.models.overdose import OverdoseResult, at_rest

NAMES = ("ventilation", "blood_flow", "arterial_pco2", "arterial_po2", "brain_po2", "opioid_occupancy")
UNTREATED = """
10 4.874 4.935 39.18 92.24 31.97 0.3906
30 0.998 5.044 44.05 82.93 34.98 0.9522
60 0.963 5.288 47.16 62.43 36.38 0.9864
120 1.594 6.588 49.54 33.70 27.41 0.9903
180 1.666 9.534 53.35 18.27 14.99 0.9921
240 1.694 9.651 59.42 12.49 5.90 0.9929
300 1.677 9.661 61.38 12.52 5.84 0.9930
420 1.799 8.913 64.68 13.19 6.00 0.9926
"""
TREATED = """
180 1.724 9.532 53.26 18.60 15.36 0.9916 0.0005
240 2.098 9.649 58.83 13.82 8.65 0.9903 0.0027
300 2.818 9.657 58.41 17.75 14.23 0.9863 0.0069
420 4.635 5.889 54.48 52.20 37.50 0.9708 0.0219
600 5.983 5.365 49.44 89.88 43.02 0.9335 0.0574
900 6.053 5.209 44.28 92.94 39.64 0.8539 0.1337
1800 6.088 5.055 41.04 91.66 35.67 0.6595 0.3182
3600 6.165 5.033 40.60 91.52 34.91 0.5816 0.3839
"""


def rows(text: str) -> list[tuple[int, list[float]]]:
    return [(int(line.split()[0]), [float(x) for x in line.split()[1:]]) for line in text.strip().splitlines()]


def test_rest_is_the_published_one() -> None:
    states, breathing = at_rest()
    # Printed to five or six digits.
    assert 60 * breathing == pytest.approx(6.76437, rel=1e-5)
    assert states["ventilation.gain"] == pytest.approx(0.87769, rel=1e-4)
    assert 60 * states["ventilation.peripheral"] == pytest.approx(-0.19968, rel=1e-4)
    assert 60 * states["ventilation.central"] == pytest.approx(0.34405, rel=1e-4)


@pytest.mark.parametrize(("second", "printed"), rows(UNTREATED))
def test_without_naloxone_every_printed_number_is_met(
    untreated: OverdoseResult, second: int, printed: list[float]
) -> None:
    found = [untreated.courses[name][second // 10, 0] for name in NAMES]
    assert found == pytest.approx(printed, rel=0.005)


@pytest.mark.parametrize(("second", "printed"), rows(TREATED))
def test_with_a_spray_every_printed_number_is_met(treated: OverdoseResult, second: int, printed: list[float]) -> None:
    found = [treated.courses[name][second // 10, 0] for name in (*NAMES, "antagonist_occupancy")]
    # The first occupancies by naloxone are printed to one or two digits only: half a unit of the last one.
    assert found == pytest.approx(printed, rel=0.005, abs=0.00005)


def test_events_come_at_their_published_times(untreated: OverdoseResult, treated: OverdoseResult) -> None:
    assert untreated.arrest[0]
    assert untreated.trigger[0] == pytest.approx(16.5635, abs=0.02)  # a straight line within half a second
    # Published on a grid of 0.1 s, from the next point of it.
    assert 197.1 <= untreated.first_low_po2[0] <= 197.2
    assert untreated.collapse[0] == pytest.approx(417.2, abs=1e-6)
    assert untreated.least_po2[0] == pytest.approx(12.4835, rel=0.005)
    assert not treated.arrest[0]
    assert treated.least_po2[0] == pytest.approx(13.4983, rel=0.005)


def test_spans_are_the_published_ones(treated: OverdoseResult) -> None:
    published = {"brain_po2": 169.5, "arterial_po2": 222.5, "saturation": 393.7, "arterial_pco2": 802.0}
    assert {n: treated.spans[n][0] for n in published} == pytest.approx(published, rel=0.005)
