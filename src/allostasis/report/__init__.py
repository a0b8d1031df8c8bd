"""Reports: sentences, tables and figures from the files of a finished run. Nothing is simulated here.

write_report   read a result directory and write its `report.html` (one file, no network, no script)
main_figure    the simulated contrast beside the published finding, as a matplotlib figure
overdose       (sub-package) the report of an overdose study
synthesis      (sub-package) figures of what the evidence says about an outcome
"""

from allostasis.report.figures import main_figure
from allostasis.report.html import write_report

__all__ = ["main_figure", "write_report"]
