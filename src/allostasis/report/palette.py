"""Colours and type of the figures: one name per role, safe for the colour-blind, told apart by more than colour.

Figures are drawn in the light colours; in the page each becomes a CSS variable, so that dark mode and print follow.
Hues after Okabe and Ito, darkened until they reach a contrast of 4.5 on the page.
"""

from __future__ import annotations

INK = "#1d2329"
MUTED = "#59636e"
LINE = "#c9cfd6"
TRACK = "#e9ecf0"
PAPER = "#fefefe"
CONTROL = "#5b5f66"
ACTIVE = "#00755c"
LOWER = "#0b66a8"
NEITHER = "#767d86"
HIGHER = "#b84a00"
NEUTRAL_CUE = "#d9dee4"
DRUG_CUE = "#f0c48a"

VARIABLES = {
    INK: "ink",
    MUTED: "muted",
    LINE: "line",
    TRACK: "track",
    PAPER: "paper",
    CONTROL: "control",
    ACTIVE: "active",
    LOWER: "lower",
    NEITHER: "neither",
    HIGHER: "higher",
    NEUTRAL_CUE: "neutral-cue",
    DRUG_CUE: "drug-cue",
}
REGION_COLOURS = {"lower": LOWER, "neither": NEITHER, "higher": HIGHER}

TEXT = 12.0  # CSS pixels: figures are drawn at the size at which they are shown
SETTINGS: dict[str, object] = {
    "figure.dpi": 72,  # one unit of the drawing is one CSS pixel
    "savefig.dpi": 72,
    "figure.facecolor": PAPER,
    "axes.facecolor": "none",
    "savefig.facecolor": PAPER,
    "font.family": "DejaVu Sans",  # ships with matplotlib, so the layout is the same everywhere
    "font.size": TEXT,
    "axes.titlesize": TEXT + 1,
    "axes.labelsize": TEXT,
    "xtick.labelsize": TEXT - 0.5,
    "ytick.labelsize": TEXT - 0.5,
    "text.color": INK,
    "axes.labelcolor": MUTED,
    "axes.edgecolor": LINE,
    "xtick.color": LINE,
    "ytick.color": LINE,
    "xtick.labelcolor": MUTED,
    "ytick.labelcolor": MUTED,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 1.0,
    "text.parse_math": False,  # names come from files: a dollar sign is a dollar sign
    "svg.fonttype": "none",  # real text: searchable, and set in the reader's font
    "svg.hashsalt": "allostasis",  # identifiers in the drawing are the same in every run
    "axes.unicode_minus": True,
    "path.simplify": True,
}
