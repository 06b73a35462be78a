"""The commands that change tickets: actions of the table, undo, redo and history.

The one rule: what an action is and does stands in the table and its room; here are only words, numbers and the
journal's answer.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from crmtui.actions import Action, Kind, Records, table
from crmtui.cli import console
from crmtui.cli.commands import spoken_params
from crmtui.cli.naming import customer_number, numbers, only_numbers, view_number
from crmtui.cli.session import session
from crmtui.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from crmtui.journal import Outcome

_INTO = (Kind.CUSTOMER, Kind.OTHER_TICKET)


def act(action_id: str, words: list[str], *, as_json: bool, **given: str | None) -> None:
    """Carry out an action of the table on the records that are named."""
    action = table()[action_id]
    ids, rest = _records(action, words)
    params: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    into = spoken_params(action)[-1:]
    if not rest and len(ids) > 1 and into and into[0].kind in _INTO and into[0].name not in params:
        # `merge 12 15`: the last number is the one that stays.
        rest = [str(ids.pop())]
    params |= fill(action, rest, params)
    if action.records and not ids:
        hint = f"`crmtui {action.command} --help` tells how."
        raise UsageError(f"{action.title} needs {action.records} numbers", hint)
    report(perform(action, ids, params), action.records, as_json=as_json)


def _records(action: Action, words: list[str]) -> tuple[list[int], list[str]]:
    """The records that the words name, and the other words."""
    if not action.records:
        return [], list(words)
    if action.records is Records.CUSTOMER and words and "@" in words[0]:
        with session().reader() as connection:
            return [customer_number(connection, words[0])], list(words[1:])
    if action.records is Records.VIEW and words:
        with session().reader() as connection:
            return [view_number(connection, words[0])], list(words[1:])
    return numbers(words)


def fill(action: Action, words: list[str], given: dict[str, Any]) -> dict[str, str]:
    """What the words say: each parameter that can be spoken takes one, the last of them all that are left."""
    open_names = [param.name for param in spoken_params(action) if param.name not in given]
    if words and not open_names:
        what = f"{action.records} number" if action.records else "thing that is needed"
        raise UsageError(f'"{words[0]}" is no {what}', f"`crmtui {action.command} --help` tells how.")
    said: dict[str, str] = {}
    for name in open_names[:-1]:
        if words:
            said[name] = words.pop(0)
    if words:
        said[open_names[-1]] = " ".join(words)
    return said


def perform(action: Action, ids: Sequence[int], params: dict[str, Any]) -> "Outcome":
    """Carry out an action as the person who sits here."""
    with session().desk(make=False) as (_engine, actor):
        from crmtui import journal  # late: it brings Peewee

        return journal.perform(action, ids, params, actor)


def undo(*, as_json: bool) -> None:
    """Take back the latest act."""
    with session().desk(make=False) as (_engine, actor):
        from crmtui import journal

        outcome = journal.undo(actor)
    report(outcome, Records.TICKET, as_json=as_json)


def redo(*, as_json: bool) -> None:
    """Do again what undo took back."""
    with session().desk(make=False) as (_engine, actor):
        from crmtui import journal

        outcome = journal.redo(actor)
    report(outcome, Records.TICKET, as_json=as_json)


def report(outcome: "Outcome", records: Records, *, as_json: bool) -> None:
    """Print what came of an act.

    Raises:
        RefusedError: every record was left alone.
    """
    if outcome.gesture_id is None and outcome.skipped:
        raise RefusedError(f"nothing was changed: {outcome.skipped[0][1]}", "")
    if as_json:
        console.emit_json(
            {
                "message": outcome.message, "changed": outcome.changed, "created": outcome.created,
                "skipped": [{"id": row_id, "why": why} for row_id, why in outcome.skipped],
                "gesture": outcome.gesture_id,
            }
        )  # fmt: skip
        return
    console.say(outcome.message)
    for row_id, why in outcome.skipped[:_TOLD]:
        console.remark(f"  {'#' if records is Records.TICKET else ''}{row_id} left alone: {why}")
    if len(outcome.skipped) > _TOLD:
        console.remark(f"  and {len(outcome.skipped) - _TOLD:,} more; --json names them all")


_TOLD = 10
"""Records left alone that are named one by one."""

_HISTORY = (
    console.Column("when"), console.Column("who"), console.Column("what"), console.Column("field"),
    console.Column("before", flex=True), console.Column("after", flex=True),
)  # fmt: skip


def history(tickets: list[str], limit: int, *, as_json: bool) -> None:
    """Show the changes of tickets, newest first."""
    ids = only_numbers(tickets)
    with session().engine(make=False) as engine:
        engine.peewee()
        from crmtui import journal
        from crmtui.desk.conversation import load

        for ticket_id in ids:
            load(engine.reader, ticket_id, 1)
        found = [(ticket_id, line) for ticket_id in ids for line in journal.history("ticket", ticket_id, limit)]
        present = journal.now()
    if as_json:
        console.emit_json([{"ticket": ticket_id, **_fields(line)} for ticket_id, line in found])
        return
    from crmtui.text import when

    rows = [
        (
            when(line.at, present), line.actor, line.label + (" (undone)" if line.undone else ""), line.field,
            _value(line.before), _value(line.after),
        )
        for _, line in found
    ]  # fmt: skip
    console.print_table(_HISTORY, rows)


def _fields(line: Any) -> dict[str, Any]:
    return {name: getattr(line, name) for name in type(line).__slots__}


def _value(value: Any) -> str:
    # A made or removed record is journaled whole: its history line only says that it happened.
    return "" if value is None or isinstance(value, dict) else str(value)
