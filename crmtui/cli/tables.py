"""Lays a table out for a terminal: which columns are told, how wide each is, what stands below its row.

The one rule: no line is wider than the terminal as far as columns may shrink; what must not be cut is not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crmtui.text import cells, pad, wrap

_GAP = "  "
_NARROWEST = 8
"""Cells that a column which may shrink keeps: enough to tell one row from the next."""
_WORDS = 28
"""Cells below which words are better read on a line of their own."""
_INDENT = "    "


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        title: shown over it on a terminal.
        right: numbers stand to the right.
        flex: it gives way first when the terminal is narrow.
        usual: a value that need not be said on a terminal; a column that says nothing there is left out.
        whole: of one column: what has no room in it stands below its row, and is never cut.
    """

    title: str
    right: bool = False
    flex: bool = False
    usual: str = ""
    whole: bool = False


def laid_out(columns: Sequence[Column], rows: Sequence[Sequence[str]], room: int) -> list[str]:
    """The titles and the rows as lines of at most `room` cells."""
    told = [["" if cell == col.usual else cell for cell, col in zip(row, columns, strict=True)] for row in rows]
    kept = [at for at in range(len(columns)) if not told or any(row[at] for row in told)]
    shown, told = [columns[at] for at in kept], [[row[at] for at in kept] for row in told]
    below = [""] * len(told)
    if whole := [at for at, column in enumerate(shown) if column.whole]:
        shown, told, below = _with_below(shown, told, whole[0], room)
    widths = _widths(shown, told, room)
    out = [_line([column.title for column in shown], shown, widths)]
    for row, words in zip(told, below, strict=True):
        out.append(_line(row, shown, widths))
        out += [_INDENT + part for part in wrap(words, room - len(_INDENT)) if part]
    return out


def _with_below(
    columns: list[Column], rows: list[list[str]], at: int, room: int
) -> tuple[list[Column], list[list[str]], list[str]]:
    """Columns and rows as they stand side by side, and for each row what stands below it: words of the column `at`."""
    others = [*columns[:at], *columns[at + 1 :]]
    rest = [[*row[:at], *row[at + 1 :]] for row in rows]
    left = room - sum(_natural(others, rest)) - len(_GAP) * len(others)
    if left < _WORDS and any(cells(row[at]) > left for row in rows):
        return others, rest, [row[at] for row in rows]
    fits = [cells(row[at]) <= left for row in rows]
    beside = [row if fit else [*row[:at], "", *row[at + 1 :]] for row, fit in zip(rows, fits, strict=True)]
    return columns, beside, ["" if fit else row[at] for row, fit in zip(rows, fits, strict=True)]


def _natural(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[int]:
    return [max([cells(column.title), *(cells(row[at]) for row in rows)]) for at, column in enumerate(columns)]


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str]], room: int) -> list[int]:
    widths = _natural(columns, rows)
    flexible = [at for at, column in enumerate(columns) if column.flex]
    excess = sum(widths) + len(_GAP) * (len(widths) - 1) - room
    while excess > 0 and flexible:
        widest = max(flexible, key=lambda at: widths[at])
        if widths[widest] <= _NARROWEST:
            break
        widths[widest] -= 1
        excess -= 1
    return widths


def _line(row: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> str:
    shown = [pad(cell, wide, right=col.right) for cell, wide, col in zip(row, widths, columns, strict=True)]
    return _GAP.join(shown).rstrip()
