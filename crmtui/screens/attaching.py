"""Asks for files to go with a mail.

The one rule: a file is read and stored when it is named, so that the draft has it even when the file is gone.
"""

import mimetypes
from pathlib import Path

from crmtui.desk import drafts
from crmtui.desk.drafts import MAX_FILE, DraftFile
from crmtui.errors import RefusedError, SourceError
from crmtui.screens.base import DeskScreen
from crmtui.text import file_size
from crmtui.widgets.picker import Choice, Picker
from crmtui.widgets.prompt import Prompt

_ADD = "+"


async def ask_file(screen: DeskScreen, files: tuple[DraftFile, ...]) -> tuple[DraftFile, ...]:
    """The files with one more, or one less; as they were when the user left.

    Raises:
        SourceError: the file cannot be read.
        RefusedError: it is too large.
    """
    if files:
        choices = [Choice(_ADD, "attach another file")]
        choices += [Choice(str(at), f"take off {one.filename}", file_size(one.size)) for at, one in enumerate(files)]
        chosen = await screen.app.push_screen_wait(Picker("Files", choices))
        if chosen is None:
            return files
        if chosen[0] != _ADD:
            return tuple(one for at, one in enumerate(files) if at != int(chosen[0]))
    path = await screen.app.push_screen_wait(Prompt("Attach:", hint="path of a file"))
    if not path or not path.strip():
        return files
    return (*files, await screen.engine.work(store_file, path.strip()))


def store_file(path: str) -> DraftFile:
    """Read a file of this machine and keep its bytes.

    Raises:
        SourceError: it cannot be read.
        RefusedError: it is too large for mail.
    """
    file = Path(path).expanduser()
    try:
        if not file.is_file():
            raise SourceError(f"{path} is not a file", "Write its whole path; ~ is your home directory.")
        if file.stat().st_size > MAX_FILE:
            raise RefusedError(f"{file.name} is too large for mail", f"At most {file_size(MAX_FILE)}; send a link.")
        data = file.read_bytes()
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}") from error
    return drafts.add_file(file.name, mimetypes.guess_type(file.name)[0] or "application/octet-stream", data)
