"""Writes the demo company into a new database file.

The one rule: same seed, same number, same `now`: same rows. The file gets its name only when it is whole.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import cysqlite

from crmtui.customers.edit import value_key
from crmtui.db import demo_sql, fulltext, orders_sql
from crmtui.db.engine import Engine
from crmtui.db.orm import raw, transaction
from crmtui.demo.catalogue import DemoOrder, orders
from crmtui.demo.data import load
from crmtui.demo.order_rows import write_orders
from crmtui.demo.papers import paper
from crmtui.demo.people import DAY, DemoCustomer, customers, spammers
from crmtui.demo.threads import SMALL, DemoThread, Stage

FIRST_TICKET = 1001
BATCH = 5_000
SEED = 20_261_107

AGENTS = (("Ana Ruiz", "ana", "owner"), ("Ben Osei", "ben", "agent"), ("Chloe Martin", "chloe", "agent"))
_SNIPPET = 120

Progress = Callable[[int], None]
Act = tuple[int, int, str, str, int, str, Any, Any]
"""(at, agent, action, label, ticket, field, before, after)"""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of everything a company of so many tickets has."""

    tickets: int
    customers: int
    orders: int


def sizes(tickets: int) -> Sizes:
    """The proportions of the small desk, up to a point: a million tickets need not a million customers."""
    return Sizes(tickets, min(max(250, tickets * 5 // 8), 60_000), min(max(900, tickets * 9 // 4), 120_000))


def build(
    path: Path,
    tickets: int = 400,
    *,
    seed: int = SEED,
    now: int | None = None,
    os_user: str = "",
    progress: Progress | None = None,
) -> Sizes:
    """Make a demo company.

    Args:
        path: the new database file.
        tickets: how many tickets; customers and orders follow.
        seed: another one gives another company.
        now: the present, UTC epoch seconds; None for the clock.
        os_user: the system user that is Ana, the first agent.
        progress: told how many tickets are written, after each batch.

    Raises:
        DatabaseError: the file cannot be made.
        FileExistsError: `path` is already there.
    """
    if path.exists():
        raise FileExistsError(f"{path} is already there")
    at = int(time.time()) if now is None else now
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    for leftover in part.parent.glob(part.name + "*"):
        leftover.unlink()
    try:
        engine = Engine(part)
        try:
            engine.peewee()
            amount = sizes(tickets)
            _Builder(seed, amount, at, os_user).run(progress)
            raw().checkpoint(truncate=True)
        finally:
            engine.close()
        part.rename(path)
    finally:
        for leftover in part.parent.glob(part.name + "*"):
            leftover.unlink()
    return amount


class _Builder:
    def __init__(self, seed: int, amount: Sizes, now: int, os_user: str) -> None:
        self.rng, self.amount, self.now, self.os_user = Random(seed), amount, now, os_user  # noqa: S311 - a demo
        self.people: list[DemoCustomer] = []
        self.orders: list[DemoOrder] = []
        self.small = amount.tickets <= SMALL
        self.next_message, self.next_gesture = 1, 1
        self.blobs: dict[str, int] = {}

    def run(self, progress: Progress | None) -> None:
        with transaction():
            self._house(raw())
            self._people(raw())
        self._orders()
        stage = Stage(
            self.people, self.orders, [name.split()[0] for name, _, _ in AGENTS], self.now, self.amount.tickets
        )
        threads = stage.threads(self.rng)
        done = 0
        with transaction():
            demo_sql.flush_rarely(raw(), rarely=True)
        while batch := list(islice(threads, BATCH)):
            with transaction():
                self._tickets(raw(), batch, FIRST_TICKET + done)
            done += len(batch)
            if progress:
                progress(done)
        with transaction():
            demo_sql.flush_rarely(raw(), rarely=False)
            demo_sql.last_contact(raw())
            demo_sql.settle(raw())

    def _house(self, connection: cysqlite.Connection) -> None:
        shop = load("catalogue")
        facts = {"demo": "1", "shop_name": shop["shop"], "shop_url": shop["url"], "shop_email": shop["email"]}
        demo_sql.add(connection, "meta", list(facts.items()))
        domain = shop["email"].partition("@")[2]
        demo_sql.add(
            connection,
            "agent",
            [
                (
                    i + 1,
                    name,
                    f"{user}@{domain}",
                    (self.os_user or user) if i == 0 else user,
                    role,
                    f"{name}\n{shop['shop']}",
                )
                for i, (name, user, role) in enumerate(AGENTS)
            ],
        )
        began = self.now - 400 * DAY
        rows = []
        for number, table in enumerate(load("templates")["template"]):
            uses = int(self.rng.random() ** 2 * 90)
            used = self.now - int(self.rng.random() * 9 * DAY) if uses else None
            body = table["body"].strip() + "\n"
            made = began + number * DAY
            rows.append((table["folder"], table["name"], table.get("subject", ""), body, uses, used, made, made))
        demo_sql.add(connection, "template", rows)
        demo_sql.add(connection, "gesture", [(1, self.now, "system", None, "crmtui", "demo.build", "Made the demo", 0)])
        self.next_gesture = 2

    def _people(self, connection: cysqlite.Connection) -> None:
        self.people = [*customers(self.rng, self.amount.customers, self.now), *spammers(self.now)]
        rows: list[Sequence[Any]] = []
        identities: list[Sequence[Any]] = []
        numbers: set[str] = set()
        for key, one in enumerate(self.people, 1):
            tags = json.dumps(sorted(one.tags))
            rows.append(
                (key, one.name, one.name.casefold(), one.emails[0], one.phone, one.company, one.note, tags,
                 one.locale, one.timezone, one.country, None, one.since, one.since)
            )  # fmt: skip
            identities += [(key, "email", email, email.casefold(), one.since) for email in one.emails]
            number = value_key("phone", one.phone)
            if number and number not in numbers:
                numbers.add(number)
                identities.append((key, "phone", one.phone, number, one.since))
        demo_sql.add(connection, "customer", rows)
        demo_sql.add(connection, "identity", identities)
        demo_sql.index_customers(
            connection,
            (
                (key, one.name, " ".join((*one.emails, one.phone)), " ".join((one.company, one.note, *one.tags)))
                for key, one in enumerate(self.people, 1)
            ),
        )

    def _orders(self) -> None:
        real = [person for person in self.people if not person.spammer]
        self.orders = list(orders(self.rng, real, self.amount.orders, self.now))
        for start in range(0, len(self.orders), BATCH):
            with transaction():
                write_orders(raw(), self.orders[start : start + BATCH], self.now)
        with transaction():
            orders_sql.recount(raw(), {item.customer + 1 for item in self.orders})

    def _tickets(self, connection: cysqlite.Connection, batch: list[DemoThread], first: int) -> None:
        tickets, changes = [], []
        spoken: list[tuple[int, int, int, Sequence[Any], str, str]] = []
        for number, thread in enumerate(batch, first):
            tickets.append(self._ticket(number, thread))
            spoken += self._spoken(number, thread)
            if self.small:
                changes += list(_history(number, thread))
        # The full-text index gives the newest first by message id: so ids follow the time.
        spoken.sort(key=lambda row: (row[0], row[1], row[2]))
        numbered = [(self.next_message + place, *row[3]) for place, row in enumerate(spoken)]
        demo_sql.add(connection, "ticket", tickets)
        demo_sql.add(connection, "message", numbered)
        demo_sql.add(connection, "thread_ref", [(row[11], row[1]) for row in numbered if row[11]])
        fulltext.add_messages(
            connection,
            [(row[0], row[10], row[15], f"{row[7]} {row[8]}", spoken[i][5]) for i, row in enumerate(numbered)],
        )
        self._papers(connection, [(row[0], spoken[i][4]) for i, row in enumerate(numbered) if spoken[i][4]])
        self.next_message += len(numbered)
        self._journal(connection, changes)

    def _ticket(self, number: int, thread: DemoThread) -> Sequence[Any]:
        mails = [message for message in thread.messages if message.direction != "internal"]
        last = mails[-1]
        answers = [message.at for message in mails if message.direction == "out"]
        since = max(answers, default=0)
        waiting = next((message.at for message in mails if message.direction == "in" and message.at > since), None)
        moved = thread.messages[-1].at
        resolved = min(moved + 240, self.now) if thread.status == "resolved" else None
        return (
            number, thread.subject, " ".join(last.text.split())[:_SNIPPET], thread.status, thread.priority,
            thread.assignee + 1 if thread.assignee >= 0 else None, thread.customer + 1, "hello",
            json.dumps(thread.tags, ensure_ascii=False), thread.snoozed_until, thread.created_at, resolved or moved,
            last.at, waiting if thread.status in ("open", "snoozed") else None, min(answers, default=None), resolved,
        )  # fmt: skip

    def _spoken(self, number: int, thread: DemoThread) -> Iterator[tuple[int, int, int, Sequence[Any], str, str]]:
        """Each message as (at, ticket, place, its row without the id, what hangs on it, the file's name)."""
        person = self.people[thread.customer]
        house = load("catalogue")["email"]
        domain = house.partition("@")[2]
        theirs, ours = json.dumps({"to": [house]}), json.dumps({"to": [person.emails[0]]}, ensure_ascii=False)
        known: list[str] = []
        for place, message in enumerate(thread.messages):
            inward, note = message.direction == "in", message.direction == "internal"
            name, address = (person.name, person.emails[0]) if inward else _agent(message.agent, domain)
            end = person.emails[0].partition("@")[2] if inward else domain
            ref = "" if note else f"{number}.{place}.{thread.created_at % 100_000}@{end}"
            row = (
                number, "note" if note else "mail", message.direction, message.at,
                None if inward else message.agent + 1, thread.customer + 1 if inward else None, name, address,
                "{}" if note else theirs if inward else ours,
                "" if note else thread.subject if not known else f"Re: {thread.subject}",
                ref, known[-1] if known and not note else "", "" if note else " ".join(known), message.at, message.text,
                message.quoted,
            )  # fmt: skip
            if ref:
                known.append(ref)
            yield message.at, number, place, row, message.file, paper(message.file)[0] if message.file else ""

    def _papers(self, connection: cysqlite.Connection, wanted: list[tuple[int, str]]) -> None:
        rows = []
        for message_id, kind in wanted:
            name, mime, data = paper(kind)
            if kind not in self.blobs:
                self.blobs[kind] = len(self.blobs) + 1
                digest = hashlib.sha256(data).digest()
                demo_sql.add(connection, "blob", [(self.blobs[kind], digest, len(data), data)])
            rows.append((message_id, self.blobs[kind], 0, name, mime, len(data)))
        demo_sql.add(connection, "attachment", rows)

    def _journal(
        self, connection: cysqlite.Connection, changes: list[tuple[int, int, str, str, int, str, Any, Any]]
    ) -> None:
        changes.sort(key=lambda line: (line[0], line[4]))
        gestures, lines = [], []
        for at, agent, action, label, ticket, field, before, after in changes:
            name = AGENTS[agent][0]
            gestures.append((self.next_gesture, at, "agent", agent + 1, name, action, label, 0))
            lines.append((self.next_gesture, "ticket", ticket, "update", field, json.dumps(before), json.dumps(after)))
            self.next_gesture += 1
        demo_sql.add(connection, "gesture", gestures)
        demo_sql.add(connection, "change", lines)


def _agent(index: int, domain: str) -> tuple[str, str]:
    name, user, _ = AGENTS[index]
    return name, f"{user}@{domain}"


def _history(number: int, thread: DemoThread) -> Iterator[Act]:
    """What agents did with a ticket: (at, agent, action, label, ticket, field, before, after)."""
    if thread.assignee >= 0:
        first = next((m.at for m in thread.messages if m.agent >= 0), thread.messages[-1].at)
        after = thread.assignee + 1
        label = f"assigned to {AGENTS[thread.assignee][0]}"
        yield first - 30, thread.assignee, "ticket.assign", label, number, "assignee_id", None, after
    if thread.status in ("resolved", "spam"):
        at, label = thread.messages[-1].at + 60, "resolved" if thread.status == "resolved" else "marked as spam"
        action = f"ticket.{'resolve' if thread.status == 'resolved' else 'spam'}"
        yield at, max(thread.assignee, 0), action, label, number, "status", "open", thread.status
