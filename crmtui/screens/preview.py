"""A glance at the ticket under the cursor: who, what orders, and the words that wait for an answer.

The one rule: it reads one message, not the conversation; only to find the one that a search found it reads more.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crmtui.db.engine import Engine
from crmtui.text import clean, money, one_line, plural, when, wrap
from crmtui.widgets.lines import Line, LineWidget, Span, Tone

if TYPE_CHECKING:
    from crmtui.desk.conversation import MessageView
    from crmtui.highlight import Finder

# Messages that are looked through for a hit, and the characters before it that are shown.
_LOOKED_THROUGH, _BEFORE = 30, 300


class Preview(LineWidget):
    """The glance; as many lines as there are."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self._head: Line = ()
        self._text = ""
        self._finder: Finder | None = None

    async def load(self, engine: Engine, ticket: int | None, now: int, finder: "Finder | None" = None) -> None:
        """Show a ticket, or nothing; with `finder` the words that a search found in it, marked."""
        if ticket is None:
            self._show((), "")
            return
        # Late: the first paint has no preview yet.
        from crmtui.desk import conversation
        from crmtui.errors import NotFoundError

        try:
            detail = await engine.read(conversation.load, ticket, _LOOKED_THROUGH if finder else 1)
        except NotFoundError:
            self._show((), "")
            return
        facts = [one_line(detail.row.customer) or one_line(detail.customer_email) or "nobody"]
        if detail.row.customer_id is not None:
            facts += await _facts(engine, detail.row.customer_id, now)
        head = (Span(" "), Span(facts[0], Tone.STRONG), Span("".join(f" . {f}" for f in facts[1:])))
        self._show(head, _text_of(detail.messages, finder), finder)

    def _show(self, head: Line, text: str, finder: "Finder | None" = None) -> None:
        if (tuple(head), text, finder) != (tuple(self._head), self._text, self._finder):
            self._head, self._text, self._finder = head, text, finder
            self.refresh()

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The customer's line, a blank one in a tall pane, and the text."""
        body = wrap(clean(self._text[: width * height * 4 + _BEFORE], newlines=True), width - 2)
        packed = [line for number, line in enumerate(body) if line or (number and body[number - 1])]
        if not self._finder:
            return [self._head, *((Span(" " + line),) for line in packed[: height - 1])]
        from crmtui.widgets.matches import matched  # late: nobody searches before the first paint

        finder = self._finder
        first = next((number for number, line in enumerate(packed) if finder.holds(line)), 0)
        # The line before it tells what it is about.
        first = max(0, min(first - 1, len(packed) - height + 1))
        return [self._head, *((Span(" "), *matched(line, finder)) for line in packed[first : first + height - 1])]


def _text_of(messages: "Sequence[MessageView]", finder: "Finder | None") -> str:
    """The newest message, or the newest one that holds what was searched, from a little above the hit."""
    if not messages:
        return ""
    for message in reversed(messages) if finder else ():
        text = clean(message.text, newlines=True)
        hit = finder.first(text) if finder else None
        if hit:
            near = max(text.rfind("\n", 0, hit[0] - _BEFORE // 2) + 1, hit[0] - _BEFORE)
            return text[near if hit[0] > _BEFORE else 0 :]
    return messages[-1].text


async def _facts(engine: Engine, customer: int, now: int) -> list[str]:
    """Orders, what they came to, and the latest one."""
    from crmtui.customers import profile

    found = await engine.read(profile.load, customer)
    facts = [plural(found.orders_count, "order")] if found.orders_count else ["no orders"]
    facts += [f"{money(minor, currency)} net" for currency, minor in found.spent[:1]]
    facts.append(f"since {when(found.since, now)}")
    if found.orders:
        latest = found.orders[0]
        placed = when(latest.placed_at, now) if latest.placed_at else ""
        facts.append(f"{one_line(latest.name)} {one_line(latest.fulfillment_status)} {placed}".rstrip())
    return facts
