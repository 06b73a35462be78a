"""Makes the HTML half and the plain half of an outgoing mail from the text that was typed.

The one rule: every character of the text is escaped; tags come from the light marks alone (`marks`), links lead to
web pages and addresses only, and what others wrote is never read for marks; a page that is passed on comes in clean.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass

from crmtui.mail.marks import Block, Item, Kind, Mark, Piece, blocks, fence_lines, item_start, pieces, plain_pieces

FORWARD = "---------- Forwarded message ---------"
"""The first line of the head of a mail that is passed on."""
_DEEPEST = 5
_QUOTE = '<blockquote style="margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex">'
# The class by which mail programs fold what was written before.
_ANSWERED = (
    '<blockquote class="gmail_quote" type="cite" style="margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex">'
)
# Nothing of a page that is passed on shows outside of it: shadows, large letters and the like would lie over our words.
_ITS_PLACE = '<div style="overflow:auto">'
_CODE = '<pre style="background:#f4f4f4;padding:.5em;overflow:auto"><code>'


@dataclass(frozen=True, slots=True)
class Quoted:
    """The mail that is answered, as it stands below the answer.

    Attributes:
        head: who wrote when, one line; of a forwarded one all its headers.
        text: what they wrote.
        forwarded: it is passed on, not answered.
        page: what a forwarded one looks like, made by `html_clean.passed_on`; "" makes it from the text.
    """

    head: str
    text: str
    forwarded: bool = False
    page: str = ""


def html_from_text(text: str, quoted: Quoted | None = None) -> str:
    """A whole HTML document that reads like the text, with the mail that it answers below."""
    parts = [_page(_lf(text).strip("\n"), 0, marked=True)]
    if quoted is not None:
        parts.append(_below(quoted))
    body = "\n".join(parts)
    return f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head>\n<body>\n{body}\n</body></html>\n'


def plain_from_text(text: str, quoted: Quoted | None = None) -> str:
    """The text as a mail program without HTML shows it: marks that only a page needs are resolved."""
    lines: list[str] = []
    fenced = False
    source = _lf(text).split("\n")
    fences = iter(fence_lines(source))
    fence = next(fences, -1)
    for index, line in enumerate(source):
        if index == fence:
            fenced, fence = not fenced, next(fences, -1)
        elif fenced:
            lines.append(f"    {line}" if line else "")
        elif line.startswith(">"):
            lines.append(line)
        else:
            start = item_start(line)
            lines.append(line[:start] + _plain_line(line[start:]))
    if quoted is not None:
        while lines and not lines[-1].strip():
            lines.pop()
        below = _lf(quoted.text).strip("\n").split("\n")
        if quoted.forwarded:
            return "\n".join([*lines, "", quoted.head, "", *below])
        lines += ["", quoted.head, *(f">{line}" if line[:1] == ">" else f"> {line}".rstrip() for line in below)]
    return "\n".join(lines)


def _below(quoted: Quoted) -> str:
    inner = f"{_ITS_PLACE}{quoted.page}</div>" if quoted.page else _page(_lf(quoted.text).strip("\n"), 1, marked=False)
    head = "<br>\n".join(html.escape(line) for line in quoted.head.split("\n"))
    head = f'<div class="gmail_attr" dir="auto">{head}<br></div>'
    body = inner if quoted.forwarded else f"{_ANSWERED}\n{inner}\n</blockquote>"
    return f'<br>\n<div class="gmail_quote">\n{head}\n{body}\n</div>'


def _lf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _plain_line(line: str) -> str:
    return "".join(_plain_piece(piece) for piece in pieces(line))


def _plain_piece(piece: Piece) -> str:
    inside = "".join(_plain_piece(one) for one in piece.inside)
    match piece.mark:
        case Mark.BOLD:
            return f"*{inside}*"
        case Mark.ITALIC:
            return f"_{inside}_"
        case Mark.LINK if piece.text != piece.target:
            return f"{piece.text} <{piece.target.removeprefix('mailto:')}>"
        case _:
            return piece.text


# -- the page --------------------------------------------------------------------------------------------------------


def _page(text: str, depth: int, *, marked: bool) -> str:
    parts = (_block(block, depth, marked=marked) for block in blocks(text, marked=marked))
    return "\n".join(part for part in parts if part)


def _block(block: Block, depth: int, *, marked: bool) -> str:
    match block.kind:
        case Kind.BLANK:
            return ""
        case Kind.CODE:
            return _CODE + html.escape("\n".join(block.lines)) + "</code></pre>"
        case Kind.QUOTE if depth < _DEEPEST:
            return f"{_QUOTE}\n{_page(chr(10).join(block.lines), depth + 1, marked=False)}\n</blockquote>"
        case Kind.LIST:
            return _list(block.items)
        case _:
            # Each paragraph finds its own direction: Arabic and German stand in one mail.
            return '<p dir="auto">' + "<br>\n".join(_line(line, marked=marked) for line in block.lines) + "</p>"


def _list(items: Sequence[Item]) -> str:
    """Nested lists by indent; a number that begins elsewhere stays as it was typed."""
    out: list[str] = []
    open_: list[tuple[int, str]] = []
    for item in items:
        tag = "ul" if item.number is None else "ol"
        while open_ and (item.depth < open_[-1][0] or (item.depth == open_[-1][0] and tag != open_[-1][1])):
            out.append(f"</li></{open_.pop()[1]}>")
        if open_ and (item.depth == open_[-1][0] or len(open_) >= _DEEPEST):
            out.append("</li>")
        else:
            start = f' start="{item.number}"' if item.number not in (None, 1) else ""
            out.append(f"<{tag}{start}>")
            open_.append((item.depth, tag))
        value = f' value="{item.number}"' if item.number is not None else ""
        out.append(f'<li dir="auto"{value}>' + "<br>\n".join(_line(line, marked=True) for line in item.lines))
    out += [f"</li></{tag}>" for _, tag in reversed(open_)]
    return "\n".join(out)


def _line(line: str, *, marked: bool) -> str:
    return "".join(_tagged(piece) for piece in (pieces(line) if marked else plain_pieces(line)))


def _tagged(piece: Piece) -> str:
    inside = "".join(_tagged(one) for one in piece.inside)
    match piece.mark:
        case Mark.BOLD:
            return f"<b>{inside}</b>"
        case Mark.ITALIC:
            return f"<i>{inside}</i>"
        case Mark.CODE:
            return f"<code>{_plain(piece.text)}</code>"
        case Mark.LINK:
            return f'<a href="{html.escape(piece.target)}">{_plain(piece.text)}</a>'
        case _:
            return _plain(piece.text)


def _plain(piece: str) -> str:
    # Indents and columns survive; a browser would squeeze them.
    return html.escape(piece.expandtabs(4)).replace("  ", " \u00a0")
