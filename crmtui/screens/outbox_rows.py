"""How a mail of the outbox looks in its list and below it, and where the list gets its rows.

The one rule: the state is always a word. What has no room goes in a fixed order: to whom, then when; state, ticket and
subject stay.
"""

from collections.abc import Sequence

from crmtui.db.engine import Engine
from crmtui.desk.outbox_list import DONE_STATES, OutboxPages, OutboxRow
from crmtui.mail.smtp_words import plainly
from crmtui.text import age, cells, clean, cut, duration, one_line, pad, plural, when, wrap
from crmtui.widgets.lines import Line, LineWidget, Span, Tone

STUCK = ("failed", "uncertain")
_STATE, _TICKET, _WHEN = 10, 8, 9
_TO_FROM, _WHEN_FROM, _DAY_FROM = 60, 44, 110
_DAY = 20


class OutboxPainter:
    """Draws mails that must leave; what is done with is dim."""

    def paint(self, row: OutboxRow, width: int, *, cursor: bool, marked: bool, now: int) -> Line:  # noqa: ARG002
        """The line of a mail: state, ticket, to whom, about what, when."""
        tone = Tone.DIM if row.fate(now).word in DONE_STATES else Tone.NORMAL
        head = Span(pad(row.fate(now).word, _STATE), Tone.ALERT if row.state in STUCK else tone)
        tail = pad(moment(row, now), _WHEN, right=True) + " " if width >= _WHEN_FROM else ""
        at = row.fate(now).at
        if at is not None and width >= _DAY_FROM:
            tail = pad(when(at, now), _DAY, right=True) + tail
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
        fate = row.fate(now)
        told = fate.told if fate.at is None else f"{fate.told} . in {duration(fate.at - now)}"
        wrong = plainly(row.error)[: width * height * 4] if fate.word != "sent" else ""
        error = wrap(clean(wrong), width - 2) if wrong else []
        tone = Tone.ALERT if row.state in STUCK else Tone.NORMAL
        to, facts = ", ".join(one_line(one) for one in row.recipients), "".join(f" . {one}" for one in _facts(row, now))
        who = cut(f" to {to}", max(_TO, width - cells(facts) - 1))
        return [
            (Span(cut(f" {told}", width - 1), Tone.STRONG),),
            (Span(who), Span(facts, Tone.DIM)),
            *((Span(f" {line}", tone),) for line in error[: height - 2]),
        ]


_TO = 24
"""Cells that the receivers keep."""
_SINCE = {"failed": "since", "uncertain": "since", "sending": "since", "cancelled": "written"}


def _facts(row: OutboxRow, now: int) -> list[str]:
    facts = [f"{_SINCE[row.state]} {when(_since(row), now)}"] if row.state in _SINCE else []
    # How often a mail was tried that is tried again, is told with that.
    facts += [plural(row.attempts, "attempt")] if row.attempts and row.state != "queued" else []
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
