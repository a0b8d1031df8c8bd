"""The report of an overdose study, from the files of a finished run. Nothing is simulated here.

page       the page, written into the result directory
content    what it says
shares     arrests by dose, rescue and time of abstinence, beside the published ones
courses    breathing, gases and receptors over time
tolerance  tolerance over days of abstinence
"""

from allostasis.report.overdose.page import write_overdose_report

__all__ = ["write_overdose_report"]
