"""What a record has in a field, in a few words: `status: pending`, `waiting since 3 Nov 09:12 (5d)`.

The one rule: it tells what is there, whether it meets anything or not.
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import Any

from crmtui.db import why_sql
from crmtui.db.connect import Reader
from crmtui.highlight import Finder, around
from crmtui.query.fields import Field, Kind, find_field
from crmtui.query.syntax import Compare, Test
from crmtui.query.values import Text
from crmtui.text import age, cut, money, one_line, plural, when

_WIDTH = 64
"""Cells of a text that are shown around a hit."""

# What stands behind `is:` and `has:`.
_BEHIND: dict[tuple[str, str], str] = {
    ("ticket", "waiting"): "waiting", ("ticket", "unassigned"): "assignee", ("ticket", "mine"): "assignee",
    ("ticket", "answered"): "answered", ("ticket", "unanswered"): "answered", ("ticket", "tag"): "tag",
    ("ticket", "customer"): "customer", ("ticket", "snoozed"): "snoozed", ("ticket", "resolved"): "resolved",
    ("customer", "repeat"): "orders", ("customer", "buyer"): "orders", ("customer", "lead"): "orders",
    ("customer", "order"): "orders", ("customer", "ticket"): "tickets", ("customer", "refund"): "refund_rate",
    ("customer", "company"): "company", ("customer", "tag"): "tag",
    ("order", "paid"): "payment", ("order", "unpaid"): "payment", ("order", "refunded"): "refunded",
    ("order", "cancelled"): "cancelled", ("order", "discount"): "discount", ("order", "tag"): "tag",
    ("order", "customer"): "customer", ("order", "tracking"): "tracking",
}  # fmt: skip
_VERBS = {"waiting": "waiting since", "updated": "last active", "answered": "first answered", "snoozed": "asleep until",
          "changed": "last changed", "since": "in the book since", "last_order": "last ordered",
          "last_contact": "last wrote"}  # fmt: skip
_NEVER = {"waiting": "nobody waits", "answered": "never answered", "resolved": "not resolved", "snoozed": "not asleep",
          "last_order": "never ordered", "last_contact": "never wrote", "cancelled": "not cancelled",
          "shipped": "not shipped", "delivered": "not delivered"}  # fmt: skip
_LEVELS = ("low", "normal", "high", "urgent")
# Where the words of a field may stand, among the parts of a message or the texts of a customer or an order.
_WHERE = {"subject": "subject", "text": "", "from": "author", "file": "file", "name": "name", "email": "address",
          "item": "article", "number": "number"}  # fmt: skip


def telling_words(text: str, begun: bool) -> str:
    """Words as a `Finder` takes them."""
    return f"{text}*" if begun else text


class Teller:
    """Tells what records have."""

    def __init__(self, connection: Reader, now: int, zone: tzinfo) -> None:
        self.connection, self.now, self.zone = connection, now, zone

    def name(self, records: str, record_id: int) -> str:
        """What a ticket or an order is called."""
        if records == "order":
            return f"order {one_line(str(why_sql.value(self.connection, records, 'name', record_id)))}"
        return f"ticket #{record_id}"

    def field(self, one: Field, test: Test, record_id: int) -> str:
        """What a record has in a field; `test` says what of it was asked."""
        return _KINDS[one.kind](self, one, test, record_id)

    def _value(self, one: Field, record_id: int) -> Any:
        return why_sql.value(self.connection, one.records, one.column, record_id)

    # -- kinds -----------------------------------------------------------------------------------------------------

    def plain(self, one: Field, _test: Test, record_id: int) -> str:
        """A word or a number."""
        if (one.records, one.name) in (("order", "sku"), ("order", "tracking"), ("order", "carrier")):
            texts = why_sql.listed(self.connection, one.records, one.name, record_id)
            return _named(one.name, ", ".join(texts))
        value = self._value(one, record_id)
        if one.kind is Kind.LEVEL:
            value = _LEVELS[value]
        elif one.name == "refund_rate" and value is not None:
            value = f"{round(100 * value)} %"
        elif one.kind is Kind.CHOICE:
            value = str(value).replace("_", " ")
        return _named(one.name, "" if value is None else str(value))

    def amount(self, one: Field, _test: Test, record_id: int) -> str:
        """An amount of money."""
        currency = why_sql.value(self.connection, one.records, "currency", record_id)
        return _named(one.name, money(self._value(one, record_id), currency))

    def tags(self, one: Field, _test: Test, record_id: int) -> str:
        """All tags."""
        found = json.loads(why_sql.value(self.connection, one.records, "tags", record_id))
        return _named("tags", ", ".join(map(str, found))) if found else "no tags"

    def view(self, one: Field, test: Test, _record_id: int) -> str:
        """The view that was named."""
        value = test.value if isinstance(test, Compare) and isinstance(test.value, Text) else Text("")
        return f"{one.name}: {value.text}"

    def agent(self, one: Field, _test: Test, record_id: int) -> str:
        """Whose it is."""
        number = self._value(one, record_id)
        return "assigned to " + (why_sql.agent(self.connection, number) if number is not None else "nobody")

    def person(self, one: Field, _test: Test, record_id: int) -> str:
        """Whose question or order it is."""
        number = self._value(one, record_id)
        if number is None:
            return "no customer"
        name = why_sql.customer(self.connection, number)
        others = [text for text in why_sql.listed(self.connection, "customer", "email", number) if text not in name]
        return f"customer: {name}" + (f" ({', '.join(others)})" if others else "")

    def time(self, one: Field, _test: Test, record_id: int) -> str:
        """When, and how long ago."""
        found = self._value(one, record_id)
        name = "updated" if one.kind is Kind.AGE else one.name
        if found is None:
            return _NEVER.get(name, f"{name}: none")
        return f"{_VERBS.get(name, name)} {self.moment(found)}"

    def moment(self, epoch: int) -> str:
        """A moment with its hour and how far away it is: `3 Nov 09:12 (5d ago)`."""
        day = when(epoch, self.now, self.zone)
        if ":" not in day:
            try:
                day += f" {datetime.fromtimestamp(epoch, self.zone):%H:%M}"
            except (OverflowError, ValueError, OSError):
                return day
        ahead = epoch > self.now
        far = age(abs(self.now - epoch))
        return f"{day} ({far})" if far == "now" or ahead else f"{day} ({far} ago)"

    def words(self, one: Field, test: Test, record_id: int) -> str:
        """The words around those that were looked for."""
        value = test.value if isinstance(test, Compare) and isinstance(test.value, Text) else Text("")
        finders = [Finder([telling_words(value.text, value.prefix)])]
        if one.column == "order_fts.number" and one.records == "ticket":
            return self._orders(finders, record_id)
        found = self.hits(one.records, record_id, finders, _WHERE.get(one.name))
        return found or f"{one.name}: nothing holds it"

    def _orders(self, finders: Sequence[Finder], ticket_id: int) -> str:
        owner = why_sql.owner(self.connection, "ticket", ticket_id)
        every = why_sql.relatives(self.connection, "order", owner) if owner is not None else []
        for order in every:
            found = self.hits("order", order, finders, "number") or self.hits("order", order, finders, "parcel")
            if found:
                return f"{self.name('order', order)}, {found}" if found.startswith("parcel") else f"order {found}"
        return f"its customer has {plural(len(every), 'order')}" if every else "no order"

    def flag(self, one: Field, test: Test, record_id: int) -> str:
        """What stands behind a word of `is:` or `has:`."""
        word = test.value.text if isinstance(test, Compare) and isinstance(test.value, Text) else ""
        behind = _BEHIND.get((one.records, word), "")
        special = _SPECIAL.get((one.records, word))
        said = special(self, one.records, word, record_id) if special else ""
        if behind:
            said = self._field_named(behind, one.records, test, record_id)
        if one.records == "ticket" and word in _STATUS:
            state = self._field_named("status", "ticket", test, record_id)
            return f"{state}, {said}" if said and state.endswith(_ADDED.get(word, "-")) else state
        if one.records == "order" and word in ("fulfilled", "unfulfilled"):
            return self._field_named("status", "order", test, record_id)
        return said or self.name(one.records, record_id)

    def _field_named(self, name: str, records: str, test: Test, record_id: int) -> str:
        found = find_field(name, records)
        return self.field(found[1], test, record_id) if found else ""

    # -- what a word of has: has -----------------------------------------------------------------------------------

    def listed(self, records: str, what: str, record_id: int) -> str:
        """Names of files, numbers, ..."""
        found = why_sql.listed(self.connection, records, what, record_id)
        return _named(what, ", ".join(found)) if found else f"no {what}"

    def latest(self, _records: str, what: str, record_id: int) -> str:
        """The latest note or reply."""
        at = why_sql.latest(self.connection, what, record_id)
        return f"no {what}" if at is None else f"latest {what} {self.moment(at)}"

    def noted(self, records: str, what: str, record_id: int) -> str:
        """The beginning of a note."""
        return _named(what, cut(one_line(why_sql.value(self.connection, records, what, record_id)), _WIDTH))

    def number_of(self, records: str, what: str, record_id: int) -> str:
        """How many orders or tickets its customer has."""
        owner = why_sql.owner(self.connection, records, record_id)
        path = "order" if what == "order" else "ticket"
        every = why_sql.relatives(self.connection, path, owner) if owner is not None else []
        if what != "open":
            return plural(len(every), path)
        states = [why_sql.value(self.connection, "ticket", "status", one) for one in every]
        return (
            f"{sum(state in ('open', 'pending') for state in states)} of {plural(len(every), 'ticket')} open or pending"
        )

    def merged(self, _records: str, _what: str, record_id: int) -> str:
        """Where it went."""
        into = why_sql.value(self.connection, "ticket", "merged_into_id", record_id)
        return "not merged" if into is None else f"merged into #{into}"

    # -- hits ------------------------------------------------------------------------------------------------------

    def hits(self, records: str, record_id: int, finders: Sequence[Finder], where: str | None = None) -> str:
        """Where words stand in the texts of a record; the text that holds the most of them, "" when none does."""
        if records == "ticket":
            return self._in_messages(record_id, finders, where)
        found = why_sql.texts(self.connection, records, record_id)
        said = [
            f"{what}: {_around(text, finders)}"
            for what, text in found
            if where in (None, what) and any(finder.holds(one_line(text)) for finder in finders)
        ]
        return ", ".join(said[:3])

    def _in_messages(self, ticket_id: int, finders: Sequence[Finder], where: str | None) -> str:
        best, told = 0, ""
        own = str(why_sql.value(self.connection, "ticket", "subject", ticket_id) or "")
        rows = why_sql.messages(self.connection, ticket_id)
        for number, (kind, at, subject, text, author, address, files) in enumerate(rows):
            subjects = f"{subject}  {own}" if number == len(rows) - 1 and own != subject else subject
            places = [
                (what, one_line(place))
                for what, place in (
                    ("", text),
                    ("subject", subjects),
                    ("author", f"{author} <{address}>"),
                    ("file", files),
                )
                if where in (None, what)
            ]
            holding = [any(finder.holds(place) for _, place in places) for finder in finders]
            if sum(holding) > best:
                best = sum(holding)
                what, place = next((w, p) for w, p in places if any(finder.holds(p) for finder in finders))
                told = f"{f'{what} of ' if what else ''}{kind} of {self.moment(at)}: {_around(place, finders)}"
        return told


def _around(text: str, finders: Sequence[Finder]) -> str:
    line = one_line(text)
    spans = [hit for finder in finders if (hit := finder.first(line)) is not None]
    return cut(around(line, min(spans), _WIDTH), _WIDTH) if spans else cut(line, _WIDTH)


def _named(name: str, value: str) -> str:
    label = name.replace("_", " ")
    return f"{label}: {value}" if value else f"no {label}"


_STATUS = frozenset({"open", "pending", "snoozed", "resolved", "closed", "spam", "trash", "waiting", "any"})
# The status with which more is told.
_ADDED = {"waiting": "open", "snoozed": "snoozed", "resolved": "resolved"}

_SPECIAL: dict[tuple[str, str], Callable[[Teller, str, str, int], str]] = {
    ("ticket", "merged"): Teller.merged, ("ticket", "attachment"): Teller.listed, ("ticket", "draft"): Teller.listed,
    ("ticket", "failed"): Teller.listed, ("ticket", "note"): Teller.latest, ("ticket", "reply"): Teller.latest,
    ("ticket", "order"): Teller.number_of, ("customer", "open"): Teller.number_of,
    ("customer", "phone"): Teller.listed, ("customer", "email"): Teller.listed, ("customer", "note"): Teller.noted,
    ("order", "note"): Teller.noted,
}  # fmt: skip

_KINDS: dict[Kind, Callable[[Teller, Field, Test, int], str]] = {
    Kind.FLAG: Teller.flag, Kind.CHOICE: Teller.plain, Kind.LEVEL: Teller.plain, Kind.EXACT: Teller.plain,
    Kind.WORDS: Teller.words, Kind.AGENT: Teller.agent, Kind.TAG: Teller.tags, Kind.PERSON: Teller.person,
    Kind.NUMBER: Teller.plain, Kind.MONEY: Teller.amount, Kind.TIME: Teller.time, Kind.AGE: Teller.time,
    Kind.VIEW: Teller.view,
}  # fmt: skip
