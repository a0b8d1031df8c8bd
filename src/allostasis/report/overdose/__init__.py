"""The report of an overdose study, from the files of a finished run. Nothing is simulated here.

page       the page, written into the result directory
content    what it says
arms       how arms are told apart: colour, dashes, mark
shares     arrests by dose, rescue and time of abstinence, beside the published ones
levels     relative danger by weeks of abstinence, and what the level hangs on
days       danger on every day of abstinence, by the emulator
courses    breathing, gases and receptors over time
tolerance  tolerance over days of abstinence
"""

from allostasis.report.overdose.page import write_overdose_report

__all__ = ["write_overdose_report"]
