"""`crmtui do QUERY ACTION`: an action on everything that a query picks, shown before it is done.

The one rule: same actions, same preview and same journal as the app; nothing is done that nobody said yes to.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any

from crmtui.actions import Action, Records, table
from crmtui.cli import acting, console
from crmtui.cli.session import session
from crmtui.errors import UsageError

if TYPE_CHECKING:
    from crmtui.desk.bulk import Preview, SampleRow
    from crmtui.journal import Actor, Outcome

INTERRUPTED = 130
_PICKED = (Records.TICKET, Records.CUSTOMER)


def do(query: str, words: list[str], limit: int | None, *, dry_run: bool, yes: bool, as_json: bool) -> int:
    """Carry out an action on what a query picks.

    Raises:
        QueryError: the query cannot be read.
        UsageError: it is no action on tickets or customers, or nobody is there to say yes.
        RefusedError: the answer was no, or the action's own rules refuse.
    """
    action, params = _action(words)
    _refuse_everything(query, action.records)
    with session().desk(make=False) as (engine, actor):
        # Late: the language and the journal are for who comes this far.
        from crmtui.cli.querying import asked
        from crmtui.desk.bulk import preview

        ids = asked(engine.reader, query, action.records, actor.id).ids(engine.reader, limit)
        if not ids:
            return _nothing(action, as_json=as_json)
        found = preview(action, ids, params, actor)
        if dry_run:
            _show_dry(found, as_json=as_json)
            return 0
        if not yes:
            _ask(found)
        outcome = _perform(action, ids, params, actor)
    acting.report(outcome, action.records, as_json=as_json)
    return INTERRUPTED if outcome.cancelled else 0


def _refuse_everything(query: str, records: str) -> None:
    """A slip of the hand is no wish: `""`, `*` and `sort:newest` pick everything without saying so."""
    from crmtui.cli.querying import read  # late: the language is for who comes this far

    if read(query, records).root is None:
        raise UsageError("this would pick everything", "Say what to pick: `crmtui help query`. is:any is everything.")


def _action(words: list[str]) -> tuple[Action, dict[str, Any]]:
    """The action that the words begin with, and what it is told by the others."""
    known = table()
    two = " ".join(words[:2])
    word = two if two in known.commands() else words[0]
    if word not in known.commands():
        from difflib import get_close_matches  # late: only mistakes need it

        near = get_close_matches(word, known.commands(), n=1)
        hint = f'Did you mean "{near[0]}"?' if near else "For example resolve, tag, assign; `crmtui --help` lists all."
        raise UsageError(f'there is no action "{word}"', hint)
    action = known.command(word)
    if not action.run or action.records not in _PICKED:
        raise UsageError(f"{word} is nothing to do to tickets or customers", "See `crmtui --help`.")
    return action, acting.fill(action, words[len(word.split()) :], {})


def _nothing(action: Action, *, as_json: bool) -> int:
    if as_json:
        console.emit_json({"message": f"no {action.records} is picked", "picked": 0, "changed": 0})
    else:
        console.remark(f"No {action.records} is picked: nothing to do.")
    return 0


# -- beforehand ------------------------------------------------------------------------------------------------------


def _lines(found: "Preview") -> Iterator[str]:
    yield found.headline
    yield from (f"  {line}" for line in (*(found.changes or ("nothing changes",)), *found.left))
    yield from (f"  {_row(row)}" for row in found.rows)
    if found.total > len(found.rows) > 0:
        yield f"  and {found.total - len(found.rows):,} more"


def _row(row: "SampleRow") -> str:
    from crmtui.desk.views import TicketRow
    from crmtui.text import cut, one_line

    if isinstance(row, TicketRow):
        words = f"#{row.id}  {row.subject}" + (f" - {row.customer}" if row.customer else "")
    else:
        words = f"{row.id}  {row.title}"
    return cut(one_line(words), console.width() - 3)


def _show_dry(found: "Preview", *, as_json: bool) -> None:
    if as_json:
        console.emit_json(
            {
                "dry_run": True, "action": found.title, "picked": found.total, "changed": found.changed,
                "about": found.about, "changes": found.changes, "left": found.left,
                "sample": [row.id for row in found.rows],
            }
        )  # fmt: skip
        return
    for line in _lines(found):
        console.say(line)
    console.remark("Nothing was changed: without --dry-run it is done.")


def _ask(found: "Preview") -> None:
    if not console.can_ask():
        raise UsageError(
            f"{found.headline}: nobody is there to say yes", "Add --yes to do it, or --dry-run to see what it would do."
        )
    for line in _lines(found):
        console.remark(line)
    console.confirm("Do it?")


# -- doing -----------------------------------------------------------------------------------------------------------


def _perform(action: Action, ids: list[int], params: dict[str, Any], actor: "Actor") -> "Outcome":
    from crmtui import journal

    with _stoppable() as stop, console.progress() as line:

        def progress(done: int, total: int) -> bool:
            line.show(f"{action.title}: {done:,} of {total:,}, ctrl+c stops")
            return not stop

        return journal.perform(action, ids, params, actor, progress=progress)


@contextmanager
def _stoppable() -> Iterator[list[int]]:
    """Takes the first ctrl+c as a wish to stop after the slice that is being done; the second one ends at once."""
    stop: list[int] = []
    before = signal.getsignal(signal.SIGINT)

    def wished(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        stop.append(number)
        signal.signal(signal.SIGINT, before)

    try:
        signal.signal(signal.SIGINT, wished)
    except ValueError:
        # Signals belong to the main thread.
        yield stop
        return
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
