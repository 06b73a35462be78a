"""What can be done to tickets: the rules behind the actions of the table.

The one rule: a handler changes records only through the recording it is given, and says what it did in one line.
"""

import json
from collections.abc import Iterable, Sequence

from crmtui.db import answers, records
from crmtui.db.models import Agent, Customer, Identity, Message, Ticket
from crmtui.db.orm import raw
from crmtui.db.seats import seat
from crmtui.desk.times import parse_when
from crmtui.desk.views import PRIORITIES
from crmtui.errors import NotFoundError, RefusedError, UsageError
from crmtui.journal import SYSTEM, Counted, Recording, recording
from crmtui.text import when

_SNIPPET = 120
"""Characters of the latest message that a list may show."""


def snippet(text: str) -> str:
    """How a message begins, as a list may show it."""
    begins = " ".join(text[: _SNIPPET + _SNIPPET // 4].split())
    # Seldom is there so much white space that more of it has to be looked at.
    return (begins if len(begins) >= _SNIPPET else " ".join(text[: _SNIPPET * 4].split()))[:_SNIPPET]


def one_or_many(ids: Sequence[int], changed: int, verb: str) -> Counted:
    """`#1042 resolved`, `50 resolved` or, when nothing moved, `already resolved`."""
    if not changed:
        return Counted(0, verb, f"already {verb}")
    return Counted(changed, verb, f"#{ids[0]} {verb}" if len(ids) == 1 else "")


def _existing(ids: Sequence[int]) -> None:
    if len(ids) == 1 and not records.fetch("ticket", ids, ["status"]):
        raise NotFoundError(f"there is no ticket #{ids[0]}", "`crmtui list --view all` shows what there is.")
    if not ids:
        raise UsageError("no ticket is selected", "Name one, or put the cursor on it.")


def _living(act: Recording, ids: Sequence[int]) -> list[int]:
    """Those that were not merged: what was is no conversation any more, and has no state of its own."""
    _existing(ids)
    merged = {row_id: row["merged_into_id"] for row_id, row in records.fetch("ticket", ids, ["merged_into_id"]).items()}
    if len(ids) == 1 and merged[ids[0]] is not None:
        raise RefusedError(f"#{ids[0]} was merged into #{merged[ids[0]]}", f"Do it to #{merged[ids[0]]}.")
    for row_id, into in merged.items():
        if into is not None:
            act.skip(row_id, f"it was merged into #{into}")
    return [row_id for row_id in ids if merged.get(row_id) is None]


def resolve(act: Recording, ids: Sequence[int]) -> str:
    """Done: nobody waits any more."""
    ids = _living(act, ids)
    unresolved = _not_in(ids, "resolved")
    changed = act.update(
        Ticket, unresolved, status="resolved", resolved_at=act.at, waiting_since=None, snoozed_until=None
    )
    return one_or_many(ids, changed, "resolved")


def _not_in(ids: Sequence[int], status: str) -> list[int]:
    # Resolving what is resolved must not move its resolution time.
    return [row_id for row_id, row in records.fetch("ticket", ids, ["status"]).items() if row["status"] != status]


def reopen(act: Recording, ids: Sequence[int]) -> str:
    """Back to open, waiting since the first unanswered mail."""
    ids = _living(act, ids)
    closed = _not_in(ids, "open")
    since = answers.waiting_since(raw(), closed)
    changed = act.update_each(
        Ticket,
        {
            row_id: {"status": "open", "resolved_at": None, "snoozed_until": None, "waiting_since": since.get(row_id)}
            for row_id in closed
        },
    )
    return one_or_many(ids, changed, "open")


def pend(act: Recording, ids: Sequence[int]) -> str:
    """The customer has the next word."""
    ids = _living(act, ids)
    changed = act.update(Ticket, ids, status="pending", waiting_since=None, snoozed_until=None, resolved_at=None)
    return one_or_many(ids, changed, "pending")


def spam(act: Recording, ids: Sequence[int]) -> str:
    """Junk: out of every view but Spam."""
    ids = _living(act, ids)
    changed = act.update(Ticket, ids, status="spam", waiting_since=None, snoozed_until=None)
    return one_or_many(ids, changed, "marked as spam")


def trash(act: Recording, ids: Sequence[int]) -> str:
    """Out of every view; kept, and found by its number."""
    _existing(ids)
    changed = act.update(Ticket, ids, status="trash", waiting_since=None, snoozed_until=None)
    return one_or_many(ids, changed, "in the trash")


def snooze(act: Recording, ids: Sequence[int], until: str | int) -> str:
    """Asleep until a time (a person's words, or epoch seconds); a customer's mail wakes it earlier."""
    ids = _living(act, ids)
    moment = until if isinstance(until, int) else parse_when(until, act.at)
    changed = act.update(Ticket, ids, status="snoozed", snoozed_until=moment)
    return one_or_many(ids, changed, f"snoozed until {when(moment, act.at)}")


def set_status(act: Recording, ids: Sequence[int], status: str) -> str:
    """Any status by name, with what belongs to it."""
    ways = {"open": reopen, "pending": pend, "resolved": resolve, "spam": spam, "trash": trash}
    if status not in ways:
        hint = "Snooze needs a time: use snooze." if status == "snoozed" else f"Statuses: {', '.join(ways)}."
        raise UsageError(f'"{status}" is not a status to set', hint)
    return ways[status](act, ids)


def set_priority(act: Recording, ids: Sequence[int], priority: str | int) -> str:
    """Low, normal, high or urgent."""
    _existing(ids)
    name = PRIORITIES[priority] if isinstance(priority, int) and 0 <= priority < len(PRIORITIES) else str(priority)
    if name not in PRIORITIES:
        raise UsageError(f'"{priority}" is not a priority', f"Priorities: {', '.join(PRIORITIES)}.")
    return one_or_many(ids, act.update(Ticket, ids, priority=PRIORITIES.index(name)), name)


def assign(act: Recording, ids: Sequence[int], agent: str | int | None) -> str:
    """To an agent by name, address or id; `me`; or `nobody`."""
    _existing(ids)
    agent_id, name = _agent(act, agent)
    changed = act.update(Ticket, ids, assignee_id=agent_id)
    return one_or_many(ids, changed, f"assigned to {name}" if agent_id else "unassigned")


def _agent(act: Recording, agent: str | int | None) -> tuple[int | None, str]:
    if agent in (None, "nobody", "none", 0):
        return None, "nobody"
    if agent == "me":
        if act.actor.kind != "agent":
            raise UsageError("there is no me here", "Name the agent.")
        return act.actor.id, act.actor.name
    if isinstance(agent, int):
        row = Agent.get_or_none((Agent.id == agent) & (Agent.active == 1))
        number, name = (row.id, row.name) if row else (None, "")
    else:
        number, name = seat(raw(), str(agent))
    if number is not None:
        return number, name
    known = ", ".join(row.name for row in Agent.select().where(Agent.active == 1).limit(10))
    raise NotFoundError(f'there is no agent "{agent}"', f"Agents: {known or 'none yet'}.")


def clean_tags(tags: str | Iterable[str]) -> list[str]:
    """Tags as they are stored: lower case, without `#`, blanks made dashes, sorted, each once."""
    words = tags.replace(",", " ").split() if isinstance(tags, str) else [str(tag) for tag in tags]
    return sorted({"-".join(word.lower().lstrip("#").split()) for word in words} - {""})


def _retag(act: Recording, ids: Sequence[int], add: set[str], remove: set[str]) -> int:
    rows = records.fetch("ticket", ids, ["tags"])
    # Thousands of tickets have the same few sets of tags.
    known: dict[str, str] = {}
    for before in {row["tags"] for row in rows.values()}:
        known[before] = json.dumps(sorted((set(json.loads(before)) | add) - remove), ensure_ascii=False)
    return act.move("ticket", rows, {row_id: {"tags": known[row["tags"]]} for row_id, row in rows.items()})


def tag(act: Recording, ids: Sequence[int], tags: str | Iterable[str], remove: str | Iterable[str] = ()) -> str:
    """Put tags on, and take those of `remove` off."""
    _existing(ids)
    add, off = clean_tags(tags), clean_tags(remove)
    changed = _retag(act, ids, set(add), set(off))
    words = " ".join((*(f"+{one}" for one in add), *(f"-{one}" for one in off)))
    return one_or_many(ids, changed, f"tagged {words}")


def untag(act: Recording, ids: Sequence[int], tags: str | Iterable[str]) -> str:
    """Take tags off."""
    return tag(act, ids, (), tags)


def rename(act: Recording, ids: Sequence[int], subject: str) -> str:
    """Another subject."""
    _existing(ids)
    line = " ".join(subject.split())
    if not line:
        raise UsageError("the subject is empty", "Write a few words.")
    return one_or_many(ids, act.update(Ticket, ids, subject=line), "renamed")


def note(act: Recording, ids: Sequence[int], text: str) -> str:
    """An internal note on each ticket; the customer never sees it."""
    _existing(ids)
    words = text.strip()
    if not words:
        raise UsageError("the note is empty", "Write a few words.")
    agent = Agent.get_or_none(Agent.id == act.actor.id) if act.actor.kind == "agent" else None
    for ticket_id in records.fetch("ticket", ids, ["status"]):
        act.insert(
            Message, ticket_id=ticket_id, kind="note", direction="internal", at=act.at, created_at=act.at,
            agent_id=agent.id if agent else None, author_name=act.actor.name,
            author_email=agent.email if agent else "", text=words,
        )  # fmt: skip
    return Counted(len(ids), "tickets noted", f"note on {f'#{ids[0]}' if len(ids) == 1 else f'{len(ids)} tickets'}")


def new(act: Recording, _ids: Sequence[int], customer: str | int, subject: str) -> str:
    """A ticket to a customer (id or address), before its first message."""
    line = " ".join(subject.split())
    if not line:
        raise UsageError("the subject is empty", "Write a few words.")
    customer_id = _customer(act, customer)
    ticket_id = act.insert(
        Ticket, subject=line, status="open", customer_id=customer_id, channel="email",
        assignee_id=act.actor.id if act.actor.kind == "agent" else None,
        created_at=act.at, updated_at=act.at, activity_at=act.at,
    )  # fmt: skip
    # A customer may have been made on the way: what was asked for is the ticket.
    act.created = ticket_id
    return f"#{ticket_id} made"


def give(act: Recording, ids: Sequence[int], customer: str | int) -> str:
    """Say whose tickets they are, by id or address; of those whose customer is not known or not proven."""
    _existing(ids)
    return one_or_many(ids, act.update(Ticket, ids, customer_id=_customer(act, customer)), f"given to {customer}")


def _customer(act: Recording, customer: str | int) -> int:
    if isinstance(customer, int) or customer.isdecimal():
        row = Customer.get_or_none(Customer.id == int(customer))
        if row is None:
            raise NotFoundError(f"there is no customer {customer}", "Name one by address.")
        return int(row.merged_into or row.id)
    key = customer.strip().casefold()
    if "@" not in key.strip("@"):
        raise UsageError(f'"{customer}" is no address', "Write name@example.com.")
    identity = Identity.get_or_none((Identity.kind == "email") & (Identity.value_key == key))
    if identity is not None:
        return int(identity.customer)
    made = act.insert(Customer, name="", name_key=key, email=customer.strip(), created_at=act.at, updated_at=act.at)
    act.insert(
        Identity, customer_id=made, kind="email", value=customer.strip(), value_key=key, created_at=act.at
    )  # fmt: skip
    return made


def wake_due(now: int) -> int:
    """Open the snoozed tickets whose time has come; how many."""
    # By time alone: asked for the status as well, SQLite would read every snoozed ticket there is, every few seconds.
    due = Ticket.select(Ticket.id, Ticket.status).where(Ticket.snoozed_until <= now).limit(1000)
    ids = [row.id for row in due if row.status == "snoozed"]
    if not ids:
        return 0
    with recording(SYSTEM, "ticket.wake", "Woke from snooze", cause="snooze is over", at=now, undoable=False) as act:
        return act.update(Ticket, ids, status="open", snoozed_until=None, activity_at=now)
