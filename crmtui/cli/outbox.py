"""`crmtui send` and `crmtui outbox`: mail that must leave.

The one rule: what is uncertain is never sent again by itself; a person says so here, or in the app.
"""

import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmtui.actions import Records, table
from crmtui.cli import console
from crmtui.cli.acting import perform, report
from crmtui.cli.console import Column
from crmtui.cli.naming import only_numbers
from crmtui.cli.session import session
from crmtui.errors import UsageError
from crmtui.mail.smtp_words import plainly
from crmtui.text import duration, plural

if TYPE_CHECKING:
    from crmtui.desk.outbox_list import OutboxRow
    from crmtui.sync.delivery import Report

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)

UNREACHED = 69
"""Exit code when something could not be sent (see docs/exit-codes.md)."""
_VERBS = {
    "retry": "outbox.retry", "cancel": "outbox.cancel", "sent": "outbox.mark_sent", "later": "outbox.later",
    "edit": "outbox.edit",
}  # fmt: skip
_AsJson = Annotated[bool, typer.Option("--json", help="Print ASCII JSON for programs.")]


@app.command("send")
def send(
    at_once: Annotated[bool, typer.Option("--now", help="Also what is still held so that it can be undone.")] = False,
    as_json: _AsJson = False,
) -> None:
    """Deliver what waits in the outbox.

    Uncertain mails are left alone: `crmtui outbox` tells which, and `crmtui outbox retry ID` sends one again.
    """
    with session().desk(make=False) as (engine, _actor):
        from crmtui import log
        from crmtui.desk import outbox  # late: brings the models
        from crmtui.sync.delivery import deliver_due

        log.start(engine.path.parent / "log")
        if at_once:
            outbox.release(int(time.time()))
        done = deliver_due(session().settings)
    if as_json:
        console.emit_json(done)
    else:
        _tell(done)
    if done.problems or done.failed or done.uncertain:
        raise typer.Exit(UNREACHED)


def _tell(done: "Report") -> None:
    counts = (("sent", done.sent), ("to be tried later", done.later), ("failed", done.failed))
    said = [f"{count} {word}" for word, count in (*counts, ("uncertain", done.uncertain)) if count]
    console.say(", ".join(said) or "nothing was sent")
    for mailbox, problem in done.problems.items():
        console.remark(f"{mailbox or 'outbox'}: {problem}")
    if done.next_due is not None and not done.problems:
        wait = max(0, done.next_due - int(time.time()))
        console.remark(f"The next mail is due in {duration(wait)}." if wait else "More is due now.")
    if done.failed or done.uncertain:
        console.remark("`crmtui outbox` tells which, and why.")


@app.command("outbox")
def outbox(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="VERB ID", help="retry, cancel, sent, later or edit, and the numbers of mails."),
    ] = None,
    at: Annotated[str, typer.Option("--at", help="For later: 2h, tomorrow 9:00, mon 9:00 there (their clock).")] = "",
    everything: Annotated[bool, typer.Option("--all", "-a", help="List what was sent or cancelled too.")] = False,
    limit: Annotated[
        int, typer.Option("--limit", "-n", metavar="N", min=1, max=10_000, help="How many rows at the most.")
    ] = 200,
    as_json: _AsJson = False,
) -> None:
    """List mail that waits, failed or is uncertain; send one again, later or never, edit it, or say that it arrived."""
    if not words:
        _list(limit, everything=everything, as_json=as_json)
        return
    verb, *numbers = words
    if verb not in _VERBS:
        raise UsageError(
            f'"{verb}" is nothing to do with a mail', "Say retry, cancel, sent, later or edit, then its number."
        )
    if (verb == "later") != bool(at):
        raise UsageError("later needs --at, and only later", "crmtui outbox later 7 --at 'tomorrow 9:00'")
    ids = only_numbers(numbers, "mail") if numbers else []
    params = {"at": at} if at else {}
    report(perform(table()[_VERBS[verb]], ids, params), Records.OUTBOX, as_json=as_json)


def _list(limit: int, *, everything: bool, as_json: bool) -> None:
    with session().reader() as connection:
        from crmtui.desk.outbox import STATES, list_rows  # late: brings the models
        from crmtui.desk.outbox_list import OPEN_STATES

        rows = list_rows(connection, STATES if everything else OPEN_STATES, limit)
    now = int(time.time())
    if as_json:
        console.emit_json([_told(row, now) for row in rows])
        return
    if not rows:
        console.remark("Nothing waits.")
        return
    columns = (
        Column("mail", right=True), Column("ticket"), Column("state"), Column("to", flex=True),
        Column("subject", flex=True), Column("when"), Column("what happens", whole=True),
    )  # fmt: skip
    console.print_table(columns, [_cells(row, now) for row in rows])
    stuck = sum(row.state in ("failed", "uncertain") for row in rows)
    if stuck:
        console.remark(f"{plural(stuck, 'mail')} for you to decide: `crmtui outbox edit|retry|cancel|sent ID`.")
    elif rows and not any(box.smtp for box in session().settings.mailboxes):
        console.remark("Nothing leaves: there is no server to send by yet (SMTP). `crmtui setup` connects one.")


def _cells(row: "OutboxRow", now: int) -> list[Any]:
    fate = row.fate(now)
    to, wait = ", ".join(row.recipients), "" if fate.at is None else f"in {duration(fate.at - now)}"
    why = "; ".join(part for part in (fate.told, plainly(row.error) if fate.word != "sent" else "") if part)
    return [row.id, f"#{row.ticket_id}", fate.word, to, row.subject, wait, why]


def _told(row: "OutboxRow", now: int) -> dict[str, Any]:
    """A row for programs, with what becomes of it."""
    fate = row.fate(now)
    return asdict(row) | {"word": fate.word, "told": fate.told, "happens_at": fate.at}
