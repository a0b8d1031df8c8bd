"""Fit the emulator again: `python -m allostasis.studies.overdose.fit --keep DIRECTORY`.

Simulates single people scattered over the design, fits the surfaces, simulates the cells that judge them, and writes
`data/emulator.json` with coefficients, design, seeds and errors. Takes about an hour and a half on two cores; every
finished block is kept in DIRECTORY, so that an interrupted fit goes on. The same command gives the same file on one
kind of processor. `--only carfentanil-1` fits one surface again and leaves the others as they stand in the file.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from allostasis import __version__
from allostasis.studies.overdose.design import (
    AXES,
    BLOCK,
    DESIGNS,
    Design,
    axes_of,
    cells_of,
    people_of,
    points_of,
    simulate_points,
)
from allostasis.studies.overdose.emulator import FILE
from allostasis.studies.overdose.surface import Floats, Plain, Surface, fit_plain, fit_surface

SEED = 20221103
"""Of the fit; that of the judging people is one larger, that of the judging points two larger."""
DEGREES = (5, 2, 4)
"""Degree along log dose, tolerance and delay."""


def main() -> None:
    """Run all designs and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, required=True, help="directory for finished blocks")
    parser.add_argument("--only", help="fit one surface, such as fentanyl-0, and leave the others as they are")
    given = parser.parse_args()
    given.keep.mkdir(parents=True, exist_ok=True)
    kept = {} if given.only is None else {name_of(each): each for each in json.loads(FILE.read_text())["surfaces"]}
    surfaces = [
        fitted(design, given.keep) if given.only in (None, design.name) else kept[design.name]
        for design in DESIGNS
        if given.only in (None, design.name) or design.name in kept
    ]
    content = {
        "version": __version__,
        "command": "python -m allostasis.studies.overdose.fit --keep DIRECTORY",
        "seed": SEED,
        "axes": list(AXES),
        "people_of_a_cell": BLOCK,
        "surfaces": surfaces,
    }
    FILE.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def name_of(surface: dict[str, Any]) -> str:
    """The name of the design of a surface in the file."""
    return f"{surface['opioid']}-{surface['doses']}"


def fitted(design: Design, keep: Path) -> dict[str, Any]:
    """One surface with its design and its errors."""
    points, _ = points_of(design, SEED)
    events, latest = _simulated(design, keep)
    low, high = axes_of(design)
    plain = fit_plain(points, events, low, high)
    surface = fit_surface(points, events, low, high, DEGREES[: len(low)], plain)
    judged = _judged(design, surface, plain, keep)
    for form in ("emulated", "plain"):
        errors = [100 * abs(cell[form] - cell["full"]) for cell in judged]
        _say(f"{design.name}: {form}: largest {max(errors):.2f}, mean {np.mean(errors):.2f} points")
    errors = [100 * abs(cell["emulated"] - cell["full"]) for cell in judged]
    return {
        **asdict(design),
        "horizon_s": design.horizon,
        "latest_collapse_s": round(latest, 1),
        "low_ends": low.tolist(),
        "high_ends": high.tolist(),
        "coefficients": np.round(surface.coefficients, 6).tolist(),
        "plain": asdict(plain),
        "largest_error_points": round(max(errors), 3),
        "mean_error_points": round(float(np.mean(errors)), 3),
        "held_back": judged,
    }


def _simulated(design: Design, keep: Path) -> tuple[Floats, float]:
    """Arrests at the points of the fit, block by block."""
    file = keep / f"{design.name}.json"
    done: list[list[Any]] = json.loads(file.read_text()) if file.exists() else []
    points, people = points_of(design, SEED)
    for first in range(BLOCK * len(done), design.people, BLOCK):
        block = slice(first, first + BLOCK)
        arrest, latest = simulate_points(design, points[block], {n: v[block] for n, v in people.items()})
        done.append([arrest.astype(int).tolist(), latest])
        _write(file, done)
        _say(f"{design.name}: {first + BLOCK} of {design.people} people")
    return np.concatenate([np.array(block[0], float) for block in done]), max(block[1] for block in done)


def _judged(design: Design, surface: Surface, plain: Plain, keep: Path) -> list[dict[str, Any]]:
    """Cells that the fit never saw: the full runs' share, ours, and that of the plain form."""
    from scipy.special import ndtr

    file = keep / f"{design.name}-held-back.json"
    done: list[float] = json.loads(file.read_text()) if file.exists() else []
    cells, people = cells_of(design, SEED + 2), people_of(SEED + 1)
    for point in cells[len(done) :]:
        arrest, _ = simulate_points(design, np.tile(point, (BLOCK, 1)), people)
        done.append(float(arrest.mean()))
        _write(file, done)
        _say(f"{design.name}: {len(done)} of {len(cells)} cells that judge")
    ours, straight = surface.probability(cells), ndtr(plain.eta(cells, surface.low, surface.high))
    return [
        {
            "mg": float(f"{np.exp(point[0]):.6g}"),
            "tolerance": round(float(point[1]), 4),
            **({"delay_s": round(float(point[2]), 2)} if len(point) > 2 else {}),
            "full": full,
            "emulated": round(float(emulated), 5),
            "plain": round(float(plain_share), 5),
        }
        for point, full, emulated, plain_share in zip(cells, done, ours, straight, strict=True)
    ]


def _write(file: Path, content: Any) -> None:
    part = file.with_suffix(".part")
    part.write_text(json.dumps(content), encoding="utf-8")
    part.replace(file)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
