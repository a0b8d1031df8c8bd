"""Adding a study: from a filled template or a file with references to rows in the tables.

template    the template of a study, as YAML with comments
read_rows   the rows in a filled template, or in an RIS, BibTeX or CSL-JSON file
plan        check new rows together with the tables, and say what they move
carry_out   write the rows of a plan, all files or none
freeze      the snapshot that the tables become, and its datapackage.json
export      a copy of the tables that can be written to

Example:
    planned = plan(read_rows(Path("study.yaml")), Path("tables"))
    for move in planned.moves:
        print(move.question, move.before, move.after)
    carry_out(planned, Path("tables"))
"""

from allostasis.evidence.intake.new_row import NewRow
from allostasis.evidence.intake.planning import Plan, carry_out, export, freeze, plan
from allostasis.evidence.intake.references import read_references
from allostasis.evidence.intake.rows import read_rows
from allostasis.evidence.intake.template import template
from allostasis.evidence.intake.writing import write_all

__all__ = [
    "NewRow",
    "Plan",
    "carry_out",
    "export",
    "freeze",
    "plan",
    "read_references",
    "read_rows",
    "template",
    "write_all",
]
