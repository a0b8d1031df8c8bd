"""Exchange: the model for other people's programs, as SBML and as Antimony text, generated from the equations that run.

    sbml("human")                               Level 3 Version 2, at rest, nothing given
    sbml("human", events=[(8.0, "heroin.heroin", 81e3)])
    antimony("human")                           the same as text for people

formulas          the equations with names left in them
dimensions        units of expressions
unit_definitions  units as SBML has them
mathml            expressions as libSBML holds them
document          the SBML document
labels            names, notes, ontology terms and sources
doses             a file of doses, cues and stressors
given             such a file, or one subject of an event table
checking          what libSBML finds in a document
writing           the door: `sbml` and `antimony`
"""

from allostasis.exchange.doses import read_doses
from allostasis.exchange.given import given_in_file
from allostasis.exchange.writing import antimony, sbml

__all__ = ["antimony", "given_in_file", "read_doses", "sbml"]
