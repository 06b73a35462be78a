"""`crmtui mail ignored` and `crmtui mail take`: the mail that made no ticket.

The one rule: whatever was set aside can be seen here, and made a ticket by a word.
"""

import time

from crmtui.actions import Records, table
from crmtui.cli import console
from crmtui.cli.session import session
from crmtui.text import when

_COLUMNS = (
    console.Column("mail"), console.Column("when"), console.Column("kind"), console.Column("from", flex=True),
    console.Column("subject", flex=True), console.Column("told by", flex=True),
)  # fmt: skip
_TOLD_FROM = 120
"""Cells of a terminal from which on there is room for what told the kind."""


def ignored(limit: int, *, as_json: bool) -> None:
    """List the newest."""
    with session().engine(make=False) as engine:
        engine.peewee()
        from crmtui.desk.kind_words import in_short, told_by
        from crmtui.sync.rescue import set_aside  # late: it brings Peewee

        rows = set_aside(engine.reader, limit)
    if as_json:
        console.emit_json(rows)
        return
    now = int(time.time())
    on_terminal = console.on_terminal()
    # Programs read the terms, and people words; what told them is for those who have room.
    columns = _COLUMNS if not on_terminal or console.width() >= _TOLD_FROM else _COLUMNS[:-1]
    cells = [
        (
            str(row.id), when(row.at, now), in_short(row.kind) if on_terminal else row.kind, row.sender, row.subject,
            told_by(row.told_by) if on_terminal else row.told_by,
        )
        for row in rows
    ]  # fmt: skip
    console.print_table(columns, [row[: len(columns)] for row in cells])
    if rows and on_terminal:
        console.remark(f"`crmtui mail take {rows[0].id}` makes a ticket of one, `crmtui undo` takes it back")


def take(mails: list[str], *, as_json: bool) -> None:
    """Make tickets of some."""
    from crmtui.cli.acting import perform, report
    from crmtui.cli.naming import only_numbers

    report(perform(table()["mail.take"], only_numbers(mails, "mail"), {}), Records.NONE, as_json=as_json)
