"""Whether a mail reports on another one: that it did not arrive, did, was read, or was called spam.

The one rule: the form of a report decides, and words only beside what no customer has (see `bounce_words`); a customer
who writes about a failed delivery, or sends one on, is never taken for a mail server by that.
"""

import re

from crmtui.mail.away_words import says_away
from crmtui.mail.bounce_words import is_anybodys_report, is_personal, is_report, reports, subject_begins, subject_says
from crmtui.mail.message import Address
from crmtui.mail.mime import Part
from crmtui.mail.read_words import says_read
from crmtui.mail.senders import is_daemon, is_mail_system, is_program, is_public

RECEIPT = "receipt"
COMPLAINT = "feedback report"
_OFFICE = re.compile(
    r"post[_-]?master|\"?system ?administrator\"?|mailadm|imss|symantec.*|inetgw\d*|ndr|bounces?(?:\+.*)?"
)
_AT = r"(?: ?[(\[<@].*| (?:at|of|for) .*)?"
_OFFICE_NAME = re.compile(
    r"(?:(?:internet )?mail (?:delivery(?: service| agent)?|administrator|error|router)|postmaster"
    r"|system ?administrator"
    rf"|microsoft (?:outlook|exchange)){_AT}"
)
_SYSTEM_NAME = re.compile(
    r"(?:(?:internet )?mail (?:delivery (?:sub)?system|system)|(?:mail )?delivery subsystem|mailer.daemon"
    rf"|jetmail system){_AT}"
)
_BEFORE = re.compile(
    r"\s*(?:re|aw|sv|vs|antw|ant|odp|odg|rif|res|ref|tr|rv|fwd?|wg|i|enc|doorst|vb|videresendt|vl|pd|ilt|ynt|yml|отв"
    r"|σχετ|απ|προωθ|回复|答复|回覆|转发|轉寄|返信|転送|회신|전달)(?:\[\d+\])?\s*[:\uff1a]"
)
_COPIES = frozenset({"message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global"})
_FAILURES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_RECEIPTS = frozenset({"message/disposition-notification", "message/global-disposition-notification"})
_COMPLAINTS = frozenset({"message/feedback-report"})
_REPORTS = _FAILURES | _RECEIPTS | _COMPLAINTS
_NULL_PATH = re.compile(rb"<?(?:mailer-daemon(?:@[^@\s]{0,255})?)?>?")
_OF_BOUNCES = (b"x-failed-recipients", b"x-ms-exchange-message-is-ndr")
_WHOSE = (b"to", b"cc", b"delivered-to", b"from", b"sender", b"reply-to")
_ADDRESS = re.compile(r"[\w.+=-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_ADDRESSES = 50
_LOOKED_AT = 4000
"""Characters of the text in which a report says so."""


def report_reason(root: Part, sender: Address | None, subject: str, text: str) -> str:
    """What shows that a mail is a report: `RECEIPT`, `COMPLAINT`, else the sign of a bounce; "" when it is none.

    Args:
        root: the mail's own part, for its headers and the kinds of its children.
        sender: who it claims to be from.
        subject: decoded.
        text: the readable body.
    """
    low = subject.casefold()
    form = _form(root)
    if form and (root.content_type in _REPORTS or root.content_type == "multipart/report"):
        return form
    if form and not passes_on(low):
        # A mail program of a person attaches a report so too.
        body = text[:_LOOKED_AT].casefold()
        if _is_system(root, sender) or (subject_says(low) and not is_personal(body)) or _is_report(root, sender, body):
            return form
    return _bounce(root, sender, subject, low, text) or (RECEIPT if says_read(low, text) else "")


def passes_on(subject: str) -> bool:
    """Whether a subject, casefolded, begins as those of answers and of mail that is passed on."""
    return _BEFORE.match(subject) is not None


def has_null_path(root: Part) -> bool:
    """Whether a mail came with an empty return path: from a machine that wants no bounces (RFC 5321, 3834)."""
    path = root.headers.get(b"return-path")
    return path is not None and _NULL_PATH.fullmatch(path[0].lower()) is not None


def _form(root: Part) -> str:
    """What a multipart/report or its status part reports, "" when the mail is none."""
    # Lists and scanners wrap a report to add a line of their own.
    first = root.children[0] if root.children and root.content_type != "multipart/report" else root
    report = first if first.content_type == "multipart/report" else root
    inner = {root.content_type, *(child.content_type for child in report.children)}
    if report.content_type != "multipart/report" and _REPORTS.isdisjoint(inner):
        return ""
    kind = report.params.get("report-type", "").casefold()
    if kind == "disposition-notification" or not _RECEIPTS.isdisjoint(inner):
        automatic = root.first(b"auto-submitted").lower()
        return "delivery refused" if b"rejected" in automatic else RECEIPT
    if kind == "feedback-report" or not _COMPLAINTS.isdisjoint(inner):
        return COMPLAINT
    return "delivery report"


def _bounce(root: Part, sender: Address | None, subject: str, low: str, text: str) -> str:
    for name in _OF_BOUNCES:
        if name in root.headers:
            return name.decode("ascii").title()
    local, _, domain = sender.email.casefold().rpartition("@") if sender else ("", "", "")
    if sender and is_daemon(sender.email) and "delivery" not in local:
        return f"from {local}"
    if passes_on(low):
        return ""
    reason = f"subject {subject[:60]!r}"
    surely = has_null_path(root) or _is_named(root, sender, _SYSTEM_NAME)
    copied = not _COPIES.isdisjoint(child.content_type for child in root.children)
    office = _OFFICE.fullmatch(local) is not None or _is_named(root, sender, _OFFICE_NAME)
    if sender and not office:
        office = is_daemon(sender.email) or (copied and is_program(sender.email))
    if not surely and not office:
        # Whoever else it is from: shops hear of failed deliveries from their customers all day.
        if is_public(domain) or not subject_begins(low):
            return ""
        body = text[:_LOOKED_AT].casefold()
        return reason if is_anybodys_report(low, body) and _names_another(root, sender, body) else ""
    body = text[:_LOOKED_AT].casefold()
    said = subject_says(low) and not says_away(low)
    if said and (surely or copied):
        return reason
    return reason if (reports(body, said=said) or is_report(body)) and _names_another(root, sender, body) else ""


def _is_report(root: Part, sender: Address | None, body: str) -> bool:
    return is_report(body) and _names_another(root, sender, body)


def _names_another(root: Part, sender: Address | None, body: str) -> bool:
    """Whether a text names an address that is in no header of the mail, nor in a domain of its receivers.

    What came back was to somebody else; a customer who tells that mail to us came back names us. A server of ours may.
    """
    heads = (root.headers.get(name, ()) for name in _WHOSE)
    ours = b" ".join(value[:4000] for values in heads for value in values[:20]).decode("ascii", "replace").casefold()
    to = b" ".join(root.headers.get(b"to", ())[:20])[:4000].decode("ascii", "replace").casefold()
    house = {one.rpartition("@")[2] for one in _ADDRESS.findall(to)}
    server = sender.key.rpartition("@")[2] if sender else ""
    if any(server == one or server.endswith(f".{one}") for one in house):
        house = set()
    for one in _ADDRESS.findall(body)[:_ADDRESSES]:
        if one not in ours and one.rpartition("@")[2] not in house and not is_mail_system(one):
            return True
    return False


def _is_system(root: Part, sender: Address | None) -> bool:
    """Whether a mail comes from a mail server, or whoever keeps it, by what its head says."""
    local = sender.email.rpartition("@")[0].casefold() if sender else ""
    known = is_daemon(f"{local}@") or _OFFICE.fullmatch(local) is not None or has_null_path(root)
    return known or _is_named(root, sender, _SYSTEM_NAME) or _is_named(root, sender, _OFFICE_NAME)


def _is_named(root: Part, sender: Address | None, names: re.Pattern[str]) -> bool:
    if sender and sender.name:
        return names.fullmatch(sender.name.strip(" '\"").casefold()) is not None
    # A mail system may sign with a name and the address of nobody.
    words = root.first(b"from")[:300].decode("ascii", "replace").casefold()
    return "@" not in words and names.fullmatch(words.strip(" '\"<>")) is not None
