"""The reads of tickets: `list`, `show`.

The one rule: plain SQL on the raw reader and our own light modules; neither Peewee nor Textual is ever imported.
"""

import time
from typing import TYPE_CHECKING

import cysqlite

from crmtui.cli import console
from crmtui.cli.naming import me, only_numbers
from crmtui.cli.session import session
from crmtui.desk.conversation import MessageView, TicketDetail, load
from crmtui.desk.saved_views import PREFIX, key_named, query_of
from crmtui.desk.views import PRIORITIES, TicketPages, TicketRow
from crmtui.mail.smtp_words import plainly
from crmtui.text import age, clean, file_size, has_hidden, one_line, plural, when, wrap

if TYPE_CHECKING:
    from crmtui.desk.search import TicketSearch

NEWEST = 30
"""Messages that `show` prints without --full: what fits in a head."""
SHOWN = 50
"""Rows that `list` prints unless told otherwise."""
EVERYTHING = 10_000_000

_TICKETS = (
    console.Column("ticket", right=True), console.Column("status"), console.Column("priority", usual="normal"),
    console.Column("waits", right=True), console.Column("age", right=True), console.Column("assignee"),
    console.Column("customer", flex=True), console.Column("subject", flex=True), console.Column("tags", flex=True),
)  # fmt: skip


def list_tickets(words: list[str], view: str | None, limit: int | None, *, ids: bool, as_json: bool) -> None:
    """List the tickets of a view, or those that a query picks, everywhere or in a view."""
    text = " ".join(words).strip()
    with session().reader() as connection:
        pages = _pages(connection, text, view or session().view)
        if ids:
            numbers = pages.ids(connection, EVERYTHING if limit is None else limit)
            if numbers:
                console.say("\n".join(map(str, numbers)))
            return
        limit = SHOWN if limit is None else limit
        rows = pages.page(connection, 0, limit) if limit else []
        total, more = pages.count(connection), getattr(pages, "more", False)
    if as_json:
        console.emit_json(rows)
        return
    now = int(time.time())
    console.print_table(_TICKETS, [_cells(row, now) for row in rows])
    if more:
        console.remark(f"More than {total} tickets: --limit {total} shows so many, `crmtui count` counts them.")
    elif total > len(rows):
        console.remark(f"{plural(total - len(rows), 'more ticket')}: --limit {total} shows all.")
    elif not rows:
        console.remark(_nothing(text))


def _pages(connection: cysqlite.Connection, text: str, view: str) -> "TicketPages | TicketSearch":
    """The list of a view or of a query; without both, everything that is open."""
    who = me(connection)
    key = key_named(connection, view, who) if view else "" if text else "open"
    if not text and not key.startswith(PREFIX):
        return TicketPages(key, who)
    from crmtui.cli.querying import asked  # late: a built-in view needs no language
    from crmtui.desk.search import TicketSearch

    within = query_of(connection, key, who) if key else ""
    return TicketSearch(asked(connection, text, "ticket", who, within=within))


def _nothing(text: str) -> str:
    if not text:
        return "Nothing here. `crmtui views` tells where tickets are."
    from crmtui.query.advice import advice  # late: with the language

    hint = advice(text) or "`crmtui explain` tells what was looked for."
    return f"Nothing found. {hint}{'' if hint.endswith('.') else '.'} Spam and trash are found with is:any."


def _cells(row: TicketRow, now: int) -> tuple[console.Cell, ...]:
    waits = age(now - row.waiting_since) if row.waiting_since is not None else ""
    return (
        f"#{row.id}", row.status, PRIORITIES[row.priority], waits, age(now - row.activity_at), row.assignee,
        row.customer, row.subject or row.snippet, " ".join(row.tags),
    )  # fmt: skip


# -- one ticket ----------------------------------------------------------------------------------------------------


def show_tickets(tickets: list[str], *, full: bool, as_json: bool) -> None:
    """Show tickets with their conversations."""
    numbers = only_numbers(tickets)
    with session().reader() as connection:
        found = [load(connection, number, EVERYTHING if full else NEWEST) for number in numbers]
    if as_json:
        console.emit_json(found[0] if len(found) == 1 else found)
        return
    for at, detail in enumerate(found):
        if at:
            console.say()
        _print_ticket(detail, full=full, now=int(time.time()))


def _print_ticket(detail: TicketDetail, *, full: bool, now: int) -> None:
    row = detail.row
    console.heading(f"#{row.id}  {one_line(row.subject) or '(no subject)'}")
    facts = [row.status, PRIORITIES[row.priority], row.assignee or "unassigned"]
    if row.waiting_since is not None:
        facts.append(f"waiting {age(max(0, now - row.waiting_since))}")
    if row.snoozed_until is not None:
        facts.append(f"until {when(row.snoozed_until, now)}")
    if detail.merged_into is not None:
        facts.append(f"merged into #{detail.merged_into}")
    console.say(one_line(" . ".join(facts)) + "".join(f"  #{one_line(tag)}" for tag in row.tags))
    console.say(_person(row.customer, detail.customer_email))
    if detail.earlier:
        console.say(f"\n({plural(detail.earlier, 'earlier message')}: --full shows all)")
    for message in detail.messages:
        _print_message(message, full=full, now=now)


def _person(name: str, address: str) -> str:
    if not address or address == name:
        return one_line(name)
    return one_line(f"{name} <{address}>") if name else one_line(address)


def _print_message(message: MessageView, *, full: bool, now: int) -> None:
    kind = "" if message.kind == "mail" else f"{message.kind} by "
    console.say()
    console.heading(
        f"-- {kind}{_person(message.author_name, message.author_email)}, {when(message.at, now)}  "
        f"(message {message.id})"
    )
    for mark in (*_marks(message), *(_reasons(message) if full else ())):
        console.say(f"   [{one_line(mark)}]")
    _print_text(message.text)
    if full:
        _print_text(message.signature)
        _print_text(message.quoted)
    elif message.quoted.strip():
        console.say(f"   [+ {plural(len(message.quoted.splitlines()), 'quoted line')}]")
    for file in message.attachments:
        console.say(f"   [{one_line(file.filename)}  {file_size(file.size)}]")


def _reasons(message: MessageView) -> list[str]:
    """Why it is on its ticket; messages by their numbers, which stand here."""
    if not message.joined_by:
        return []
    from crmtui.desk.joining import reason_told  # late, as in `_marks`

    return [reason_told(part) for part in message.joined_by.split("; ")]


def _marks(message: MessageView) -> list[str]:
    """What a reader should know before they believe a message."""
    marks = []
    if message.stranger:
        marks.append("from somebody who was not part of this conversation")
    if message.auth.startswith("fail"):
        marks.append(f"sender not proven ({message.auth.removeprefix('fail').strip() or 'failed'})")
    if message.machine:
        marks.append(message.machine)
    if message.direction == "in" and message.joined_by:
        from crmtui.desk.joining import detours  # late: few mails came by a detour

        marks += detours(message.joined_by)
    if message.came_back:
        marks.append(f"did not arrive: {message.why_back}")
    if message.problems:
        marks.append(message.problems)
    if has_hidden(message.text):
        marks.append("hidden characters were taken out")
    fate = message.fate(int(time.time()))
    if fate is not None and fate.word != "sent":
        marks.append(fate.told + (f": {plainly(message.outbox_error)}" if message.outbox_error else ""))
    return marks


def _print_text(text: str) -> None:
    # Indented, so that nothing a customer writes can look like a line of ours.
    room = console.width() - 3 if console.on_terminal() else EVERYTHING
    for line in wrap(clean(text.strip("\n"), newlines=True), room) if text.strip() else ():
        console.say(f"   {line}".rstrip())
