"""`agents`: who answers here.

The one rule: the first one is whoever sits at this machine, so that a new desk can be used at once.
"""

import getpass
from typing import TYPE_CHECKING

from crmtui.cli import console
from crmtui.cli.session import session
from crmtui.db.agents import agents, anybody
from crmtui.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from crmtui.db.engine import Engine

_COLUMNS = (
    console.Column("id", right=True), console.Column("name", flex=True), console.Column("address", flex=True),
    console.Column("role"), console.Column("system user"),
)  # fmt: skip
_ROLES = ("owner", "agent")


def list_agents(*, as_json: bool) -> None:
    """List everybody who answers."""
    with session().reader() as connection:
        rows = [one for one in agents(connection) if one.active]
    if as_json:
        console.emit_json(rows)
        return
    console.print_table(_COLUMNS, [(one.id, one.name, one.email, one.role, one.os_user) for one in rows])
    if not rows:
        console.remark("Nobody yet: `crmtui agents add NAME EMAIL`.")


def add_agent(name: str, email: str, os_user: str | None, role: str, *, as_json: bool) -> None:
    """Add somebody who answers."""
    name, email = " ".join(name.split()), email.strip()
    if not name:
        raise UsageError("the name is empty", "Write it as customers should see it.")
    if email:
        from crmtui.mail.headers import wire_address  # late: listing does without

        wire_address(email)
    if role not in _ROLES:
        raise UsageError(f'"{role}" is not a role', f"Roles: {', '.join(_ROLES)}.")
    with session().engine() as engine:
        engine.peewee()
        known = agents(engine.reader)
        if any(name.casefold() == one.name.casefold() for one in known):
            raise RefusedError(f"there is an agent {name} already", "Choose another name.")
        unnamed = known[0] if len(known) == 1 and not known[0].email else None
        user = os_user if os_user is not None else ("" if known and unnamed is None else getpass.getuser())
        if unnamed is not None and unnamed.os_user == user:
            # Made with the desk, for whoever sat there: this is their name.
            made = _name(unnamed.id, name, email)
        elif user and (holder := next((one for one in known if one.active and one.os_user == user), None)):
            raise RefusedError(f"the system user {user} is {holder.name} already", "Choose another --os-user.")
        else:
            made = _add(name, email, user, role if known else "owner")
    if as_json:
        console.emit_json({"id": made, "name": name, "email": email, "os_user": user})
    else:
        console.say(f"added {name}")


def _add(name: str, email: str, user: str, role: str) -> int:
    from crmtui.db.models import Agent
    from crmtui.journal import SYSTEM, recording

    with recording(SYSTEM, "agent.add", f"Added {name}", undoable=False) as act:
        return act.insert(Agent, name=name, email=email, os_user=user, role=role)


def _name(agent: int, name: str, email: str) -> int:
    from crmtui.db.models import Agent
    from crmtui.journal import SYSTEM, recording

    with recording(SYSTEM, "agent.add", f"Named {name}", undoable=False) as act:
        act.update(Agent, [agent], name=name, email=email)
    return agent


def welcome(engine: "Engine") -> None:
    """Make the person at this machine the owner of a desk that has nobody yet."""
    engine.peewee()
    if anybody(engine.reader):
        return
    user = getpass.getuser()
    _add(_full_name(user), "", user, "owner")


def _full_name(user: str) -> str:
    import pwd  # late: it is asked once in the life of a desk

    try:
        return " ".join(pwd.getpwnam(user).pw_gecos.partition(",")[0].split()) or user
    except KeyError:
        return user
