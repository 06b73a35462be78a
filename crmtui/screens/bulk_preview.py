"""Shows what an action on many records would do, before it is done.

The one rule: it tells what `desk.bulk` found out; going on takes a key that says so.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from crmtui.desk.views import TicketRow
from crmtui.text import one_line
from crmtui.widgets.lines import Line, LineWidget, Span, Tone

if TYPE_CHECKING:
    from crmtui.desk.bulk import Preview, SampleRow

_KEYS = "enter does it  esc leaves"
# The frame's line, and two of the list to see what one is at.
_AROUND = 3


class _Told(LineWidget):
    """The preview's lines, fewer rows of the sample where there is no room."""

    def __init__(self, preview: "Preview") -> None:
        super().__init__()
        self._preview = preview

    def lines(self, width: int, height: int) -> Sequence[Line]:  # noqa: ARG002
        """The lines."""
        return told(self._preview, height)


def told(preview: "Preview", height: int) -> list[Line]:
    """What a preview says, in `height` lines at the most: the sample goes first."""
    head: list[Line] = [(Span(f" {preview.headline}", Tone.STRONG),)]
    changes: list[Line] = [(Span(f"   {line}"),) for line in preview.changes or ("nothing changes",)]
    left: list[Line] = [(Span(f"   {line}", Tone.DIM),) for line in preview.left]
    keys: list[Line] = [(Span(f" {_KEYS}", Tone.DIM),)]
    fixed = [*head, *changes, *left]
    room = height - len(fixed) - len(keys)
    rows: list[Line] = [(Span(f"   {_words(row)}", Tone.DIM),) for row in preview.rows]
    more = preview.total - len(rows)
    if more > 0 and rows:
        rows.append((Span(f"   and {more:,} more", Tone.DIM),))
    if len(rows) > room:
        rows = rows[: max(0, room - 1)]
        rows += [(Span(f"   and {preview.total - len(rows):,} more", Tone.DIM),)] if room > 1 else []
    return [*fixed, *rows, *keys] if room >= 0 else [*fixed[: height - 1], *keys]


def _words(row: "SampleRow") -> str:
    if isinstance(row, TicketRow):
        customer = f" - {one_line(row.customer)}" if row.customer else ""
        return f"#{row.id:<7} {one_line(row.subject) or '(no subject)'}{customer}"
    return f"{row.id:<8} {one_line(row.title)} {one_line(row.email)}"


class BulkPreview(ModalScreen[bool]):
    """The preview at the bottom; the result is whether to go on."""

    DEFAULT_CSS = """
    BulkPreview {
        align: center bottom; background: transparent;
        & > Vertical { height: auto; background: $panel; border-top: solid $border; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y,Y", "answer(True)", "do it", show=False),
        Binding("escape,n,N,q", "answer(False)", "leave", show=False),
    ]

    def __init__(self, preview: "Preview") -> None:
        """Make one."""
        super().__init__()
        self._preview = preview

    def compose(self) -> ComposeResult:
        """The lines, as many as there is room for."""
        lines = _Told(self._preview)
        room = max(2, self.app.size.height - _AROUND)
        lines.styles.height = min(room, len(told(self._preview, 1000)))
        with Vertical():
            yield lines

    def action_answer(self, answer: bool) -> None:
        """Give the answer back."""
        self.dismiss(answer)
