"""What a ticket shows, put together: its conversation as entries, its customer, its head line, its history.

The one rule: it reads and rearranges; nothing here draws or changes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from crmtui.customers import profile as profiles
from crmtui.customers.profile import Profile
from crmtui.db.connect import Reader
from crmtui.db.engine import Engine
from crmtui.desk import conversation, joining
from crmtui.desk.conversation import MessageView, TicketDetail
from crmtui.desk.views import PRIORITIES, TicketRow
from crmtui.errors import NotFoundError
from crmtui.mail.html_write import FORWARD
from crmtui.mail.smtp_words import plainly
from crmtui.text import age, cells, cut, duration, has_hidden, one_line, plural
from crmtui.widgets.entries import Entry, FileShown, Kind
from crmtui.widgets.lines import Line, Span, Tone, fill_between

if TYPE_CHECKING:
    from crmtui.journal import HistoryLine

NEWEST = 30
EARLIER = 60
# Enough of the words for an order's number to be in them.
_MENTION = 20_000
# Cells of a subject below which the state beside it goes.
_SUBJECT = 16


@dataclass(frozen=True, slots=True)
class Reading:
    """A ticket and its customer, as read together."""

    detail: TicketDetail
    profile: Profile | None


async def read_ticket(engine: Engine, ticket: int, newest: int = NEWEST) -> Reading:
    """Read a ticket.

    Raises:
        NotFoundError: there is no such ticket.
    """
    return await engine.read(_read, ticket, newest)


def _read(connection: Reader, ticket: int, newest: int) -> Reading:
    detail = conversation.load(connection, ticket, newest)
    customer = detail.row.customer_id
    if customer is None:
        return Reading(detail, None)
    words = [detail.row.subject, *(message.text for message in detail.messages if message.direction == "in")]
    try:
        return Reading(detail, profiles.load(connection, customer, "\n".join(words)[-_MENTION:]))
    except NotFoundError:
        return Reading(detail, None)


# -- entries -----------------------------------------------------------------------------------------------------

_KINDS = {"note": Kind.NOTE, "call": Kind.CALL}


def entry_of(message: MessageView, now: int) -> Entry:
    """A message as an entry."""
    kind = _KINDS.get(message.kind) or (Kind.MAIL_OUT if message.direction == "out" else Kind.MAIL_IN)
    return Entry(
        id=message.id, kind=kind, author=message.author_name or message.author_email, address=message.author_email,
        at=message.at, text=message.text, quoted=message.quoted, signature=message.signature,
        attachments=tuple(FileShown(file.filename, file.size, inline=file.inline) for file in message.attachments),
        badges=tuple(_badges(message, now)), html=message.has_html, forwarded=_is_forward(message),
    )  # fmt: skip


_STUCK = {"failed": "NOT SENT, decide in the outbox", "uncertain": "probably delivered, decide in the outbox"}


def _is_forward(message: MessageView) -> bool:
    return message.direction == "out" and message.quoted.startswith(FORWARD)


def _badges(message: MessageView, now: int) -> Iterable[str]:
    yield from _origin(message)
    if has_hidden(message.text + message.author_name):
        yield "hidden characters were taken out"
    if message.problems:
        yield one_line(message.problems)[:80]
    if message.came_back:
        yield f"DID NOT ARRIVE: {one_line(message.why_back)}"
    fate = message.fate(now)
    if fate is not None and fate.word != "sent":
        # First what needs a person, then why: of a badge the end is cut off.
        why = one_line(plainly(message.outbox_error)) if fate.word != "cancelled" else ""
        yield _STUCK.get(fate.word, fate.told) + (f": {why}" if why else "")
    if _is_forward(message):
        yield "to " + ", ".join(message.to)
    if message.direction == "out" and message.cc:
        yield "cc " + ", ".join(message.cc)


def _origin(message: MessageView) -> Iterable[str]:
    """What a reader should know of whoever sent it, before they believe it."""
    if message.stranger:
        yield "stranger: not on this ticket before"
    if message.auth.startswith("fail"):
        checked = one_line(message.auth.removeprefix("fail")).strip() or "failed"
        yield f"SENDER NOT PROVEN ({checked})"
    if message.machine:
        yield one_line(message.machine)
    if message.direction == "in":
        yield from joining.detours(message.joined_by)


def entries_of(
    detail: TicketDetail, earlier: Sequence[MessageView], history: "Sequence[HistoryLine]", now: int
) -> list[Entry]:
    """Messages and folded events by time; what has not been read yet is counted in front."""
    entries = [entry_of(message, now) for message in (*earlier, *detail.messages)]
    since = entries[0].at if entries else 0
    left = detail.earlier - len(earlier)
    events = [event for event in _events(history, detail.row.id) if event.at >= since or left <= 0]
    merged = sorted([*entries, *events], key=lambda entry: (entry.at, entry.kind is Kind.EVENT))
    if left > 0:
        merged.insert(0, Entry(-1, Kind.EVENT, "", since, f"{plural(left, 'earlier message')}, read on the way up"))
    return list(_folded(merged))


_SHOWN = ("ticket.reply", "ticket.forward", "ticket.note")
"""Acts whose message stands in the conversation itself."""


def _events(history: "Sequence[HistoryLine]", ticket: int) -> Iterable[Entry]:
    """One event for each gesture; the journal comes newest first."""
    seen: set[int] = set()
    for line in history:
        if line.gesture_id in seen or line.op == "create" or line.action in _SHOWN:
            continue
        seen.add(line.gesture_id)
        undone = " (undone)" if line.undone else ""
        cause = f" ({cause_told(line.cause)})" if line.cause else ""
        # Whose number it is stands above.
        what = line.label.replace(f"#{ticket} ", "", 1)
        yield Entry(-1_000_000 - line.gesture_id, Kind.EVENT, line.actor, line.at, what + cause + undone)


def cause_told(cause: str) -> str:
    """What moved an act, in words: of mail that was fetched the folder and whose it is."""
    if not cause.startswith("imap://"):
        return cause
    user, _, place = cause.removeprefix("imap://").rpartition("@")
    return f"{unquote(place.partition('/')[2])} of {unquote(user)}"


def _folded(entries: Iterable[Entry]) -> Iterable[Entry]:
    """Runs of events as their last one and a count: the history has them all."""
    run: list[Entry] = []
    for entry in entries:
        if entry.kind is Kind.EVENT and entry.id != -1:
            run.append(entry)
            continue
        yield from _run(run)
        run = []
        yield entry
    yield from _run(run)


def _run(run: Sequence[Entry]) -> Iterable[Entry]:
    if run:
        last = run[-1]
        more = f", and {plural(len(run) - 1, 'change')} before" if len(run) > 1 else ""
        yield Entry(last.id, last.kind, last.author, last.at, last.text + more)


# -- the head ----------------------------------------------------------------------------------------------------


def facts_of(row: TicketRow, now: int) -> list[str]:
    """State, assignee, priority and waiting in words."""
    facts = [row.status, one_line(row.assignee) if row.assignee_id is not None else "unassigned"]
    if row.priority != 1:
        facts.append(PRIORITIES[row.priority])
    if row.waiting_since is not None:
        facts.append(f"waiting {age(now - row.waiting_since)}")
    if row.snoozed_until is not None and row.snoozed_until > now:
        facts.append(f"sleeps {duration(row.snoozed_until - now)} more")
    return facts + [f"#{tag}" for tag in row.tags]


def head_line(row: TicketRow, now: int, width: int) -> Line:
    """Number and subject, the facts at the right; tags go first, then the subject's end, never the state."""
    facts, number, subject = facts_of(row, now), f" #{row.id}  ", one_line(row.subject) or "(no subject)"
    kept = len(facts) - len(row.tags)
    while len(facts) > kept and cells(number) + cells(subject) + cells(" . ".join(facts)) + 2 > width:
        facts.pop()
    right = " . ".join(facts) + " "
    room = max(width - cells(number) - cells(right) - 2, _SUBJECT)
    return fill_between((Span(number + cut(subject, room), Tone.STRONG),), (Span(right, Tone.DIM),), width)


def differences(shown: TicketRow, present: TicketRow) -> list[str]:
    """What differs between the ticket as it was shown and as it is, a line each."""
    return [
        f"{name}: {one_line(str(before)) or '-'}  ->  {one_line(str(after)) or '-'}"
        for name, before, after in (
            ("subject", shown.subject, present.subject), ("status", shown.status, present.status),
            ("assignee", shown.assignee, present.assignee),
            ("priority", PRIORITIES[shown.priority], PRIORITIES[present.priority]),
            ("tags", " ".join(shown.tags), " ".join(present.tags)),
        )
        if before != after
    ]  # fmt: skip
