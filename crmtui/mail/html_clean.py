"""The HTML of a mail as it is passed on: what it looks like, and nothing that acts.

The one rule: only what is written here leaves: every tag and attribute is on a list, every text is escaped anew. Rules
of style sheets move into the elements that they mean, so that they cannot touch what stands around; nothing is fetched,
and addresses of remote pictures stay as they came.
"""

import html
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crmtui.mail.html_tree import selected, tag_of, tree_of

_LONGEST = 2_000_000
"""Characters of a page that is passed on as HTML; a longer one goes as text alone."""
_DEEPEST = 300
"""Elements within each other; what is deeper keeps its words and loses its tags."""
_RULES, _MATCHES = 400, 40_000
"""Selectors of a page's style sheets, and elements that they mean in all: real mails stay far below."""
_LOOKED_AT = 100_000_000
"""Characters of a page times selectors: each one goes through the whole page."""

_TAGS = frozenset(
    """a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl
    dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q s samp
    section small span strike strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr""".split()  # noqa: SIM905
)
_VOID = frozenset(("br", "col", "hr", "img", "wbr"))
_SKIPPED = frozenset(
    """script style head title template object embed applet iframe frame frameset svg math select textarea
    input link meta base audio video canvas xmp plaintext noembed noframes listing -comment !doctype""".split()  # noqa: SIM905
)
_PLAIN = frozenset(
    """align valign width height border cellpadding cellspacing bgcolor color face size dir lang title alt rowspan
    colspan nowrap start type value reversed scope hspace vspace clear datetime""".split()  # noqa: SIM905
)
_LINKS = frozenset(("http", "https", "mailto", "tel"))
_PICTURES = frozenset(("http", "https", "cid"))
_DATA = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=]*", re.IGNORECASE)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_BLANKS = re.compile(r"[\x00-\x20]+")
_ACTS = re.compile(r"expression|javascript|vbscript|behaviou?r|-moz-binding|@import|[\\<>{}]", re.IGNORECASE)
# What would lie over the words around it; in mail programs that know no `overflow`, nothing else keeps it away.
_COVERS = re.compile(
    r"(?:-\w+-)?(?:position|inset|transform|translate|rotate|scale|offset|outline|box-shadow|text-shadow|filter"
    r"|animation|zoom)[\w-]*\s*(?::|\Z)"
    r"|(?:-\w+-)?(?:margin|text-indent)[\w-]*\s*(?=:)(?:.*[\s:]-|.*\()",
    re.IGNORECASE | re.DOTALL,
)
_SELECTOR = re.compile(r"[\w.#*-]+(?:[ >]+[\w.#*-]+){0,3}")


def passed_on(source: str) -> str:
    """The body of an HTML document, safe to stand in a mail of ours; "" when it must go as text."""
    if not source.strip() or len(source) > _LONGEST:
        return ""
    tree = tree_of(source)
    if tree is None or tree.body is None:
        return ""
    parts: list[str] = []
    size = 0
    for piece in _written(tree.body, _sheet(tree, len(source))):
        parts.append(piece)
        size += len(piece)
        if size > _LONGEST:
            return ""
    return "".join(parts)


def content_ids(page: str) -> frozenset[str]:
    """The inline pictures that a page shows, as their content ids may be written."""
    from urllib.parse import unquote

    found = re.findall(r'"cid:([^"]*)"', page, re.IGNORECASE)
    return frozenset(html.unescape(unquote(one)) for one in found) | frozenset(html.unescape(one) for one in found)


def _written(body: LexborNode, sheet: dict[int, list[str]]) -> Iterator[str]:
    """The document piece by piece, without recursion: depth is the sender's choice."""
    stack: list[tuple[LexborNode | None, str, int]] = [(body, "", 0)]
    while stack:
        node, closing, depth = stack.pop()
        if node is None:
            yield closing
            continue
        tag = tag_of(node)
        if tag == "-text":
            yield html.escape(node.text_content or "", quote=False)
        if tag.startswith("-") or tag in _SKIPPED:
            continue
        # A page's own ground and colours go with it.
        name = "div" if tag == "body" else tag if tag in _TAGS and depth < _DEEPEST else ""
        if name:
            yield f"<{name}{''.join(_attributes(node, tag, sheet))}>"
        if name in _VOID:
            continue
        if name:
            stack.append((None, f"</{name}>", 0))
        children = list(node.iter(include_text=True))
        stack.extend((child, "", depth + 1) for child in reversed(children))


def _attributes(node: LexborNode, tag: str, sheet: dict[int, list[str]]) -> Iterator[str]:
    given = node.attributes
    style = _style([*sheet.get(node.mem_id, ()), given.get("style") or ""])
    if style:
        yield f' style="{html.escape(style)}"'
    for name, value in given.items():
        text = value or ""
        keep = (
            name in _PLAIN
            or (name == "href" and tag == "a" and _leads(text, _LINKS))
            or (name == "src" and tag == "img" and (_leads(text, _PICTURES) or bool(_DATA.fullmatch(text.strip()))))
            or (name == "background" and _leads(text, _PICTURES))
        )
        if keep:
            yield f' {name}="{html.escape(text)}"'


def _leads(address: str, schemes: frozenset[str]) -> bool:
    # Browsers read over blanks and control characters.
    found = _SCHEME.match(_BLANKS.sub("", address))
    return found is not None and found[1].lower() in schemes


def _style(pieces: list[str]) -> str:
    """Declarations that only say what something looks like."""
    found = [one.strip() for piece in pieces for one in _uncommented(piece).split(";")]
    return "; ".join(one for one in found if one and not _ACTS.search(one) and not _COVERS.match(one))


# -- style sheets ----------------------------------------------------------------------------------------------------


def _sheet(tree: LexborHTMLParser, size: int) -> dict[int, list[str]]:
    """The declarations of the page's style sheets by the elements that they mean, in their order."""
    found: dict[int, list[str]] = {}
    most = min(_RULES, _LOOKED_AT // size)
    rules = matches = 0
    for style in tree.css("style"):
        for selector, declarations in _rules(style.text() or ""):
            rules += 1
            if rules > most or matches > _MATCHES:
                return found
            for node in selected(tree, selector):
                matches += 1
                found.setdefault(node.mem_id, []).append(declarations)
    return found


def _rules(source: str) -> Iterator[tuple[str, str]]:
    """(selector, declarations) of what holds everywhere: nothing within @media and its like."""
    depth, at_rule, head = 0, False, ""
    for piece in re.split(r"([{}])", _uncommented(source).replace("<!--", "").replace("-->", "")):
        if piece == "{":
            at_rule = at_rule or (depth == 0 and head.lstrip().startswith("@"))
            depth += 1
        elif piece == "}":
            depth = max(0, depth - 1)
            at_rule = at_rule and depth > 0
        elif depth == 0:
            head = piece
        elif depth == 1 and not at_rule:
            # `@import ...;` and `@charset ...;` stand in front of a selector.
            for selector in head.rpartition(";")[2].split(","):
                if _SELECTOR.fullmatch(selector.strip()):
                    yield selector.strip(), piece.strip()


def _uncommented(style: str) -> str:
    first, *rest = style.split("/*")
    return first + "".join(piece.partition("*/")[2] for piece in rest)
