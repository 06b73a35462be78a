"""`crmtui index`: how large the full-text index is, whether it is right, and making it anew.

The one rule: what is wrong is said with what to do about it, and the exit code tells it to a script.
"""

from crmtui.cli import console
from crmtui.cli.session import session
from crmtui.errors import UsageError
from crmtui.text import file_size, plural

_WRONG = 1


def index(*, check: bool, rebuild: bool, as_json: bool) -> int:
    """Carry out `crmtui index`; 1 when something is wrong.

    Raises:
        UsageError: both were asked.
        DatabaseError: there is no desk, or it cannot be used.
    """
    if check and rebuild:
        raise UsageError("--check and --rebuild are two commands", "Rebuild first, then check.")
    if rebuild:
        return _rebuild(as_json=as_json)
    return _check(as_json=as_json) if check else _sizes(as_json=as_json)


def _sizes(*, as_json: bool) -> int:
    from crmtui.db.fulltext_care import state, unfinished_since  # late: help needs no database

    with session().reader() as reader:
        parts, began = state(reader), unfinished_since(reader)
    if as_json:
        console.emit_json({"parts": parts, "unfinished_since": began})
    else:
        for part in parts:
            console.say(f"{part.table}  {plural(part.documents, 'document')}, {file_size(part.bytes)}")
    return 0 if began is None else _told()


def _check(*, as_json: bool) -> int:
    from crmtui.db.fulltext_care import check  # late: help needs no database

    with session().reader() as reader, console.progress() as line:
        found = check(reader, lambda what, done, total: line.show(f"looking at {what} ({done} of {total} done)"))
    if as_json:
        console.emit_json({"ok": not found, "wrong": found})
    else:
        for one in found:
            some = f" (the first: {', '.join(map(str, one.ids))})" if one.ids else ""
            console.say(f"{one.table}: {one.what}: {one.count}{some}")
        if not found:
            console.say("the index and the counts are right")
    return _told() if found else 0


def _rebuild(*, as_json: bool) -> int:
    from crmtui.db.connect import open_raw  # late: help needs no database
    from crmtui.db.faults import faults_told
    from crmtui.db.fulltext_care import rebuild, state

    here = session()
    with faults_told(), here.reader() as reader, console.progress() as line:
        writer = open_raw(here.path)
        try:
            rebuild(writer, lambda what, done, total: line.show(f"{what}: {100 * done // total} %"))
        except KeyboardInterrupt:
            line.clear()
            console.remark("stopped: searches find only a part now; run `crmtui index --rebuild` to its end")
            raise
        finally:
            writer.close()
        parts = state(reader)
    if as_json:
        console.emit_json({"ok": True, "parts": parts})
    else:
        console.say(f"indexed {plural(sum(part.documents for part in parts), 'record')}")
    return 0


def _told() -> int:
    console.remark("Searches may miss something: `crmtui index --rebuild` puts it right.")
    return _WRONG
