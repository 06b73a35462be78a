"""The reads of reply templates: `templates`, `template show`.

The one rule: a template is shown as it is written; only a reply fills it in.
"""

import time
from difflib import get_close_matches

import cysqlite

from crmtui.cli import console
from crmtui.cli.session import session
from crmtui.desk.templates import TemplateRow
from crmtui.desk.templates import list_templates as read_templates
from crmtui.errors import NotFoundError
from crmtui.text import when

_COLUMNS = (
    console.Column("id", right=True), console.Column("folder", flex=True), console.Column("name", flex=True),
    console.Column("uses", right=True), console.Column("last used"), console.Column("subject", flex=True),
)  # fmt: skip


def list_templates(*, as_json: bool) -> None:
    """List every template by folder and name."""
    with session().reader() as connection:
        rows = read_templates(connection)
    if as_json:
        console.emit_json(rows)
        return
    now = int(time.time())
    console.print_table(
        _COLUMNS,
        [
            (
                one.id,
                one.folder,
                one.name,
                one.uses,
                when(one.last_used_at, now) if one.last_used_at else "",
                one.subject,
            )
            for one in rows
        ],
    )
    if not rows:
        console.remark("No templates yet: write some in the app, with 3.")


def show_template(name: str, *, as_json: bool) -> None:
    """Show one template as it is written."""
    with session().reader() as connection:
        found = named(connection, name)
    if as_json:
        console.emit_json(found)
        return
    console.heading(f"{found.folder}/{found.name}" if found.folder else found.name)
    if found.subject:
        console.say(f"Subject: {found.subject}")
    console.say()
    console.say(found.body)


def named(connection: cysqlite.Connection, name: str) -> TemplateRow:
    """The template of that name, `folder/name` or number.

    Raises:
        NotFoundError: there is none, or several folders have one.
    """
    rows = read_templates(connection)
    wanted = name.strip().casefold()
    ways = (
        [one for one in rows if wanted in (str(one.id), f"{one.folder}/{one.name}".casefold())],
        [one for one in rows if one.name.casefold() == wanted],
    )
    for found in ways:
        if len(found) == 1:
            return found[0]
    if ways[1]:
        raise NotFoundError(f'several templates are called "{name}"', "Name one as folder/name.")
    near = get_close_matches(wanted, [one.name.casefold() for one in rows], n=1)
    raise NotFoundError(
        f'there is no template "{name}"', f'Did you mean "{near[0]}"?' if near else "See `crmtui templates`."
    )
