"""What libSBML finds in a document: its own full check, unit consistency and modelling practice included."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One remark of libSBML.

    Attributes:
        severity: "error", "warning" or "information".
        number: libSBML's number of the rule.
        category: such as "SBML unit consistency".
        line: line of the document.
        text: what is said.
    """

    severity: str
    number: int
    category: str
    line: int
    text: str


def findings(text: str) -> list[Finding]:
    """Everything that libSBML has to say about a document."""
    import libsbml

    document = libsbml.readSBMLFromString(text)
    categories = (
        libsbml.LIBSBML_CAT_GENERAL_CONSISTENCY,
        libsbml.LIBSBML_CAT_IDENTIFIER_CONSISTENCY,
        libsbml.LIBSBML_CAT_UNITS_CONSISTENCY,
        libsbml.LIBSBML_CAT_MATHML_CONSISTENCY,
        libsbml.LIBSBML_CAT_SBO_CONSISTENCY,
        libsbml.LIBSBML_CAT_OVERDETERMINED_MODEL,
        libsbml.LIBSBML_CAT_MODELING_PRACTICE,
    )
    for category in categories:
        document.setConsistencyChecks(category, True)
    document.checkConsistency()
    document.checkInternalConsistency()
    return [_finding(document.getError(k)) for k in range(document.getNumErrors())]


def _finding(error: object) -> Finding:
    import libsbml

    names = {libsbml.LIBSBML_SEV_INFO: "information", libsbml.LIBSBML_SEV_WARNING: "warning"}
    return Finding(
        severity=names.get(error.getSeverity(), "error"),  # type: ignore[attr-defined]  # libSBML ships no types
        number=error.getErrorId(),  # type: ignore[attr-defined]
        category=error.getCategoryAsString(),  # type: ignore[attr-defined]
        line=error.getLine(),  # type: ignore[attr-defined]
        text=error.getMessage().strip(),  # type: ignore[attr-defined]
    )
