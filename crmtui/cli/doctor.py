"""`doctor`: looks over everything that crmtui stands on, and says what is wrong.

The one rule: it changes nothing, and one thing that is broken keeps no other from being looked at.
"""

import os
import platform
import shutil
import stat
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from crmtui import __version__
from crmtui.cli import console
from crmtui.cli.doctor_mail import examine_mail
from crmtui.cli.findings import Finding, Verdict
from crmtui.cli.session import session
from crmtui.db.connect import SAFE_SQLITE, SCHEMA, open_raw, sqlite_is_safe, sqlite_version
from crmtui.db.faults import FULL, NO_ROOM
from crmtui.errors import CrmtuiError
from crmtui.settings import Settings
from crmtui.text import file_size, plural

LITTLE_ROOM = 200_000_000
"""Bytes free on the disk below which imports and migrations may fail."""
LARGE_WAL = 64_000_000
"""Bytes of write-ahead log that tell of a reader who never lets go."""
_PACKAGES = ("cysqlite", "peewee", "textual", "rich", "typer", "python-liquid", "selectolax", "chardet", "keyring")


def doctor(*, as_json: bool) -> int:
    """Look everything over; 1 when something is bad."""
    found = list(examine())
    if as_json:
        console.emit_json(found)
    else:
        columns = (
            console.Column(""), console.Column("area"), console.Column("what"), console.Column("found", whole=True)
        )  # fmt: skip
        console.print_table(columns, [(one.verdict, one.area, one.name, one.value) for one in found])
        for one in found:
            if one.verdict is not Verdict.OK and one.hint:
                console.remark(f"{one.verdict}: {one.name}: {one.hint}")
    return int(any(one.verdict is Verdict.BAD for one in found))


def examine() -> Iterator[Finding]:
    """Everything that was looked at, in reading order."""
    yield from _program()
    yield from _terminal()
    try:
        settings = session().settings
    except CrmtuiError as error:
        yield Finding("settings", "file", error.message, Verdict.BAD, error.hint or "Correct the settings file.")
        return
    yield from _settings(settings)
    yield from _database(settings.database_path)
    yield from examine_mail(settings)


def _program() -> Iterator[Finding]:
    yield Finding("program", "crmtui", f"{__version__} in {Path(__file__).parents[1]}")
    yield Finding("program", "Python", f"{platform.python_version()} at {sys.executable}")
    yield Finding("program", "system", f"{platform.system()} {platform.release()} {platform.machine()}")
    if sqlite_is_safe():
        yield Finding("program", "SQLite", f"{sqlite_version()}, safe")
    else:
        least = ".".join(map(str, SAFE_SQLITE))
        yield Finding(
            "program", "SQLite", f"{sqlite_version()}, may lose acknowledged writes", Verdict.BAD,
            f"Install the cysqlite wheel, which brings SQLite {least} or newer.",
        )  # fmt: skip
    for name in _PACKAGES:
        try:
            yield Finding("program", name, metadata.version(name))
        except metadata.PackageNotFoundError:
            yield Finding("program", name, "not installed", Verdict.BAD, "Install crmtui again.")


def _terminal() -> Iterator[Finding]:
    term = os.environ.get("TERM", "")
    if not console.on_terminal():
        yield Finding("terminal", "stdout", f"no terminal (TERM={term})")
        return
    size = shutil.get_terminal_size()
    fits = size.columns >= 40 and size.lines >= 10
    yield Finding(
        "terminal", "size", f"{size.columns}x{size.lines}", Verdict.OK if fits else Verdict.BAD,
        "The app needs 40x10; 80x24 is comfortable.",
    )  # fmt: skip
    truecolor = os.environ.get("COLORTERM") in {"truecolor", "24bit"}
    colours = "24-bit colour" if truecolor else "256 colours" if "256" in term else "16 colours"
    no_colour = ", NO_COLOR is set" if os.environ.get("NO_COLOR") else ""
    yield Finding("terminal", "kind", f"{term}, {colours}{no_colour}")
    encoding = (sys.stdout.encoding or "").lower()
    yield Finding(
        "terminal", "encoding", encoding, Verdict.OK if "utf" in encoding else Verdict.NOTE,
        "Set LANG to a UTF-8 locale, such as C.UTF-8.",
    )  # fmt: skip
    around = [name for name, variable in (("tmux", "TMUX"), ("screen", "STY"), ("ssh", "SSH_CONNECTION"))
              if os.environ.get(variable)]  # fmt: skip
    if around:
        yield Finding("terminal", "inside", ", ".join(around))


def _settings(settings: Settings) -> Iterator[Finding]:
    there = settings.file.exists()
    yield Finding("settings", "file", f"{settings.file}{'' if there else ' (none, defaults are used)'}")
    named = sorted(name for name in os.environ if name.startswith("CRMTUI_"))
    if named:
        yield Finding("settings", "environment", " ".join(named))
    from crmtui.log import default_folder

    yield Finding("settings", "log", str(settings.database_path.parent / "log"))
    yield Finding("settings", "reports", f"{default_folder()}, and beside the log while the app is open")
    yield from _keymap(settings)


def _keymap(settings: Settings) -> Iterator[Finding]:
    from crmtui.presets import table_for

    try:
        table_for(settings)
    except CrmtuiError as error:
        yield Finding("settings", "keys", error.message, Verdict.BAD, error.hint)
    else:
        own = plural(len(settings.ui.keymap), "key of your own", "keys of your own")
        yield Finding("settings", "keys", f"{settings.ui.preset}, {own}")


# -- the database --------------------------------------------------------------------------------------------------


def _database(path: Path) -> Iterator[Finding]:
    if not path.exists():
        yield Finding("database", "file", f"{path} (not made yet)")
        yield from _room(path)
        return
    yield Finding("database", "file", f"{path}, {file_size(path.stat().st_size)}")
    yield _mode(path)
    yield from _room(path)
    from crmtui.db.health import examine as look_over

    try:
        health = look_over(path)
    except CrmtuiError as error:
        hint = error.hint if FULL in error.message else "Restore a backup with `crmtui restore`."
        yield Finding("database", "opening", error.message, Verdict.BAD, hint)
        return
    yield _schema(health.schema)
    wal_is_well = health.wal_size < LARGE_WAL
    yield Finding(
        "database", "journal mode", f"{health.journal_mode}, {file_size(health.wal_size)} waiting",
        Verdict.OK if wal_is_well else Verdict.NOTE, "Close crmtui everywhere once, so that the log is folded in.",
    )  # fmt: skip
    check = "integrity" if health.thorough else "integrity, quick"
    if health.problems or health.dangling:
        problem = "; ".join(health.problems) or plural(health.dangling, "row") + " with a missing partner"
        yield Finding("database", check, problem, Verdict.BAD, "Restore a backup with `crmtui restore`.")
        return
    yield Finding("database", check, "sound")
    if health.schema == SCHEMA:
        yield from _desk(path)


def _mode(path: Path) -> Finding:
    mode = stat.S_IMODE(path.stat().st_mode)
    shared = path.parent.stat().st_mode & (stat.S_ISGID | stat.S_IWGRP) == (stat.S_ISGID | stat.S_IWGRP)
    private = not mode & (0o007 if shared else 0o077)
    return Finding(
        "database", "mode", f"{mode:04o}", Verdict.OK if private else Verdict.BAD,
        f"Others can read your customers: chmod {'660' if shared else '600'} {path}",
    )  # fmt: skip


def _room(path: Path) -> Iterator[Finding]:
    place = next((folder for folder in path.parents if folder.exists()), Path("/"))
    free = shutil.disk_usage(place).free
    needed = max(LITTLE_ROOM, path.stat().st_size if path.exists() else 0)
    if free < NO_ROOM:
        hint = "Make room: until then nothing is fetched, sent or kept."
        yield Finding("database", "disk", f"full, {file_size(free)} free", Verdict.BAD, hint)
        return
    yield Finding(
        "database", "disk", f"{file_size(free)} free", Verdict.OK if free >= needed else Verdict.NOTE,
        "A migration or a backup needs as much room as the database has.",
    )  # fmt: skip


def _schema(found: int) -> Finding:
    if found > SCHEMA:
        value, verdict, hint = f"{found}, newer than the {SCHEMA} known here", Verdict.BAD, "Update crmtui."
    elif found < SCHEMA:
        value, verdict, hint = f"{found}, will become {SCHEMA}", Verdict.NOTE, "Opening it migrates, after a backup."
    else:
        value, verdict, hint = str(found), Verdict.OK, ""
    return Finding("database", "schema", value, verdict, hint)


_STATES = {"held": "to leave later", "queued": "on the way", "sending": "leaving now"}


def _desk(path: Path) -> Iterator[Finding]:
    from crmtui.db.agents import agents
    from crmtui.db.fulltext_care import unfinished_since
    from crmtui.db.seats import outbox_counts, seat

    connection = open_raw(path, readonly=True)
    try:
        known = [one for one in agents(connection) if one.active]
        _, name = seat(connection, session().who)
        waiting, began = outbox_counts(connection), unfinished_since(connection)
    finally:
        connection.close()
    yield Finding(
        "desk", "agents", f"{len(known)}, you are {name or 'nobody'}", Verdict.OK if name else Verdict.NOTE,
        "Add yourself with `crmtui agents add NAME EMAIL`.",
    )  # fmt: skip
    yield Finding(
        "desk", "index", "whole" if began is None else "a rebuild was stopped before its end",
        Verdict.OK if began is None else Verdict.BAD, "`crmtui index --rebuild` makes it whole.",
    )  # fmt: skip
    stuck = waiting.get("failed", 0) + waiting.get("uncertain", 0)
    told = ", ".join(f"{count} {_STATES.get(state, state)}" for state, count in sorted(waiting.items())) or "empty"
    yield Finding("desk", "outbox", told, Verdict.NOTE if stuck else Verdict.OK, "`crmtui outbox` tells which and why.")
