"""A glance at the ticket under the cursor: who, what orders, and the words that wait for an answer.

The one rule: it reads one message, not the conversation.
"""

from collections.abc import Sequence

from crmtui.db.engine import Engine
from crmtui.text import clean, money, one_line, plural, when, wrap
from crmtui.widgets.lines import Line, LineWidget, Span, Tone


class Preview(LineWidget):
    """The glance; as many lines as there are."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self._head: Line = ()
        self._text = ""

    async def load(self, engine: Engine, ticket: int | None, now: int) -> None:
        """Show a ticket, or nothing."""
        if ticket is None:
            self._show((), "")
            return
        # Late: the first paint has no preview yet.
        from crmtui.desk import conversation
        from crmtui.errors import NotFoundError

        try:
            detail = await engine.read(conversation.load, ticket, 1)
        except NotFoundError:
            self._show((), "")
            return
        facts = [one_line(detail.row.customer) or one_line(detail.customer_email) or "nobody"]
        if detail.row.customer_id is not None:
            facts += await _facts(engine, detail.row.customer_id, now)
        last = detail.messages[-1] if detail.messages else None
        self._show(
            (Span(" "), Span(facts[0], Tone.STRONG), Span("".join(f" . {f}" for f in facts[1:]))),
            last.text if last else "",
        )

    def _show(self, head: Line, text: str) -> None:
        if (tuple(head), text) != (tuple(self._head), self._text):
            self._head, self._text = head, text
            self.refresh()

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The customer's line, a blank one in a tall pane, and the text."""
        body = wrap(clean(self._text[: width * height * 4], newlines=True), width - 2)
        packed = [line for number, line in enumerate(body) if line or (number and body[number - 1])]
        return [self._head, *((Span(" " + line),) for line in packed[: height - 1])]


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
