"""`crmtui mail ignored` and `crmtui mail take`: the mail that made no ticket.

The one rule: whatever was set aside can be seen here, and made a ticket by a word.
"""

import time

from crmtui.cli import console
from crmtui.cli.session import session
from crmtui.text import plural, when

_COLUMNS = (
    console.Column("mail"), console.Column("when"), console.Column("from", flex=True),
    console.Column("subject", flex=True), console.Column("why", flex=True),
)  # fmt: skip


def ignored(limit: int, *, as_json: bool) -> None:
    """List the newest."""
    with session().engine(make=False) as engine:
        engine.peewee()
        from crmtui.sync.rescue import set_aside  # late: it brings Peewee

        rows = set_aside(engine.reader, limit)
    if as_json:
        console.emit_json(rows)
        return
    now = int(time.time())
    console.print_table(_COLUMNS, [(str(row.id), when(row.at, now), row.sender, row.subject, row.reason)
                                   for row in rows])  # fmt: skip


def take(mails: list[str], *, as_json: bool) -> None:
    """Make tickets of some."""
    from crmtui.cli.acting import only_numbers

    ids = only_numbers(mails, "mail")
    with session().engine(make=False) as engine:
        engine.peewee()
        from crmtui.desk.house import house_of  # late: as above
        from crmtui.sync.rescue import rescue

        report = rescue(ids, house_of(session().settings), int(time.time()))
    if as_json:
        console.emit_json({"ticketed": report.ticketed, "new_tickets": report.new_tickets, "ignored": report.ignored,
                           "duplicate": report.duplicate, "quarantined": report.quarantined})  # fmt: skip
        return
    console.say(f"{plural(report.ticketed, 'mail')} on {plural(report.new_tickets, 'new ticket')}")
    left = report.ignored + report.duplicate + report.quarantined
    if left:
        console.remark(
            f"{plural(left, 'mail')} made no ticket: our own mail that came back, a duplicate, or unreadable"
        )
