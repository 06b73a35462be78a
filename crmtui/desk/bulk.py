"""Tells what an action would do to many records, before it is done: how many, a few of them, what changes.

The one rule: it asks the action's own handler (`journal.rehearse`), so what is told is what will be done; where that
would take too long, some are asked, evenly spread, and the numbers are told as "about".
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmtui.actions import Action, Records
from crmtui.customers.book import CustomerRow, customer_row
from crmtui.db import lists, seats
from crmtui.db.customer_lists import BOOK
from crmtui.db.orm import raw
from crmtui.desk.views import PRIORITIES, TicketRow, ticket_row
from crmtui.journal import Actor, Rehearsed, rehearse

SampleRow = TicketRow | CustomerRow

_FEW = 4
# What follows from something else that is told, or is nobody's concern.
_QUIET = frozenset(
    ("version", "updated_at", "activity_at", "waiting_since", "resolved_at", "snoozed_until", "first_response_at",
     "sla_due_at", "name_key")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Preview:
    """What an action would do. Texts are as they came: clean them at the door to the screen.

    Attributes:
        title: the action.
        records: what it acts on.
        total: how many records were picked.
        changed: how many of them it would be done to.
        about: whether the numbers are guessed from a part.
        changes: what would change, a line each: "status: open -> resolved 9,400, pending -> resolved 600".
        left: of whom nothing would change, a line each: "12 already resolved".
        rows: the first few of the records.
    """

    title: str
    records: Records
    total: int
    changed: int
    about: bool
    changes: tuple[str, ...]
    left: tuple[str, ...]
    rows: tuple[SampleRow, ...]

    @property
    def headline(self) -> str:
        """The action and how many: "Resolve: 9,400 of 10,000 tickets"."""
        about = "about " if self.about else ""
        some = "" if self.changed == self.total else f"{about}{self.changed:,} of "
        noun = self.records or "record"
        return f"{self.title}: {some}{self.total:,} {noun if self.total == 1 else noun + 's'}"


def preview(
    action: Action,
    ids: Sequence[int],
    params: Mapping[str, Any],
    actor: Actor,
    *,
    sample: int = 5,
    seconds: float = 0.5,
) -> Preview:
    """What an action would do to records. Asks the writing connection, and keeps others from writing a little while.

    Args:
        action: an entry of the table.
        ids: the records, in the order of their list.
        params: its parameters by name.
        actor: who would act.
        sample: how many rows to show.
        seconds: how long to look, at the most, before the rest is guessed.

    Raises:
        CrmtuiError: the action would be refused.
    """
    told = rehearse(action, ids, params, actor, seconds=seconds)
    scaled = _scaling(told)
    return Preview(
        action.title, action.records, told.total, scaled(told.message.number), told.looked < told.total,
        tuple(_changes(told, scaled)), tuple(_left(told, scaled)), _rows(action.records, ids[:sample]),
    )  # fmt: skip


def _scaling(told: Rehearsed) -> Callable[[int], int]:
    """From the records that were tried to all: two digits say how well it is known."""

    def scaled(count: int) -> int:
        if count == told.looked or told.looked == told.total:
            return told.total if count == told.looked else count
        guess = round(count * told.total / told.looked)
        return min(told.total, round(guess, min(0, 2 - len(str(guess)))))

    return scaled


def _changes(told: Rehearsed, scaled: Callable[[int], int]) -> Iterable[str]:
    fields: dict[str, Counter[tuple[Any, Any]]] = {}
    tags: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for table, (_, op, field, before, after) in told.lines:
        if op != "update":
            row = after if op == "create" else before
            kind = row["kind"] if table == "message" else table.replace("_", " ")
            whole[f"{kind} {'added' if op == 'create' else 'removed'}"] += 1
        elif field == "tags":
            held, will = set(json.loads(before)), set(json.loads(after))
            tags.update(f"+{tag}" for tag in will - held)
            tags.update(f"-{tag}" for tag in held - will)
        else:
            fields.setdefault(field, Counter())[before, after] += 1
    loud = [field for field in fields if field not in _QUIET]
    names = {number: name for number, name, _ in seats.agents(raw(), active=False)} if "assignee_id" in fields else {}
    for field in loud or ([] if tags or whole else list(fields)):
        yield _field_words(field, fields[field], names, scaled)
    if tags:
        yield "tags: " + ", ".join(f"{tag} {scaled(count):,}" for tag, count in tags.most_common(_FEW * 2))
    for what, count in whole.items():
        yield f"{what} {scaled(count):,}"


def _field_words(
    field: str, pairs: Counter[tuple[Any, Any]], names: Mapping[int, str], scaled: Callable[[int], int]
) -> str:
    label = field.removesuffix("_id").replace("_", " ")
    said: dict[str, Callable[[Any], str]] = {
        "status": str,
        "priority": lambda value: PRIORITIES[value],
        "assignee_id": lambda value: "nobody" if value is None else names.get(value, str(value)),
        "state": str,
    }
    if field not in said:
        return f"{label}: changed {scaled(pairs.total()):,}"
    word, most = said[field], pairs.most_common(_FEW)
    parts = [f"{word(before)} -> {word(after)} {scaled(count):,}" for (before, after), count in most]
    others = pairs.total() - sum(count for _, count in most)
    return f"{label}: " + ", ".join([*parts, f"others {scaled(others):,}"] if others else parts)


def _left(told: Rehearsed, scaled: Callable[[int], int]) -> Iterable[str]:
    same = told.looked - told.message.number - len(told.skipped)
    if same > 0:
        yield f"{scaled(same):,} already {told.message.words}"
    for why, count in Counter(why for _, why in told.skipped).most_common(_FEW):
        yield f"{scaled(count):,} left alone: {why}"
    if told.looked < told.total:
        yield f"looked at {told.looked:,}: all numbers but {told.total:,} are about right"


def _rows(records: Records, ids: Sequence[int]) -> tuple[SampleRow, ...]:
    if records is Records.TICKET:
        found = lists.rows_of(raw(), lists.ticket_listing("all", None), ids)
        return tuple(ticket_row(row) for row in found)
    if records is Records.CUSTOMER:
        return tuple(customer_row(row) for row in lists.rows_of(raw(), BOOK, ids))
    return ()
