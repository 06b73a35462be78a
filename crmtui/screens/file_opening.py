"""Opens a file that came with a mail: a picture in the terminal where something can draw it, else with the desktop.

The one rule: nothing is opened without being asked, nothing that could run is opened at all, and nothing is fetched.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from crmtui.desk import conversation
from crmtui.desk.conversation import AttachmentView
from crmtui.errors import SourceError
from crmtui.mail.names import safe_filename
from crmtui.mail.pictures import PICTURES, can_draw, read_picture
from crmtui.screens.ticket_extras import write_new
from crmtui.text import file_size
from crmtui.widgets.lines import Tone
from crmtui.widgets.picker import Choice, Picker
from crmtui.widgets.prompt import Confirm

if TYPE_CHECKING:
    from crmtui.screens.base import DeskScreen

PICTURE_PROGRAMS: tuple[tuple[str, ...], ...] = (("chafa", "--animate=off"), ("viu",), ("timg", "--frames=1"))
"""Programs that draw a picture in a terminal, for who has not installed the extra `images`."""
OPENED = frozenset(
    """.png .jpg .jpeg .gif .webp .bmp .tif .tiff .heic .pdf .txt .csv .tsv .log .md .docx .xlsx .pptx .odt .ods .odp
    .rtf .eml .ics .vcf .mp3 .m4a .wav .ogg .mp4 .mov .webm""".split()  # noqa: SIM905 - a column of strings hides them
)
"""Endings of files that show and do not run; macros of the old office formats do."""


def picture_program(environ: Mapping[str, str] = os.environ) -> Sequence[str]:
    """The program that draws pictures in this terminal, empty when there is none."""
    return next((one for one in PICTURE_PROGRAMS if shutil.which(one[0], path=environ.get("PATH"))), ())


def desktop_program(environ: Mapping[str, str] = os.environ) -> Sequence[str]:
    """The program that opens files on the desktop in front of the user, empty when there is no desktop."""
    if environ.get("SSH_CONNECTION"):
        return ()
    if sys.platform == "darwin":
        return ("open",)
    shown = environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    return ("xdg-open",) if shown and shutil.which("xdg-open", path=environ.get("PATH")) else ()


async def open_attachment(screen: "DeskScreen", files: Sequence[AttachmentView]) -> None:
    """Ask which file, and open it."""
    file = await _which(screen, files)
    if file is None:
        return
    name = safe_filename(file.filename, file.content_type)
    if Path(name).suffix.lower() not in OPENED:
        screen.say(f"{name} is not of a kind that is opened from a mail")
        return
    if file.content_type in PICTURES and can_draw():
        await _draw(screen, name, file)
        return
    picture = picture_program() if file.content_type.startswith("image/") else ()
    program = picture or desktop_program()
    if not program:
        hint = ", or install crmtui[images]" if file.content_type in PICTURES else ""
        screen.say(f"nothing here can show {name}: save it{hint}")
        return
    if not await screen.app.push_screen_wait(Confirm(f"Open {name} ({file_size(file.size)}) with {program[0]}?")):
        return
    _, content = await screen.engine.read(conversation.attachment, file.id)
    path = await asyncio.to_thread(_put, name, content)
    if picture:
        _show_picture(screen, (*picture, str(path)))
        await asyncio.to_thread(shutil.rmtree, path.parent, ignore_errors=True)
    else:
        try:
            await asyncio.to_thread(_hand_over, (*program, str(path)))
        except OSError as error:
            await asyncio.to_thread(shutil.rmtree, path.parent, ignore_errors=True)
            screen.say(f"{program[0]} does not start ({error.strerror}): save the file", Tone.ALERT)
            return
        screen.say(f"{name} opened with {program[0]}")


async def _draw(screen: "DeskScreen", name: str, file: AttachmentView) -> None:
    # Late: it brings the decoders, which few sessions need.
    from crmtui.screens.picture import PictureScreen

    _, content = await screen.engine.read(conversation.attachment, file.id)
    try:
        picture = await asyncio.to_thread(read_picture, content)
    except SourceError as error:
        screen.say_error(error)
        return
    await screen.app.push_screen_wait(PictureScreen(name, picture))


async def _which(screen: "DeskScreen", files: Sequence[AttachmentView]) -> AttachmentView | None:
    if not files:
        screen.say("no attachments here")
        return None
    if len(files) == 1:
        return files[0]
    choices = [
        Choice(str(file.id), safe_filename(file.filename, file.content_type), file_size(file.size)) for file in files
    ]
    chosen = await screen.app.push_screen_wait(Picker("open", choices))
    return next((file for file in files if chosen and str(file.id) == chosen[0]), None)


def _put(name: str, content: bytes) -> Path:
    """A copy of its owner alone; the desktop reads it when it likes, so it stays until the machine cleans up."""
    return write_new(Path(tempfile.mkdtemp(prefix="crmtui-")), name, content)


def _show_picture(screen: "DeskScreen", command: Sequence[str]) -> None:
    try:
        with screen.app.suspend():
            subprocess.run(command, check=False)
            input("enter goes back ")
    except (SuspendNotSupported, OSError, EOFError):
        screen.say(f"{command[0]} cannot draw here: save the file")


def _hand_over(command: Sequence[str]) -> None:
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    # Some desktops' programs end at once, others when the file is closed: nobody waits for either.
    threading.Thread(target=process.wait, daemon=True).start()
