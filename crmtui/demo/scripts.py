"""The demo's conversations: written in the TOML files, compiled here into what `threads` plays.

The one rule: a script says what the order must be like (`needs`) when the customer writes, and is played only then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from crmtui.demo.data import load, wordings

CUSTOMER, AGENT, NOTE = "c", "a", "n"

_RARE = frozenset({"allergy", "complaint", "customs", "gift", "long", "press", "privacy", "unsubscribe", "wholesale"})


class Need(StrEnum):
    """What an order is like at a moment; also what a script asks of it ("" asks for none)."""

    NONE = ""
    ORDER = "order"
    UNSHIPPED = "unshipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a script: who (`c`, `a`, `n`), its wordings, the name of what is attached ("" for nothing)."""

    who: str
    texts: tuple[str, ...]
    file: str


@dataclass(frozen=True, slots=True)
class Script:
    """One conversation. `age` is in days from the order to the first mail; `assign` is an agent's index, -1: anyone."""

    lang: str
    intent: str
    needs: Need
    age: tuple[int, int]
    subjects: tuple[str, ...]
    tags: tuple[str, ...]
    priority: int
    assign: int
    spam: bool
    lines: tuple[Line, ...]

    def cuts(self, who: str) -> tuple[int, ...]:
        """The lengths at which the conversation ends with a message of this kind."""
        return tuple(i + 1 for i, line in enumerate(self.lines) if line.who == who)


@dataclass(frozen=True, slots=True)
class Voice:
    """How people of a language begin and end their mails."""

    hi: tuple[str, ...]
    first_hi: tuple[str, ...]
    bye: tuple[str, ...]
    sig: str
    streets: tuple[str, ...]
    companies: tuple[str, ...]
    vat: str


@lru_cache(maxsize=1)
def scripts() -> tuple[Script, ...]:
    """All conversations."""
    return tuple(_script(table) for name in ("threads_en", "threads_more") for table in load(name)["thread"])


def _script(table: dict[str, Any]) -> Script:
    low, high = table.get("age", (3, 20))
    return Script(
        lang=table.get("lang", "en"),
        intent=table["intent"],
        needs=Need(table["needs"]),
        age=(low, high),
        subjects=tuple(table["subject"]),
        tags=tuple(sorted(table["tags"])),
        priority=table.get("priority", 1),
        assign=table.get("assign", -1),
        spam=table.get("spam", False),
        lines=tuple(_line(*row) for row in table["talk"]),
    )


def _line(who: str, text: str, file: str = "") -> Line:
    return Line(who, wordings(text), file)


@lru_cache(maxsize=32)
def voice(lang: str) -> Voice:
    """The voice of a language."""
    table = load("voices")[lang]
    lists = {name: tuple(table[name]) for name in ("hi", "first_hi", "bye", "streets", "companies")}
    return Voice(sig=table["sig"], vat=table["vat"], **lists)


@lru_cache(maxsize=4096)
def fitting(lang: str, need: Need, days: int, sized: bool) -> Sequence[Script]:
    """The scripts of a language for an order in this state, `days` after it was placed.

    Args:
        lang: of the writer.
        need: the order's state; `Need.NONE` for a writer without an order.
        days: since the order.
        sized: whether there is an item in a size, without which nobody asks for another one.
    """
    found: list[Script] = []
    for script in scripts():
        asked = script.needs is need or (script.needs is Need.ORDER and need not in (Need.NONE, Need.CANCELLED))
        # Other languages have few scripts: there the number of days does not matter.
        timely = need is Need.NONE or lang != "en" or script.age[0] <= days <= script.age[1]
        wearable = sized or need is Need.NONE or script.intent != "size"
        if script.lang == lang and not script.spam and asked and timely and wearable:
            found += [script] * (1 if script.intent in _RARE or script.needs is Need.ORDER else 4)
    return found


@lru_cache(maxsize=1)
def spam() -> Sequence[Script]:
    """The junk."""
    return [script for script in scripts() if script.spam]
