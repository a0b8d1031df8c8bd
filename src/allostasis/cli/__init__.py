"""The command line: thin commands over the public functions of the rooms below, with no science of their own.

app        the commands joined, and what becomes of an error
messages   how an error is printed
study      allostasis study: explain, check, list, schema
run        allostasis run
overdose   the same verbs for overdose studies
show       allostasis show
verify     allostasis verify
evidence   allostasis evidence: check, show, status, snapshot, template, export, add
adding     what allostasis evidence add prints and asks
cite       allostasis cite
serve      allostasis serve
"""
