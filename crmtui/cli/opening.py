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
        return run(engine, session.settings, session.who, view)


def _seat_somebody(engine: "Engine") -> None:
    from crmtui.db.agents import anybody

    if not anybody(engine.reader):
        from crmtui.cli.agents import welcome

        welcome(engine)


def _asked(session: Session, engine: "Engine") -> str:
    """The view that was asked for; whoever was named must be there."""
    if not (session.who or session.view):
        return ""
    from crmtui.cli.reads import me, view_key

    me(engine.reader)
    return view_key(session.view) if session.view else ""
