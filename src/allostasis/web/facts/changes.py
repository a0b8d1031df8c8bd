"""What differs from the snapshot before: rows, pooled results and claims."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from allostasis.evidence import Evidence
from allostasis.evidence.history import changes_since, latest_before, record_of
from allostasis.evidence.snapshots import current

__all__ = ["facts"]


def facts(evidence: Evidence) -> dict[str, Any]:
    """The changes since the last recorded snapshot of other tables; empty if none is recorded."""
    before = latest_before(current().digest)
    if before is None:
        return {}
    return asdict(changes_since(before, record_of(evidence)))
