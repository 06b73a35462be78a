"""Who asks a query, when and where.

The one rule: what `me`, `today` and `7d` mean is known once for a whole question, so that all its parts agree.
"""

from dataclasses import dataclass
from datetime import tzinfo


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, when and where: what `me`, `today` and `7d` mean."""

    me: int | None
    now: int
    zone: tzinfo
