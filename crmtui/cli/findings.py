"""What `doctor` finds.

The one rule: plain values; how bad it is, and what to do about it, belong to the finding.
"""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How good a finding is."""

    OK = "ok"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `hint` says what to do when it is not well."""

    area: str
    name: str
    value: str
    verdict: Verdict = Verdict.OK
    hint: str = ""
