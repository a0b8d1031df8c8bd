"""Figures of a synthesis of the evidence, drawn from its numbers; nothing is computed here.

forest               rows with intervals, the pooled effect, signs without a size, what is left out
harvest_plot         every sample as a bar in the column of its verdict, by design factor
sign_and_size_plot   what is believed before and after the rows
funnel_plot          effects against their standard errors
baujat_plot          which samples carry the result, and which make it heterogeneous
pictures, write_pictures     all of these for one synthesis; the same as SVG and PNG files
forest_table, harvest_table, signs_table     the table beside each figure
"""

from allostasis.report.synthesis.diagnostics import baujat_plot, funnel_plot
from allostasis.report.synthesis.drawing import Picture, pictures, pooled_fit, write_pictures
from allostasis.report.synthesis.forest import forest
from allostasis.report.synthesis.harvest import harvest_plot
from allostasis.report.synthesis.signs import sign_and_size_plot
from allostasis.report.synthesis.twins import (
    diagnostics_rows,
    forest_table,
    harvest_table,
    signs_rows,
    signs_table,
)

__all__ = [
    "Picture",
    "baujat_plot",
    "diagnostics_rows",
    "forest",
    "forest_table",
    "funnel_plot",
    "harvest_plot",
    "harvest_table",
    "pictures",
    "pooled_fit",
    "sign_and_size_plot",
    "signs_rows",
    "signs_table",
    "write_pictures",
]
