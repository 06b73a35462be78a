"""HTML mail as text that reads like mail: paragraphs, lists, quotes with "> ", links as text <address>.

The one rule: no word that the sender shows is lost; a document that could cost more than its size is stripped of its
tags plainly (`html_tree`).
"""

import html as entities
import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from crmtui.mail.html_quotes import Role, Roles, is_indent
from crmtui.mail.html_tree import tag_of, tree_of

_MAX_QUOTE = 20
_MAX_LINKS = 2_000_000
"""Characters within links that are compared with where those lead: links within each other share theirs."""
_MAX_DRESS = 1_000_000
"""Characters of quote marks, indents and rules that are put before and between words: a tag costs its sender less."""
_SPACE = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_BIG_ENTITY = re.compile(r"&#[xX]?[0-9a-fA-F]{8,};?")
_SCHEME = re.compile(r"^(?:https?://|mailto:|tel:)(?:www\.)?", re.IGNORECASE)

_SKIPPED = frozenset("script style head title template noscript object svg math select !doctype".split(" "))  # noqa: SIM905
_PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol dl blockquote pre table".split(" "))  # noqa: SIM905
_CONTAINERS = (
    "div tr li dt dd section article header footer main nav aside address form fieldset figure figcaption caption "
    "center body tbody thead tfoot hr details summary legend"
)
_PLAIN = frozenset({"b", "i", "u", "strong", "em"})
"""Tags that say nothing and of which there are many."""
_BLOCKS = _PARAGRAPHS.union(_CONTAINERS.split())


@dataclass(frozen=True, slots=True)
class Readable:
    """An HTML document as text.

    Attributes:
        text: its lines.
        marks: one byte a line: what the structure says of it, as `quotes.cut` reads it.
        problem: "" when it was read properly.
    """

    text: str
    marks: bytes
    problem: str = ""


def html_to_text(source: str, *, plainly: bool = False) -> Readable:
    """The readable text of an HTML document; `plainly` only takes its tags away."""
    tree = None if plainly else tree_of(source)
    if tree is None:
        return Readable(
            _stripped(source), b"", "the HTML was too much, too deep or strange: its tags were only stripped"
        )
    writer = _Writer()
    if tree.body is not None:
        _walk(tree.body, writer)
    return writer.readable()


def _stripped(source: str) -> str:
    words = [source.partition("<")[0]]
    skipping = ""
    for piece in source.split("<")[1:]:
        tag, _, text = piece.partition(">")
        name = tag[:12].lower()
        if skipping:
            skipping = "" if name.startswith("/" + skipping) else skipping
        elif name.startswith(("script", "style")):
            skipping = name[:5]
        else:
            words.append(text)
    lines = entities.unescape(_BIG_ENTITY.sub("\ufffd", " ".join(words))).split("\n")
    return "\n".join(line for line in (_SPACE.sub(" ", line).strip() for line in lines) if line)


class _Writer:
    """Lines in the making: collapses white space, keeps one blank line between paragraphs, marks quotes."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.marks = bytearray()
        self.mark = Role.NONE.value
        self.depth = 0
        self.pre = 0
        self.indent = ""
        self.bullet = ""
        self.lists: list[int] = []
        self.dressed = 0
        self.linked = 0

    def readable(self) -> Readable:
        self.end_line()
        first, last = 0, len(self.lines)
        while first < last and not self.lines[first]:
            first += 1
        while first < last and not self.lines[last - 1]:
            last -= 1
        return Readable("\n".join(self.lines[first:last]), bytes(self.marks[first:last]))

    def put(self, line: str) -> None:
        """Add a line that is whole."""
        self.lines.append(line)
        self.marks.append(self.mark)
        if self.mark == Role.REST.value:
            # One mark says it for all that follows.
            self.mark = Role.NONE.value

    def add(self, text: str) -> None:
        if self.pre:
            *whole, last = text.replace("\r", "").split("\n")
            for piece in whole:
                self.line.append(piece)
                self.end_line(keep_blank=True)
            self.line.append(last)
            return
        text = _SPACE.sub(" ", text.replace("\xa0", " "))
        if text[:1] == " " and (not self.line or self.line[-1][-1:] == " "):
            text = text[1:]
        if text:
            self.line.append(text)

    def end_line(self, *, keep_blank: bool = False) -> None:
        text = "".join(self.line).rstrip()
        self.line = []
        if text or keep_blank:
            mark = self.bullet or self.indent
            self.bullet = ""
            self.put(self.dress(f"{self.quote()}{mark if text else ''}") + text)

    def dress(self, signs: str) -> str:
        """What stands before words, as long as it is not more than any honest mail has."""
        self.dressed += len(signs)
        return signs if self.dressed <= _MAX_DRESS else ""

    def begin(self, what: Role) -> int:
        """Mark the lines of an element from here on; the mark to go back to at its end, 0 when there is none to."""
        if what is Role.NONE or self.mark == Role.QUOTE.value:
            return 0
        self.end_line()
        before, self.mark = self.mark, what.value
        # An earlier mail goes on after the element that begins it.
        return 0 if what is Role.REST else before

    def quote(self) -> str:
        """What stands before each line of a quote."""
        return ">" * min(self.depth, _MAX_QUOTE) + " " if self.depth else ""

    def blank_line(self) -> None:
        self.end_line()
        if self.lines and self.lines[-1].strip("> "):
            mark, self.mark = self.mark, Role.NONE.value
            self.put(self.dress(self.quote().rstrip()))
            self.mark = mark


def _walk(body: LexborNode, writer: _Writer) -> None:
    """Visit every node in order without recursion: depth is the sender's choice."""
    stack: list[tuple[LexborNode, str, int]] = [(body, "", 0)]
    roles = Roles()
    while stack:
        node, closing, mark = stack.pop()
        if closing:
            _close(node, closing, writer)
            if mark:
                writer.end_line()
                writer.mark = mark
            continue
        tag = tag_of(node)
        if tag == "-text":
            writer.add(node.text_content or "")
        elif tag[:1] != "-" and tag not in _SKIPPED:
            attributes = node.attributes if tag not in _PLAIN else {}
            before = writer.begin(roles.of(node, tag, attributes))
            if _open(tag, attributes, writer):
                stack.append((node, tag, before))
                children = list(node.iter(include_text=True))
                stack.extend((child, "", 0) for child in reversed(children))


def _open(tag: str, attributes: dict[str, str | None], writer: _Writer) -> bool:
    """Begin an element; False when there is nothing in it to visit."""
    if tag == "br":
        writer.end_line(keep_blank=True)
        return False
    if tag == "img":
        alt = (attributes.get("alt") or "").strip()
        if alt:
            writer.add(f"[{alt}]")
        return False
    if attributes and ("hidden" in attributes or _HIDDEN.search(attributes.get("style") or "")):
        return False
    if tag in _BLOCKS:
        (writer.blank_line if tag in _PARAGRAPHS and not writer.lists else writer.end_line)()
        _open_block(tag, attributes, writer)
    elif tag in ("td", "th"):
        writer.add(" ")
    return tag not in ("hr", "input", "wbr")


def _open_block(tag: str, attributes: dict[str, str | None], writer: _Writer) -> None:
    if tag == "blockquote":
        writer.depth += 0 if is_indent(attributes) else 1
    elif tag == "pre":
        writer.pre += 1
    elif tag in ("ul", "ol"):
        writer.lists.append(1 if tag == "ol" else 0)
    elif tag == "li" and writer.lists:
        number = writer.lists[-1]
        depth = min(len(writer.lists), 20)
        writer.bullet = "  " * (depth - 1) + (f"{number}. " if number else "- ")
        writer.indent = "  " * depth
        writer.lists[-1] += 1 if number else 0
    elif tag == "hr":
        writer.put(writer.dress(writer.quote() + "_" * 32))


def _close(node: LexborNode, tag: str, writer: _Writer) -> None:
    if tag == "a":
        _close_link(node, writer)
    elif tag in ("td", "th"):
        writer.add(" ")
    elif tag in _BLOCKS:
        if tag == "pre":
            writer.end_line()
            writer.pre -= 1
        elif tag in ("ul", "ol") and writer.lists:
            writer.end_line()
            writer.lists.pop()
            writer.indent = "  " * min(len(writer.lists), 20)
        if tag == "blockquote":
            writer.end_line()
            while writer.lines and not writer.lines[-1].strip("> "):
                writer.lines.pop()
                writer.marks.pop()
            writer.depth -= 0 if is_indent(node.attributes) else 1
        (writer.blank_line if tag in _PARAGRAPHS and not writer.lists else writer.end_line)()


def _close_link(node: LexborNode, writer: _Writer) -> None:
    target = _SPACE.sub("", node.attributes.get("href") or "")
    if not target.lower().startswith(("http://", "https://", "mailto:", "tel:")):
        return
    shown = node.text() or "" if writer.linked <= _MAX_LINKS else ""
    writer.linked += len(shown)
    shown = _SPACE.sub(" ", shown).strip()
    bare = _SCHEME.sub("", target).partition("?" if target[:7].lower() == "mailto:" else "\n")[0].rstrip("/")
    if bare.casefold() != _SCHEME.sub("", shown).rstrip("/").casefold():
        writer.add(f" <{target}>" if writer.line and writer.line[-1][-1:] != " " else f"<{target}>")
