"""Builds the tree of an HTML document, where that cannot cost more than the document's size.

The one rule: what makes the parser slow is ruled out before it begins, and counted as the parser will see it, in doubt
too much. Its time grows with the depth times the tags; and formatting that is left open it makes again in every block
that follows, so that much of it goes in under names that mean nothing to the parser.
"""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

_FEW_TAGS = 600
"""Opening brackets up to which nothing can hurt."""
_MAX_DEPTH = 1_000
_MAX_EQUALS = 20_000
"""Attributes of one tag cost the parser their square."""
_LONG_TAG = re.compile(r"<[^<>]{20000}")
_MAX_REMADE = 150_000
"""Elements of formatting that may be made again in all."""
_REACH = 500
"""Open elements among which the one that ends is looked for."""

_RENAMED = "crmtui-"
_NAMES = "b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u"
"""Elements that HTML makes again where they were left open, but for links, of which there is one at most."""
_FORMATTING = frozenset(_NAMES.encode().split(b"|")) | {b"comment"}
_TO_RENAME = re.compile(rf"<(/?)(?=(?:{_NAMES})[ \t\r\n\f/>])", re.IGNORECASE | re.ASCII)
_SELECTED = re.compile(rf"(?<![\w.#-])(?=(?:{_NAMES})(?![\w-]))", re.IGNORECASE | re.ASCII)
_TOKEN = re.compile(
    rb"<!--(?:-?>|(?P<comment>.*?)(?:--!?>|\Z))|<(?:[!?]|/(?![a-z]))[^>]*>?"
    rb"|<(?P<end>/?)(?P<name>[a-z][^ \t\r\n\f/>]*)[^>]*>?",
    re.DOTALL,
)
_IN_COMMENT = re.compile(rb"<(/?)([a-z][^ \t\r\n\f/>]*)")
_VOID = frozenset(
    b"area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr".split()
)
_RAW = frozenset(b"iframe noembed noframes noscript plaintext script style textarea title xmp".split())
_FOREIGN = (b"svg", b"math")
_TABLE_PARTS = frozenset(b"caption table tbody td tfoot th thead tr".split())
_TABLES = frozenset((b"table", b"template"))
_SCOPES = _TABLES | frozenset(
    b"annotation-xml applet caption desc foreignobject html marquee mi mn mo ms mtext object td th title".split()
)
"""What no end tag reaches out of."""
_SPECIAL = _SCOPES | _TABLE_PARTS | _RAW | frozenset(
    b"address article aside blockquote body button center colgroup dd details dir div dl dt fieldset figcaption figure "
    b"footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup li listing main menu nav ol p pre search section "
    b"select summary ul".split()
)  # fmt: skip
"""What no end tag of other elements reaches out of (HTML, "special")."""


def tree_of(source: str) -> LexborHTMLParser | None:
    """The tree of a document, None where building it could cost more than its size."""
    if source.count("=") > _MAX_EQUALS or _LONG_TAG.search(source):
        return None
    if source.count("<") > _FEW_TAGS:
        remade = _remade(source.encode("utf-8", "replace").lower())
        if remade is None:
            return None
        source = _TO_RENAME.sub(rf"<\1{_RENAMED}", source) if remade > _MAX_REMADE else source
    try:
        return LexborHTMLParser(source)
    except SelectolaxError:
        return None


def tag_of(node: LexborNode) -> str:
    """The name of an element as it was written, in lower case; one that begins with "-" of what is no element."""
    # What stands within <? and > has no name.
    return (node.tag or "-unnamed").removeprefix(_RENAMED)


def selected(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    """The elements of such a tree that a selector of its style sheet means; none where it makes no sense."""
    inside = _SELECTED.sub(_RENAMED, selector)
    try:
        return tree.css(selector if inside == selector else f"{selector}, {inside}")
    except SelectolaxError:
        return []


# -- depth -----------------------------------------------------------------------------------------------------------


def _remade(source: bytes) -> int | None:
    """How many elements of formatting the parser may make again in a document in small letters.

    None when elements stand deeper within each other than any honest mail's.
    """
    opened = _Open()
    remade = 0
    for token in _TOKEN.finditer(source):
        name = token["name"]
        if name is None:
            opened.begin_in_comment(token["comment"] or b"")
        elif token["end"]:
            opened.end(name)
        else:
            opened.begin(name)
        remade += opened.formats
        if len(opened.stack) + opened.doubtful > _MAX_DEPTH:
            return None
    return remade


def _left_open(comment: bytes, *, doubtful: bool) -> int:
    """How many elements a comment would leave open if it were none."""
    begins = ends = 0
    for end, name in _IN_COMMENT.findall(comment) if b"<" in comment else ():
        begins += not end and name not in _VOID
        ends += bool(end)
    return begins if doubtful else max(0, begins - ends)


class _Open:
    """The elements that are open, at least as many as the parser has."""

    def __init__(self) -> None:
        self.stack: list[bytes] = []
        self.raw = b""
        """An element whose inside is text: no tag but its own ends it."""
        self.doubtful = 0
        """Elements that begin in such a one: it may be over already."""
        self.foreign = -1
        """Where in the stack a drawing or a formula begins: nothing is void in it."""
        self.formats = 0
        """Elements of formatting that no tag of their own ended."""

    def begin_in_comment(self, comment: bytes) -> None:
        """Take a comment; its tags count where more begin than end, as it may be none."""
        begun = _left_open(comment, doubtful=bool(self.raw))
        self.formats += begun
        if self.raw:
            self.doubtful += begun
        else:
            self.stack += [b"comment"] * begun

    def begin(self, name: bytes) -> None:
        """Take a start tag."""
        if name in _VOID and self.foreign < 0:
            return
        self.formats += name in _FORMATTING
        if self.raw:
            self.doubtful += 1
            return
        if name in _FOREIGN and self.foreign < 0:
            self.foreign = len(self.stack)
        self.raw = name if name in _RAW else b""
        self.stack.append(name)

    def end(self, name: bytes) -> None:
        """Take an end tag; one that may end nothing does not count."""
        if self.raw:
            if name != self.raw:
                return
            self.raw = b""
        if self.stack[-1:] == [name]:
            self.stack.pop()
            self.formats -= name in _FORMATTING
        elif name in (near := self.stack[-_REACH:]):
            begun = len(near) - 1 - near[::-1].index(name)
            keeps = _TABLES if name in _TABLE_PARTS else _SCOPES if name in _SPECIAL else _SPECIAL
            if keeps.isdisjoint(near[begun + 1 :]):
                del self.stack[begun - len(near) :]
                self.formats -= name in _FORMATTING
        if len(self.stack) <= self.foreign:
            self.foreign = -1
