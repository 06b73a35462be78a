"""How a mail of the outbox looks in its list and below it, and where the list gets its rows.

The one rule: the state is always a word. What has no room goes in a fixed order: to whom, then when; state, ticket and
subject stay.
"""

from collections.abc import Sequence

from crmtui.db.engine import Engine
from crmtui.desk.outbox_list import DONE_STATES, OutboxPages, OutboxRow
from crmtui.mail.smtp_words import plainly
from crmtui.screens.reading import OUTBOX_WORDS
from crmtui.text import age, cells, clean, cut, duration, one_line, pad, plural, when, wrap
from crmtui.widgets.lines import Line, LineWidget, Span, Tone

STUCK = ("failed", "uncertain")
_WORDS = {"sending": "leaving", "queued": "waiting"}
_STATE, _TICKET, _WHEN = 10, 8, 9
_TO_FROM, _WHEN_FROM = 60, 44


class OutboxPainter:
    """Draws mails that must leave; what is done with is dim."""

    def paint(self, row: OutboxRow, width: int, *, cursor: bool, marked: bool, now: int) -> Line:  # noqa: ARG002
        """The line of a mail: state, ticket, to whom, about what, when."""
        tone = Tone.DIM if row.state in DONE_STATES and not row.error else Tone.NORMAL
        head = Span(pad(state_word(row), _STATE), Tone.ALERT if row.state in STUCK else tone)
        tail = pad(moment(row, now), _WHEN, right=True) + " " if width >= _WHEN_FROM else ""
        words = pad(f"#{row.ticket_id}", _TICKET)
        if width >= _TO_FROM:
            share = max(16, width // 4)
            words += pad(_to(row, share), share) + "  "
        room = max(0, width - _STATE - cells(words) - cells(tail))
        return (head, Span(words + pad(cut(one_line(row.subject) or "(no subject)", room), room) + tail, tone))


def _to(row: OutboxRow, width: int) -> str:
    """The first who gets it, and how many more."""
    first, *others = row.recipients or ("nobody",)
    more = f" +{len(others)}" if others else ""
    return cut(one_line(first), width - len(more)) + more


def state_word(row: OutboxRow) -> str:
    """The state in a word."""
    if row.state == "queued" and row.attempts:
        return "retrying"
    if row.state == "sent" and row.error:
        return "in part"
    if row.state == "held" and row.scheduled:
        return "later"
    return _WORDS.get(row.state, row.state)


def moment(row: OutboxRow, now: int) -> str:
    """When it leaves or is tried again; for the rest, how long ago it left or should have."""
    if row.state in ("held", "queued"):
        wait = row.next_try_at - now
        return f"in {duration(wait).split()[0]}" if wait > 0 else "due"
    if row.state == "sending":
        return "now"
    since = age(max(0, now - _since(row)))
    return since if since == "now" else f"{since} ago"


def _since(row: OutboxRow) -> int:
    """When it left, was written and taken back, or should have left."""
    if row.state == "sent" and row.sent_at is not None:
        return row.sent_at
    return row.created_at if row.state == "cancelled" else row.not_before


class OutboxDetail(LineWidget):
    """All about the mail under the cursor, and what the mail server said."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self._shown: tuple[OutboxRow | None, int] = (None, 0)

    def show(self, row: OutboxRow | None, now: int) -> None:
        """Show a mail, or nothing."""
        if (row, now) != self._shown:
            self._shown = (row, now)
            self.refresh()

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """What became of it, who gets it, the error as far as there is room."""
        row, now = self._shown
        if row is None:
            return ()
        facts = "".join(f" . {fact}" for fact in _facts(row, now))
        head = (Span(f" {OUTBOX_WORDS.get(row.state, row.state)}", Tone.STRONG), Span(facts))
        error = wrap(clean(plainly(row.error)[: width * height * 4]), width - 2) if row.error else []
        tone = Tone.ALERT if row.state in STUCK else Tone.NORMAL
        to = Span(cut(f" to {', '.join(one_line(one) for one in row.recipients)}", width - 1))
        return [head, (to,), *((Span(f" {line}", tone),) for line in error[: height - 2])]


_SINCE = {"sent": "sent", "cancelled": "written"}


def _facts(row: OutboxRow, now: int) -> list[str]:
    if row.state in ("held", "queued"):
        facts = [f"{'next try' if row.attempts else 'leaves'} {when(row.next_try_at, now)}"]
    else:
        facts = [f"{_SINCE.get(row.state, 'since')} {when(_since(row), now)}"]
    facts += [plural(row.attempts, "attempt")] if row.attempts else []
    return facts + ([f"mailbox {one_line(row.mailbox)}"] if row.mailbox else [])


class OutboxSource:
    """Rows of the outbox through the read lane; a new one is made for every reading."""

    def __init__(self, engine: Engine, pages: OutboxPages, counts: dict[str, int], count: int) -> None:
        self._engine, self._pages, self.counts, self._count = engine, pages, counts, count
        self.follows = True
        """Whether a cursor goes along when its mail is done with, and not on to the next one."""

    @classmethod
    async def make(cls, engine: Engine) -> "OutboxSource":
        """Count the outbox."""
        pages = OutboxPages()
        return cls(engine, pages, await engine.read(pages.counts), await engine.read(pages.count))

    def count(self) -> int:
        """How many mails the list shows."""
        return self._count

    def is_open(self, index: int) -> bool:
        """Whether the mail at this place still wants something."""
        return index < sum(self.counts.values())

    async def page(self, start: int, size: int) -> Sequence[OutboxRow]:
        """A page of mails."""
        return await self._engine.read(self._pages.page, start, size)

    async def position(self, record: int) -> int | None:
        """The place of a mail."""
        found = await self._engine.read(self._pages.position, record)
        return None if found is not None and not self.follows and not self.is_open(found) else found

    async def ids(self) -> Sequence[int]:
        """Every mail that still wants something."""
        return await self._engine.read(self._pages.ids)
