"""Opens the app.

The one rule: nothing is imported here that the first painted screen does not need.
"""

from crmtui.cli.session import Session


def open_app(session: Session) -> int:
    """Open the app on the session's desk, making it if it is not there; the exit code."""
    from crmtui.app import run

    with session.engine() as engine:
        return run(engine, session.settings, session.who)
