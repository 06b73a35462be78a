"""What the structure of an HTML mail says of its pieces: an earlier mail, the words that introduce it, a signature.

The one rule: only marks that mail programs set themselves are believed (their classes, ids and borders); what somebody
typed between quoted pieces is never taken for one.
"""

import re
from collections.abc import Mapping
from enum import Enum

from selectolax.lexbor import LexborNode


class Role(Enum):
    """What an element is. The value is its lines' mark, as `quotes.cut` reads it."""

    NONE = b" "[0]
    QUOTE = b"q"[0]
    INTRO = b"i"[0]
    REST = b"r"[0]
    """An earlier mail begins here and is all the rest."""
    SIGNATURE = b"e"[0]


_CONTAINERS = (
    "gmail_quote", "yahoo_quoted", "protonmail_quote", "tutanota_quote", "zmail_extra", "missive_quote", "nylas-quote",
    "__aliyun_previous_history_wrap", "freshdesk_quote", "sh-quoted-content", "hubspot-quote", "mailmaster-quote",
)  # fmt: skip
_INTROS = (
    "gmail_attr", "moz-cite-prefix", "gmail_quote_attribution", "airmail_on", "reply-intro", "quote-attribution",
    "zmail_extra_hr", "sh-quoted-attribution",
)  # fmt: skip
_RESTS = (
    "divrplyfwdmsg", "stopspelling", "mail-editor-reference-message-container", "olk_src_body_section", "zwchr",
    "ms-outlook-mobile-reference-message", "outlookmessageheader", "replywithsignaturediv", "forwardedmessage",
    "ms-outlook-ios-reference-message",
)  # fmt: skip
_SIGNATURES = (
    "gmail_signature", "gmail_signature_prefix", "moz-signature", "signature", "outlook_signature",
    "ms-outlook-mobile-signature", "applemailsignature", "linebreakatbeginningofsignature", "yahoo-signature",
    "protonmail_signature_block", "bloop_sign", "signature_old", "mobile-signature",
)  # fmt: skip
_ROLES = (
    dict.fromkeys(_CONTAINERS, Role.QUOTE) | dict.fromkeys(_INTROS, Role.INTRO) | dict.fromkeys(_RESTS, Role.REST)
    | dict.fromkeys(_SIGNATURES, Role.SIGNATURE)
)  # fmt: skip
_PREFIX = re.compile(r"(?:x_)+|ydp[0-9a-z]*?(?=yahoo|signature)|yiv\d+")
"""What programs put before the names of the mail they quote or copy."""
_ANY = re.compile(
    r"(?P<signature>(?:^|.[_-]|[a-z])signature(?:section|[_-](?:block|container|content|wrapper))?$)"
    r"|(?P<quote>(?:^|[_-])(?:blockquote|quoted|(?:reply|e?mail|message)[_-]?quote)"
    r"(?:[_-]?(?:text|content|message|e?mail|reply|container|wrapper))?$"
    r"|^(?:original|previous)[_-]?(?:message|e?mail|history|content|text)$)"
)
"""How programs that nobody heard of name theirs."""
_BORDER = re.compile(r"border:\s*none;\s*border-top:\s*solid\s[^;]{1,40}pt", re.IGNORECASE)
_UNBORDERED = re.compile(r"border(?:-left)?:\s*(?:none|0)", re.IGNORECASE)
_FIELD = re.compile(r"\s{0,40}[^\s:][^:\n]{0,30}[:\uff1a]")
_LOOKS = 60
"""Elements of one document whose inside is looked at; a crafted one has thousands within each other."""
_MARKED = frozenset({"div", "span", "hr", "p", "table", "section", "blockquote", "font", "td", "body", "a"})


class Roles:
    """Tells the roles of one document's elements."""

    def __init__(self) -> None:
        self.looks = _LOOKS

    def of(self, node: LexborNode, tag: str, attributes: Mapping[str, str | None]) -> Role:
        """What an element is, by the marks on it."""
        if not attributes or tag not in _MARKED:
            return Role.NONE
        if attributes.get("name") == "quote" or attributes.get("data-marker") == "__DIVIDER__":
            return Role.QUOTE if attributes.get("name") else Role.REST
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''} {attributes.get('name') or ''}"
        found = _named(names) if len(names) > 1 else None
        if found is Role.QUOTE:
            # A container that has its quote marked inside is none: people type between its pieces.
            return Role.NONE if tag == "blockquote" or self._holds_quote(node) else found
        if found is None and tag == "div" and self._is_divider(node, attributes.get("style") or ""):
            return Role.REST
        return found or Role.NONE

    def _holds_quote(self, node: LexborNode) -> bool:
        self.looks -= 1
        return self.looks < 0 or node.css_first("blockquote") is not None

    def _is_divider(self, node: LexborNode, style: str) -> bool:
        """Whether the border of desktop Outlook stands above the fields of an earlier mail."""
        if not style or not _BORDER.search(style[:400]):
            return False
        self.looks -= 1
        return self.looks >= 0 and _FIELD.match((node.text() or "")[:80]) is not None


def _named(names: str) -> Role | None:
    for name in names[:400].lower().split():
        bare = _PREFIX.sub("", name, count=1)
        found = _ROLES.get(name) or _ROLES.get(bare)
        if found or name.startswith("yahoo_quoted"):
            return found or Role.QUOTE
        other = _ANY.search(bare)
        if other:
            return Role.SIGNATURE if other["signature"] else Role.QUOTE
    return None


def is_indent(attributes: Mapping[str, str | None]) -> bool:
    """Whether a blockquote is its author's own indented paragraph."""
    if attributes.get("type") == "cite" or attributes.get("cite") or "quote" in (attributes.get("class") or ""):
        return False
    return _UNBORDERED.search((attributes.get("style") or "")[:400]) is not None
