"""Makes the simple HTML half of an outgoing mail from its text.

The one rule: every character of the text is escaped; the only tags are paragraphs, line breaks, quotes and links
to the very address that is shown.
"""

import html
import re
from itertools import groupby

_LINK = re.compile(r"https?://[^\s<>\"'\u00ab\u00bb\u201c\u201d]+")
_TRAILING = ".,;:!?)]}"
_QUOTE = re.compile(r"> ?")
_DEEPEST = 5


def html_from_text(text: str) -> str:
    """A whole HTML document that reads like the text; line ends are LF."""
    body = _blocks(text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n"), 0)
    return f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head>\n<body>\n{body}\n</body></html>\n'


def _blocks(lines: list[str], depth: int) -> str:
    parts: list[str] = []
    for quoted, group in groupby(lines, key=lambda line: depth < _DEEPEST and line.startswith(">")):
        if quoted:
            inner = _blocks([_QUOTE.sub("", line, count=1) for line in group], depth + 1)
            parts.append(f'<blockquote style="margin:0 0 0 .8ex;padding-left:1ex">\n{inner}\n</blockquote>')
        else:
            parts.append(_paragraphs(list(group)))
    return "\n".join(part for part in parts if part)


def _paragraphs(lines: list[str]) -> str:
    found: list[str] = []
    for blank, group in groupby(lines, key=lambda line: not line.strip()):
        if not blank:
            # Each paragraph finds its own direction: Arabic and German stand in one mail.
            found.append('<p dir="auto">' + "<br>\n".join(_line(line) for line in group) + "</p>")
    return "\n".join(found)


def _line(line: str) -> str:
    parts: list[str] = []
    position = 0
    for link in _LINK.finditer(line):
        target = link[0].rstrip(_TRAILING)
        parts.append(_plain(line[position : link.start()]))
        parts.append(f'<a href="{html.escape(target)}">{html.escape(target)}</a>')
        position = link.start() + len(target)
    return "".join(parts) + _plain(line[position:])


def _plain(piece: str) -> str:
    # Indents and columns survive; a browser would squeeze them.
    return html.escape(piece.expandtabs(4)).replace("  ", " \u00a0")
