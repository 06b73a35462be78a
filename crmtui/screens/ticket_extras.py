"""What a ticket can do now and then: its history in lines, its files on disk, the links of its orders.

The one rule: nothing is written over, opened or sent anywhere that the user has not seen whole and chosen.
"""

import asyncio
import json
import os
import webbrowser
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crmtui.customers.profile import OrderView
from crmtui.desk import conversation
from crmtui.desk.conversation import AttachmentView
from crmtui.desk.views import PRIORITIES
from crmtui.errors import SourceError
from crmtui.mail.names import safe_filename
from crmtui.screens.reading import cause_told
from crmtui.text import cut, file_size, one_line, pad, plural, when
from crmtui.widgets.lines import Line, Span, Tone
from crmtui.widgets.picker import Choice, Picker
from crmtui.widgets.prompt import Confirm

if TYPE_CHECKING:
    from crmtui.journal import HistoryLine
    from crmtui.screens.base import DeskScreen

_SCHEMES = frozenset(("http", "https", "mailto"))
_SHOWN = 60
_WHEN, _WHO = 17, 14
# What moves by itself when a state does, and what nobody asks about.
_FOLLOWS = frozenset(("waiting_since", "resolved_at", "first_response_at", "activity_at", "snippet"))


def history_lines(history: "Sequence[HistoryLine]", agents: Mapping[int, str], now: int) -> list[Line]:
    """An act a line and what it changed below it, newest first; agents by their names."""
    lines: list[Line] = []
    for _, act in groupby(history, key=lambda line: line.gesture_id):
        changes = list(act)
        first = changes[0]
        undone = "  (undone)" if first.undone else ""
        cause = f"  ({one_line(cause_told(first.cause))})" if first.cause else ""
        who = pad(one_line(first.actor), _WHO)
        lines.append((Span(f" {when(first.at, now):<{_WHEN}} ", Tone.DIM), Span(f"{who} {one_line(first.label)}"),
                      Span(cause + undone, Tone.DIM)))  # fmt: skip
        told = [change for change in changes if change.op == "update" and change.field not in _FOLLOWS]
        lines += [(Span(" " * (_WHEN + _WHO + 3) + _change(change, agents, now), Tone.DIM),) for change in told]
    return lines or [(Span(" nothing has happened yet", Tone.DIM),)]


def _change(line: "HistoryLine", agents: Mapping[int, str], now: int) -> str:
    name = line.field.removesuffix("_id").replace("_", " ")
    before, after = (_value(line.field, value, agents, now) for value in (line.before, line.after))
    return f"{name}: {before} -> {after}"


def _value(field: str, value: object, agents: Mapping[int, str], now: int) -> str:
    if value in (None, "", [], "[]"):
        return "-"
    if isinstance(value, int):
        if field == "assignee_id":
            return one_line(agents.get(value, f"agent {value}"))
        if field == "priority" and value < len(PRIORITIES):
            return PRIORITIES[value]
        if field == "snoozed_until":
            return when(value, now)
    words = " ".join(json.loads(value)) if field == "tags" and isinstance(value, str) else str(value)
    return cut(one_line(words), _SHOWN)


# -- files -------------------------------------------------------------------------------------------------------


def write_new(folder: Path, name: str, content: bytes) -> Path:
    """Write a file that was not there, for its owner alone; a taken name gets a number. The name must be a safe one.

    Raises:
        SourceError: the folder cannot be written.
    """
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        stem, suffix = suffix, ""
    for number in range(1, 1000):
        path = folder / f"{stem}{f' ({number})' if number > 1 else ''}{dot}{suffix}"
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        except OSError as error:
            raise SourceError(f"{path} cannot be written: {error.strerror}", "Nothing was written over.") from error
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
        except OSError as error:
            # Half a file looks like a whole one.
            path.unlink(missing_ok=True)
            raise SourceError(f"{path} cannot be written: {error.strerror}", "Nothing was written over.") from error
        return path
    raise SourceError(f"{folder} has a thousand files of that name", "Move some away.")


def download_folder() -> Path:
    """Where files go: the user's Downloads where there is one, else where the app was started."""
    downloads = Path.home() / "Downloads"
    return downloads if downloads.is_dir() else Path.cwd()


async def save_attachments(screen: "DeskScreen", files: Sequence[AttachmentView]) -> None:
    """Ask which files, and save them under safe names."""
    if not files:
        screen.say("no attachments here")
        return
    folder = download_folder()
    chosen = await _which(screen, files, folder)
    saved: list[Path] = []
    for file in files:
        if str(file.id) in chosen:
            _, content = await screen.engine.read(conversation.attachment, file.id)
            name = safe_filename(file.filename, file.content_type)
            saved.append(await asyncio.to_thread(write_new, folder, name, content))
    if saved:
        names = saved[0].name if len(saved) == 1 else plural(len(saved), "file")
        screen.say(f"{names} saved in {folder}")


async def _which(screen: "DeskScreen", files: Sequence[AttachmentView], folder: Path) -> Sequence[str]:
    choices = [
        Choice(
            str(file.id),
            safe_filename(file.filename, file.content_type),
            f"{file_size(file.size)} {one_line(file.content_type)}",
        )
        for file in files
    ]
    picker = Picker(f"save in {folder}", choices, multiple=True)
    return await screen.app.push_screen_wait(picker) or ()


# -- links -------------------------------------------------------------------------------------------------------


def whole_link(url: str) -> str | None:
    """A link as it really is: host in ASCII, so that no look-alike passes; None when it must not be followed."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").encode("idna").decode()
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in _SCHEMES or (parts.scheme != "mailto" and not host) or not url.isprintable():
        return None
    if host and host != (parts.hostname or ""):
        return parts._replace(netloc=parts.netloc.replace(parts.hostname or "", host)).geturl()
    return parts.geturl()


async def follow_link(screen: "DeskScreen", orders: Sequence[OrderView]) -> None:
    """Choose a link, see it whole, then open it here, or copy it when the app runs on another machine."""
    links = {
        url: f"{one_line(order.name)} {one_line(parcel.carrier)}"
        for order in orders
        for parcel in order.fulfillments
        if (url := whole_link(parcel.tracking_url))
    }
    if not links:
        screen.say("no order here has a link")
        return
    chosen = await screen.app.push_screen_wait(Picker("link", [Choice(url, url, of) for url, of in links.items()]))
    if not chosen:
        return
    url = chosen[0]
    if os.environ.get("SSH_CONNECTION") or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        screen.app.copy_to_clipboard(url)
        screen.say(f"{url} sent to the terminal's clipboard")
    elif await screen.app.push_screen_wait(Confirm(f"Open {url}?")):
        await asyncio.to_thread(webbrowser.open, url)
        screen.say(f"opened {url}")
