"""Who acts: an agent, the program itself, or what carries data in and out.

The one rule: an actor is known by kind and id; the name is only what the history shows.
"""

import time
from dataclasses import dataclass

from crmtui.db.models import Agent
from crmtui.db.orm import raw
from crmtui.db.seats import seat
from crmtui.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts."""

    kind: str
    id: int | None
    name: str


SYSTEM = Actor("system", None, "crmtui")
SYNC = Actor("sync", None, "sync")


def now() -> int:
    """The present, UTC epoch seconds."""
    return int(time.time())


def sitting_here(name: str = "") -> Actor:
    """The agent of that name, else of this system user, else the first one (see `seats.seat`).

    Raises:
        NotFoundError: no agent fits.
    """
    number, found = seat(raw(), name)
    if number is None:
        known = ", ".join(row.name for row in Agent.select().where(Agent.active == 1).limit(10))
        if name:
            raise NotFoundError(f"there is no agent {name}", f"Agents: {known or 'none yet'}.")
        raise NotFoundError("this desk has no agent yet", "Add one with `crmtui agents add NAME EMAIL`.")
    return Actor("agent", number, found)
