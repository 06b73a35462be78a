"""A tiny app around one widget, and made rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

from crmtui.errors import DatabaseError
from crmtui.themes import themes
from crmtui.widgets.lines import Line, Span

M = TypeVar("M", bound=Message)


@dataclass(frozen=True, slots=True)
class MadeRow:
    id: int
    text: str


class MadeSource:
    """Rows in memory, which counts what it is asked for."""

    def __init__(self, ids: Sequence[int], claimed: int | None = None) -> None:
        self.ids = list(ids)
        self.claimed = claimed
        self.asked: list[tuple[int, int]] = []
        self.broken = False

    def count(self) -> int:
        return len(self.ids) if self.claimed is None else self.claimed

    async def page(self, start: int, size: int) -> list[MadeRow]:
        if self.broken:
            raise DatabaseError("the database is locked")
        self.asked.append((start, size))
        return [MadeRow(i, f"row {i}") for i in self.ids[start : start + size]]

    async def position(self, record: int) -> int | None:
        return self.ids.index(record) if record in self.ids else None


class MadePainter:
    def paint(self, row: MadeRow, width: int, *, cursor: bool, marked: bool, now: int) -> Line:
        return (Span(row.text),)


class Host(App[None]):
    """Shows widgets and keeps the messages that they post."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, *shown: Widget) -> None:
        super().__init__()
        for theme in themes():
            self.register_theme(theme)
        self.theme = "dark"
        self.shown = shown
        self.said: list[Message] = []

    def compose(self) -> ComposeResult:
        yield from self.shown

    async def _on_message(self, message: Message) -> None:
        if type(message).__module__.startswith("crmtui."):
            self.said.append(message)
        await super()._on_message(message)

    def heard(self, kind: type[M]) -> list[M]:
        return [message for message in self.said if isinstance(message, kind)]


def screen_lines(app: App[None]) -> list[str]:
    """What the terminal would show."""
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    return [strip.text.ljust(width) for strip in strips][:height]


async def settle(pilot: Pilot[None]) -> None:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
