"""How saved replies look in a list and beside it.

The one rule: a folder is named once, on its first row; what is still empty in a preview is told by its braces and by
weight, not by colour alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crmtui.desk.templates import TemplateRow
from crmtui.text import age, cells, clean, cut, one_line, pad, plural, wrap
from crmtui.widgets.lines import Line, LineWidget, Span, Tone

_FOLDER, _SUBJECT_FROM, _USES_FROM, _LAST_FROM = 12, 96, 46, 54
_KEPT_TOGETHER = "\u00a0"
_GAP = re.compile(f"\\{{\\{{{_KEPT_TOGETHER}[\\w.]+{_KEPT_TOGETHER}\\}}\\}}")


@dataclass(frozen=True, slots=True)
class ListedTemplate:
    """A template, and whether it is the first of its folder."""

    id: int
    template: TemplateRow
    first: bool


def listed(rows: Sequence[TemplateRow], words: str = "") -> list[ListedTemplate]:
    """The templates that hold all the words, in their folders."""
    wanted = words.casefold().split()
    found = [row for row in rows if all(word in f"{row.title} {row.subject} {row.body}".casefold() for word in wanted)]
    folders = [None, *(row.folder for row in found)]
    return [ListedTemplate(row.id, row, row.folder != before) for row, before in zip(found, folders, strict=False)]


class TemplateSource:
    """The rows of the list: few enough to be in memory."""

    def __init__(self, rows: Sequence[ListedTemplate]) -> None:
        self.rows = rows

    def count(self) -> int:
        """How many there are."""
        return len(self.rows)

    async def page(self, start: int, size: int) -> Sequence[ListedTemplate]:
        """Some of them."""
        return self.rows[start : start + size]

    async def position(self, record: int) -> int | None:
        """The place of a template."""
        return next((place for place, row in enumerate(self.rows) if row.id == record), None)


class TemplatePainter:
    """Draws templates: folder, name, subject, how often and when last used."""

    def paint(self, row: ListedTemplate, width: int, *, cursor: bool, marked: bool, now: int) -> Line:  # noqa: ARG002
        """The line of a template."""
        one = row.template
        folder = pad(cut(one_line(one.folder) or "-", _FOLDER), _FOLDER) if row.first else " " * _FOLDER
        tail = ""
        if width >= _USES_FROM:
            tail += pad(f"{one.uses}x" if one.uses else "", 6, right=True)
        if width >= _LAST_FROM:
            tail += pad(age(now - one.last_used_at) if one.last_used_at else "", 5, right=True)
        room = max(4, width - _FOLDER - 1 - cells(tail))
        name = one_line(one.name)
        if width >= _SUBJECT_FROM and one.subject:
            return (
                Span(folder + " ", Tone.DIM),
                Span(pad(cut(name, 30), 30)),
                Span(pad(cut("  " + one_line(one.subject), room - 30), room - 30) + tail, Tone.DIM),
            )
        return Span(folder + " ", Tone.DIM), Span(pad(cut(name, room), room)), Span(tail, Tone.DIM)


class TemplatePreview(LineWidget):
    """A template as it reads on a ticket, under a line that says which."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self._shown: tuple[str, str, str, tuple[str, ...]] = ("", "", "", ())

    def show(self, head: str, text: str, *, subject: str = "", gaps: Sequence[str] = ()) -> None:
        """Show a text; `gaps` are the fields that are empty in it."""
        new = (head, subject, text, tuple(gaps))
        if new != self._shown:
            self._shown = new
            self.refresh()

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The head, the subject, the text with its gaps set off."""
        head, subject, text, gaps = self._shown
        left = f"   {plural(len(gaps), 'field')} empty" if gaps else ""
        made: list[Line] = [[Span(" " + one_line(head), Tone.DIM), Span(left, Tone.ALERT)]]
        if subject:
            made.append([Span(" Subject: ", Tone.DIM), Span(one_line(subject))])
        text = clean(text[: width * height * 4], newlines=True)
        for path in set(gaps):
            text = text.replace(f"{{{{ {path} }}}}", f"{{{{{_KEPT_TOGETHER}{path}{_KEPT_TOGETHER}}}}}")
        body = wrap(text, width - 2)
        made += [_with_gaps(line) for line in body]
        return made[:height]


def _with_gaps(line: str) -> Line:
    spans: list[Span] = [Span(" ")]
    at = 0
    for match in _GAP.finditer(line):
        spans += [Span(line[at : match.start()]), Span(match.group().replace(_KEPT_TOGETHER, " "), Tone.ALERT)]
        at = match.end()
    return [*spans, Span(line[at:])]
