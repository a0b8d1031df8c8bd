"""The claims of the review, each judged by the rows that bear on it.

load_claims   the claims of `claims.yaml`, checked against the evidence
judge         every claim with its verdict; `judge_claim` judges one
unlisted      effects that no claim names yet
RULE          how a verdict follows from the rows, one rule after the other
Verdict       the words of a verdict

files      the file of claims: its form, and that it names rows which exist
standing   whether one row speaks for a statement, against it, or neither
verdict    from rows to independent samples, and from samples to a verdict
results    what a judgement holds, ready for JSON
judging    the verdicts of all statements and claims
"""

from allostasis.evidence.claims.files import Claim, Claims, Part, Reading, load_claims, read_claims
from allostasis.evidence.claims.judging import judge, judge_claim, judge_part, unlisted
from allostasis.evidence.claims.results import ClaimVerdict, PartVerdict
from allostasis.evidence.claims.standing import Standing, standing_of
from allostasis.evidence.claims.verdict import RULE, Verdict

__all__ = [
    "RULE",
    "Claim",
    "ClaimVerdict",
    "Claims",
    "Part",
    "PartVerdict",
    "Reading",
    "Standing",
    "Verdict",
    "judge",
    "judge_claim",
    "judge_part",
    "load_claims",
    "read_claims",
    "standing_of",
    "unlisted",
]
