"""Tickets for the demo desk: scripts played by customers, about their real orders, in every state.

The one rule: oldest first and one at a time, so that a million of them need no more memory than one.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from crmtui.demo.catalogue import HOUR, DemoOrder
from crmtui.demo.data import pick
from crmtui.demo.people import DAY, DemoCustomer
from crmtui.demo.scripts import AGENT, CUSTOMER, NOTE, Need, Script, fitting, spam, voice
from crmtui.demo.thread_words import about_order, about_people, about_shelf
from crmtui.shop.order import ShopOrder

SMALL = 2_000
"""Up to here a desk is one to look at: long conversations, half of it recent. Above, it is one to measure with."""

# Share of open, pending, snoozed, resolved tickets (the rest is trash) by age in days.
_STATES: tuple[tuple[float, tuple[tuple[str, float], ...]], ...] = (
    (0.3, (("open", 0.80), ("pending", 0.93), ("snoozed", 0.94), ("resolved", 1.0))),
    (3, (("open", 0.62), ("pending", 0.79), ("snoozed", 0.85), ("resolved", 1.0))),
    (10, (("open", 0.36), ("pending", 0.56), ("snoozed", 0.66), ("resolved", 0.99))),
    (40, (("open", 0.09), ("pending", 0.20), ("snoozed", 0.26), ("resolved", 0.98))),
    (1e9, (("open", 0.01), ("pending", 0.02), ("snoozed", 0.03), ("resolved", 0.98))),
)
# Days from the order to the mail: (share, from, width). People mostly write while they wait, or when it is there.
_DAYS = ((0.14, 0, 3), (0.55, 3, 8), (0.85, 6, 14), (0.92, 20, 40), (1.0, 60, 120))
_ENDS = {
    "open": (CUSTOMER,),
    "pending": (AGENT,),
    "snoozed": (NOTE, AGENT, CUSTOMER),
    "resolved": (CUSTOMER, AGENT),
    "trash": (CUSTOMER,),
    "spam": (CUSTOMER,),
}
_WAITS = {CUSTOMER: 20 * HOUR, AGENT: 5 * HOUR, NOTE: HOUR}


@dataclass(frozen=True, slots=True)
class DemoMessage:
    """One message; `direction` is in, out or internal, `agent` the index of who wrote it (-1: the customer)."""

    direction: str
    agent: int
    at: int
    text: str
    quoted: str
    file: str


@dataclass(frozen=True, slots=True)
class DemoThread:
    """One ticket; `customer`, `order` and `assignee` are indexes, -1 for no order and for nobody."""

    customer: int
    order: int
    lang: str
    intent: str
    subject: str
    status: str
    priority: int
    tags: tuple[str, ...]
    assignee: int
    created_at: int
    snoozed_until: int | None
    messages: tuple[DemoMessage, ...]


class Stage:
    """What the scripts are played with.

    Args:
        customers: who writes, the senders of junk last.
        orders: what they write about, oldest first.
        agents: first names of who answers.
        now: UTC epoch seconds; nothing happens after it, but for what sleeps.
        count: how many tickets there will be.
    """

    def __init__(
        self,
        customers: Sequence[DemoCustomer],
        orders: Sequence[DemoOrder],
        agents: Sequence[str],
        now: int,
        count: int,
    ) -> None:
        self.customers, self.orders, self.agents, self.now, self.count = customers, orders, agents, now, count
        self.spammers = [i for i, person in enumerate(customers) if person.spammer]
        self.people = len(customers) - len(self.spammers)
        self.placed = [item.order.placed_at or 0 for item in orders]
        self.small = count <= SMALL
        self.span = (200 if self.small else 1_000) * DAY

    def threads(self, rng: Random) -> Iterator[DemoThread]:
        """The tickets, oldest first."""
        bend, even = (3, 2.5 * DAY) if self.small else (2, 0.0)
        for number in range(self.count):
            left = 1 - (number + rng.random()) / self.count
            yield self._thread(rng, self.now - 400 - int(self.span * left**bend + even * left))

    def _thread(self, rng: Random, created: int) -> DemoThread:
        luck = rng.random()
        if luck < 0.05 and (self.now - created) < 40 * DAY:
            return self._play(rng, pick(rng, spam()), created, "spam", pick(rng, self.spammers), -1)
        status = _state(rng, (self.now - created) / DAY)
        if luck < 0.78 and self.placed and created > self.placed[0]:
            for _ in range(4):
                found = self._about_an_order(rng, created)
                if found is not None:
                    return self._play(rng, found[0], created, status, self.orders[found[1]].customer, found[1])
        who = int(rng.random() * self.people)
        options = fitting(self.customers[who].lang, Need.NONE, 0, True) or fitting("en", Need.NONE, 0, True)
        return self._play(rng, pick(rng, options), created, status, who, -1)

    def _about_an_order(self, rng: Random, at: int) -> tuple[Script, int] | None:
        luck = rng.random()
        first, width = next((first, width) for share, first, width in _DAYS if luck < share)
        days = first + int(rng.random() * width)
        last = bisect_right(self.placed, at - days * DAY) - 1
        if last < 0:
            return None
        chosen = max(0, last - int(rng.random() * 4))
        item = self.orders[chosen]
        need, days = _need(item.order, at), min(250, (at - self.placed[chosen]) // DAY)
        sized = item.order.lines[0].sku.count("-") > 1
        options = fitting(self.customers[item.customer].lang, need, days, sized)
        return (pick(rng, options), chosen) if options else None

    def _play(self, rng: Random, script: Script, created: int, status: str, customer: int, order: int) -> DemoThread:
        # Nobody has written eight mails about something that came in an hour ago.
        longest = min(8 if self.small else 3, 1 + (self.now - created) // (2 * HOUR))
        status, length = _cut(rng, script, status, longest)
        helper = script.assign if script.assign >= 0 else int(rng.random() * len(self.agents))
        answered = any(line.who != CUSTOMER for line in script.lines[:length])
        mine = answered or script.assign >= 0 or status in ("pending", "snoozed") or rng.random() < 0.35
        words = self._words(rng, script, customer, order, helper, created)
        subject = pick(rng, script.subjects).format_map(words)
        return DemoThread(
            customer=customer,
            order=order,
            lang=script.lang,
            intent=script.intent,
            subject=subject[:1].upper() + subject[1:],
            status=status,
            priority=min(3, script.priority + (rng.random() < 0.06)),
            tags=script.tags,
            assignee=helper if mine and status not in ("spam", "trash") else -1,
            created_at=created,
            snoozed_until=self.now + int((0.1 + rng.random() * 6) * DAY) if status == "snoozed" else None,
            messages=self._messages(rng, script, length, created, helper, words),
        )

    def _messages(
        self, rng: Random, script: Script, length: int, created: int, helper: int, words: dict[str, str]
    ) -> tuple[DemoMessage, ...]:
        times = [created]
        for line in script.lines[1:length]:
            times.append(times[-1] + 300 + int(_WAITS[line.who] * rng.random() ** 2 * 2))
        room = self.now - created - 120
        if times[-1] - created > room:
            squeeze = room / (times[-1] - created)
            times = [created + int((at - created) * squeeze) for at in times]
        made: list[DemoMessage] = []
        earlier = ""
        for line, at in zip(script.lines, times, strict=False):
            text = pick(rng, line.texts).format_map(words)
            inbound = line.who == CUSTOMER
            quoted = earlier if inbound and self.small and rng.random() < 0.7 else ""
            direction = "in" if inbound else "out" if line.who == AGENT else "internal"
            made.append(DemoMessage(direction, -1 if inbound else helper, at, text, quoted, line.file))
            if self.small and line.who == AGENT:
                who = f"{self.agents[helper]}, Fjord & Linden:"
                earlier = f"{who}\n" + "\n".join(f"> {row}".rstrip() for row in text.split("\n"))
        return tuple(made)

    def _words(self, rng: Random, script: Script, customer: int, order: int, helper: int, at: int) -> dict[str, str]:
        person, speech = self.customers[customer], voice(script.lang)
        words = {
            "first": person.first_name,
            "last": person.last_name,
            "name": person.name,
            "email": person.emails[0],
            "city": person.city,
            "agent": self.agents[helper],
            "street": pick(rng, speech.streets),
            "days": str(3 + int(rng.random() * 6)),
            "code": f"LINDEN{5 + int(rng.random() * 4) * 5}",
        }
        about_people(rng, words, person, speech, script.intent)
        if order >= 0:
            about_order(rng, words, self.orders[order].order, script.lang)
        else:
            about_shelf(rng, words, script.intent == "size", script.lang, person.currency, at)
        words["hi"] = pick(rng, speech.hi)
        words["bye"] = pick(rng, speech.bye).format_map(words)
        words["sig"], words["first_hi"] = _signed(script.lang, self.agents[helper])
        return words


@lru_cache(maxsize=64)
def _signed(lang: str, agent: str) -> tuple[str, str]:
    speech = voice(lang)
    return speech.sig.format(agent=agent), speech.first_hi[0].format(agent=agent)


def _state(rng: Random, age: float) -> str:
    luck = rng.random()
    shares = next(shares for days, shares in _STATES if age < days)
    return next((state for state, edge in shares if luck < edge), "trash")


def _need(order: ShopOrder, at: int) -> Need:
    if order.cancelled_at is not None and order.cancelled_at <= at:
        return Need.CANCELLED
    if order.refunds and (order.refunds[0].at or 0) <= at:
        return Need.REFUNDED
    parcel = order.fulfillments[0] if order.fulfillments else None
    if parcel is None or (parcel.shipped_at or 0) > at:
        return Need.UNSHIPPED
    return Need.DELIVERED if parcel.delivered_at is not None and parcel.delivered_at <= at else Need.SHIPPED


def _cut(rng: Random, script: Script, status: str, longest: int) -> tuple[str, int]:
    """The state that the script can really end in, and after how many messages."""
    for who in _ENDS[status]:
        ends = [cut for cut in script.cuts(who) if cut <= longest]
        if status == "resolved":
            ends = [cut for cut in ends if cut > 1]
        elif status == "open" and len(ends) > 1 and rng.random() < 0.85:
            ends = ends[:-1]  # the last words are mostly thanks, which rarely wait for an answer
        if ends:
            return status, ends[-1] if status == "resolved" else pick(rng, ends)
    return ("open" if status == "pending" else status), 1
