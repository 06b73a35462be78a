"""The commands of views: `views`, `views export`, `views import`; the names that actions take for saved ones.

The one rule: listing is a plain read; what may be kept, `desk.view_edit` knows.
"""

import time
from pathlib import Path

from crmtui.actions import key_label
from crmtui.cli import console
from crmtui.cli.naming import me
from crmtui.cli.session import session
from crmtui.db.seats import seat
from crmtui.desk.saved_views import SavedView, saved_views
from crmtui.desk.views import VIEWS, counts
from crmtui.errors import SourceError
from crmtui.text import plural

_MOST = 1_000_000
"""Bytes of a file of views."""
_WROTE = "Name a file that `crmtui views export` wrote."


def list_views(*, as_json: bool) -> None:
    """List the views, how many records each holds, and what it picks."""
    with session().reader() as connection:
        who = me(connection)
        held = counts(connection, who)
        saved = saved_views(connection, who, "")
        numbers: dict[int, int] = {}
        if saved:
            from crmtui.desk.view_members import numbers as count  # late: the built-in views need no language

            numbers = count(connection, saved, who, int(time.time()))
    if as_json:
        built_in = [
            {"key": v.key, "title": v.title, "help": v.help, "query": v.query, "records": "ticket", "saved": False,
             "count": held[v.key]}
            for v in VIEWS
        ]  # fmt: skip
        console.emit_json([*built_in, *(_fields(view, numbers.get(view.id)) for view in saved)])
        return
    columns = (
        console.Column("view"), console.Column("count", right=True), console.Column("title", flex=True),
        console.Column("who", usual="everybody"), console.Column("key"), console.Column("query", flex=True),
    )  # fmt: skip
    rows: list[tuple[console.Cell, ...]] = [
        (v.key, held[v.key], v.title, "everybody", "", v.query or "(everything)") for v in VIEWS
    ]
    rows += [
        (
            str(view.id), numbers.get(view.id, "wrong"), view.name, "everybody" if view.owner_id is None else "you",
            key_label(view.key) if view.key else "", _what(view),
        )
        for view in saved
    ]  # fmt: skip
    console.print_table(columns, rows)


def _what(view: SavedView) -> str:
    return view.query if view.records == "ticket" else f"{view.records}s: {view.query}"


def _fields(view: SavedView, number: int | None) -> dict[str, object]:
    return {
        "key": view.view_key, "id": view.id, "title": view.name, "help": "", "query": view.query,
        "records": view.records, "saved": True, "shared": view.owner_id is None, "bound": view.key, "count": number,
    }  # fmt: skip


def export_views(file: Path | None, *, shared: bool, force: bool) -> None:
    """Write the saved views as a text file, or to standard output."""
    with session().reader() as connection:
        views = saved_views(connection, seat(connection, session().who)[0], "")
    from crmtui.desk.view_files import written  # late: brings the models

    views = [view for view in views if view.owner_id is None or not shared]
    text = written(views)
    if file is None or str(file) == "-":
        console.say(text.rstrip("\n"))
        return
    try:
        with file.open("w" if force else "x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError as error:
        raise SourceError(f"{file} is there already", "--force writes over it.") from error
    except OSError as error:
        raise SourceError(f"cannot write {file}: {error.strerror}", "Name another place.") from error
    console.remark(f"{plural(len(views), 'view')} written to {file}")


def import_views(file: Path, *, replace: bool, as_json: bool) -> None:
    """Read saved views from a text file: all of them, or none and every mistake."""
    text = _text(file)
    with session().desk() as (_engine, actor):
        from crmtui import journal  # late: it brings Peewee
        from crmtui.desk.view_files import ViewFileError, bring_in

        try:
            with journal.recording(actor, "view.import", "Import views") as act:
                told = act.label = bring_in(act, text, str(file), replace=replace)
        except ViewFileError as error:
            for one in error.mistakes:
                console.show_error(f"{file} line {one.line}: {one.message}", one.hint)
            raise
    if as_json:
        console.emit_json({"message": told, "changed": len(act.changed), "gesture": act.gesture_id})
        return
    console.say(told)


def _text(file: Path) -> str:
    import sys

    try:
        if str(file) == "-":
            data = sys.stdin.buffer.read(_MOST + 1)
        else:
            # Never more than that: a pipe or a device tells no size.
            with file.open("rb") as opened:
                data = opened.read(_MOST + 1)
        if len(data) > _MOST:
            raise SourceError(f"{file} is larger than {_MOST:,} bytes", "That is no file of views.")
        return data.decode("utf-8-sig")
    except OSError as error:
        raise SourceError(f"cannot read {file}: {error.strerror}", _WROTE) from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{file} is not UTF-8 text", _WROTE) from error
