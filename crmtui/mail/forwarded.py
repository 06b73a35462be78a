"""A mail that a person passed on: who wrote it, about what, when.

The one rule: it counts only when its subject or a program's own line says that it is passed on, in the words that are
new; what stands in the quoted rest of an answer is no passed-on mail.
"""

import re

from crmtui.mail.addresses import addresses, date_epoch, message_id
from crmtui.mail.decode import decode_words
from crmtui.mail.head import split_head
from crmtui.mail.header_blocks import is_header_block, label
from crmtui.mail.message import Address, Forwarded
from crmtui.mail.mime import Part, Structure
from crmtui.mail.plain_lines import plain
from crmtui.mail.quote_languages import LANGUAGES
from crmtui.mail.quote_openings import is_forward
from crmtui.mail.quote_words import DATES, LABELS, SENDERS, SUBJECTS
from crmtui.mail.written_dates import written_date

_SUBJECT = re.compile(
    r"\s*(?:\[[^\]:]{1,40}\]\s*)?\[?(?:fwd?|fw|wg|tr|rv|i|doorst|enc|vb|vs|videresendt|vl|pd|przekaż|továbbítás|ilt|i̇lt|yml|προωθ|转发|轉寄"
    r"|転送|전달)\s*[:\uff1a\]]",
    re.IGNORECASE,
)
_LOOKED_AT = 400
"""Lines in which a mail that is passed on begins."""
_FIELDS = 16
_BY_RULE = re.compile(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|[A-Z]{1,5})\b")
"""A date as of RFC 5322, zone names included."""
_HEAD_BYTES = 64_000
_LOOSE = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")


def is_passed_on(subject: str) -> bool:
    """Whether a subject says that the mail passes another on."""
    return _SUBJECT.match(subject, 0, 80) is not None


def read_forwarded(structure: Structure, text: str, *, said: bool) -> Forwarded | None:
    """The mail that is passed on in a mail, None when there is none.

    Args:
        structure: the mail.
        text: its new words, the passed-on mail among them.
        said: whether its subject says so (`is_passed_on`).
    """
    attached = _attached(structure) if said or not text.strip() else None
    return attached or _written(text, said)


def _attached(structure: Structure) -> Forwarded | None:
    """A mail attached whole."""
    part = _first_mail(structure.root)
    if part is None:
        return None
    data = structure.body(part, _HEAD_BYTES)
    head, _, _ = split_head(data.lstrip(b"\r\n"), 0, len(data), _HEAD_BYTES)
    senders = addresses(head[b"from"][0]) if b"from" in head else ()
    if not senders:
        return None
    about, dates, ids = head.get(b"subject", [b""]), head.get(b"date", [b""]), head.get(b"message-id", [b""])
    return Forwarded(
        senders[0], senders[0].name or senders[0].email, decode_words(about[0][:1200])[:300], date_epoch(dates[0]),
        message_id(ids[0]) if ids[0] else "", attached=True,
    )  # fmt: skip


def _first_mail(part: Part) -> Part | None:
    if part.content_type in ("message/rfc822", "message/global") and not part.children:
        return part
    return next((found for child in part.children if (found := _first_mail(child))), None)


def _written(text: str, said: bool) -> Forwarded | None:
    lines = [_bare(line) for line in text[:100_000].split("\n", _LOOKED_AT)[:_LOOKED_AT]]
    for at, line in enumerate(lines):
        if line and is_forward(line):
            said = True
        elif said and label(line) in LABELS and is_header_block(lines, at):
            return _of_fields(lines[at : at + _FIELDS])
    return None


def words_passed_on(text: str) -> str:
    """What the author of a passed-on mail wrote, without the words of whoever passed it on; "" where it is not told."""
    lines = text.split("\n")
    bare = [_bare(line) for line in lines[:_LOOKED_AT]]
    for at, line in enumerate(bare):
        if line and label(line) in LABELS and is_header_block(bare, at):
            end = next((n for n in range(at, len(lines)) if not lines[n].strip("> \t")), len(lines))
            return "\n".join(lines[end:]).strip("\n")
    return ""


def _bare(line: str) -> str:
    """A line without the marks of a quote and of bold type."""
    return plain(line.lstrip("> \t").replace("*", "")) if line else ""


def _of_fields(lines: list[str]) -> Forwarded | None:
    sender: Address | None = None
    name = subject = ""
    date = None
    languages = _languages(lines)
    for line in lines:
        field = label(line)
        value = re.split(r"[:\uff1a]", line, maxsplit=1)[-1].strip()
        if field not in LABELS:
            if name and not line:
                break
        elif field in SENDERS and not name:
            sender, name = _author(value)
        elif field in SUBJECTS and not subject:
            subject = value[:300]
        elif field in DATES and date is None:
            date = date_epoch(value.encode()) if _BY_RULE.match(value) else written_date(value, languages)
    return Forwarded(sender, name, subject, date) if name else None


def _languages(lines: list[str]) -> list[str]:
    """Codes of the languages that have all the labels of a header block."""
    labels = {field for line in lines if (field := label(line)) in LABELS}
    return [one.code for one in LANGUAGES if labels.issubset((*one.sender, *one.fields))]


def _author(value: str) -> tuple[Address | None, str]:
    value = re.sub(r"<?mailto:[^\s<>\]]{1,320}>?", lambda found: found[0].replace("mailto:", ""), value[:600])
    some = addresses(value.replace("[", "<").replace("]", ">").rstrip(";").encode())
    if some:
        return some[0], some[0].name or some[0].email
    loose = _LOOSE.search(value)
    if loose:
        local, _, domain = loose[0].rpartition("@")
        return Address("", f"{local}@{domain.casefold()}"), value[:120]
    return None, value.strip("\"' ")[:120]
