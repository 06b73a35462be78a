"""Opens the app.

The one rule: nothing is imported here that the first painted screen does not need.
"""

from typing import TYPE_CHECKING

from crmtui.cli.session import Session

if TYPE_CHECKING:
    from crmtui.db.engine import Engine


def open_app(session: Session) -> int:
    """Open the app on the session's desk, making it if it is not there; the exit code."""
    from crmtui.app import refuse_terminal, run

    # Before a desk is made that nobody could see.
    refuse_terminal()
    with session.engine() as engine:
        _seat_somebody(engine)
        view = _asked(session, engine)
        code = run(engine, session.settings, session.who, view)
        _say_what_waits(engine)
        return code


def _say_what_waits(engine: "Engine") -> None:
    """A mail that is still held when the app is left goes out only with the next start, or `crmtui send`."""
    from crmtui.cli import console
    from crmtui.db.seats import outbox_counts
    from crmtui.text import plural

    counts = outbox_counts(engine.reader)
    waiting = sum(counts.get(state, 0) for state in ("held", "queued"))
    if waiting:
        console.remark(f"{plural(waiting, 'mail')} in the outbox, not sent yet: `crmtui send` delivers.")


def _seat_somebody(engine: "Engine") -> None:
    from crmtui.db.agents import anybody

    if not anybody(engine.reader):
        from crmtui.cli.agents import welcome

        welcome(engine)


def _asked(session: Session, engine: "Engine") -> str:
    """The view that was asked for; whoever was named must be there."""
    if not (session.who or session.view):
        return ""
    from crmtui.cli.naming import me
    from crmtui.desk.saved_views import key_named

    who = me(engine.reader)
    return key_named(engine.reader, session.view, who) if session.view else ""
