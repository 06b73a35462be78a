"""`backup` and `restore`: the whole desk as one file.

The one rule: nothing is overwritten; a restore says where the present desk went.
"""

import time
from pathlib import Path

from crmtui.cli import console
from crmtui.cli.session import session
from crmtui.text import file_size


def backup(file: Path | None, *, as_json: bool) -> None:
    """Write a checked copy of the desk."""
    from crmtui.db.backup import backup_to  # late: help needs no database

    here = session()
    target = (file or _beside(here.path)).expanduser().absolute()
    if target.is_dir():
        target = target / _beside(here.path).name
    # Opened before it is copied: a desk of an older schema is brought up, one that is not there is no backup.
    with here.reader():
        size = backup_to(here.path, target)
    if as_json:
        console.emit_json({"file": str(target), "bytes": size})
    else:
        console.say(f"{target}  {file_size(size)}, checked")


def _beside(path: Path) -> Path:
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    return path.with_name(f"{path.stem}-{stamp}.backup.db")


def restore(file: Path, *, yes: bool, as_json: bool) -> None:
    """Put a backup in the place of the desk."""
    from crmtui.db.backup import restore_from  # late: help needs no database

    path = session().path
    if path.exists():
        console.confirm(f"Put {file} in the place of {path}? The present desk is kept beside it.", yes=yes)
    kept = restore_from(file.expanduser().absolute(), path)
    if as_json:
        console.emit_json({"file": str(path), "kept": str(kept) if kept else None})
        return
    console.say(f"restored {path}")
    if kept:
        console.remark(f"The desk of before is {kept}")
