"""Asks for files to go with a mail.

The one rule: a file is read and stored when it is named, so that the draft has it even when the file is gone.
"""

import mimetypes
import shlex
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
    """The files with one more, or one less; as they were when the user left."""
    if files:
        choices = [Choice(_ADD, "attach another file")]
        choices += [Choice(str(at), f"take off {one.filename}", file_size(one.size)) for at, one in enumerate(files)]
        chosen = await screen.app.push_screen_wait(Picker("Files", choices))
        if chosen is None:
            return files
        if chosen[0] != _ADD:
            return tuple(one for at, one in enumerate(files) if at != int(chosen[0]))
    path, help_line = "", ""
    while True:
        prompt = Prompt("Attach:", path, hint="path of a file; ~ is your home directory", help_line=help_line)
        path = (await screen.app.push_screen_wait(prompt) or "").strip()
        if not path:
            return files
        try:
            return (*files, await screen.engine.work(store_file, path))
        except (SourceError, RefusedError) as error:
            # What was typed stays, to be mended.
            help_line = error.told


def store_file(path: str) -> DraftFile:
    """Read a file of this machine and keep its bytes.

    Raises:
        SourceError: it cannot be read.
        RefusedError: it is too large for mail.
    """
    try:
        file = _spelt(path)
        if not file.is_file():
            raise SourceError(f"{path} is not a file", "Write its whole path; ~ is your home directory.")
        if file.stat().st_size > MAX_FILE:
            raise RefusedError(f"{file.name} is too large for mail", f"At most {file_size(MAX_FILE)}; send a link.")
        data = file.read_bytes()
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}") from error
    return drafts.add_file(file.name, mimetypes.guess_type(file.name)[0] or "application/octet-stream", data)


def _spelt(path: str) -> Path:
    """The file as it is written; else without the quotes or backslashes of a terminal that it was dragged into."""
    file = _at_home(path)
    if file.exists():
        return file
    try:
        words = shlex.split(path)
    except ValueError:
        return file
    other = _at_home(words[0]) if len(words) == 1 else file
    return other if other.exists() else file


def _at_home(path: str) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError:
        # "~somebody" whom nobody knows.
        return Path(path)
