"""Whether a machine wrote the mail: a report, an automatic reply, or something sent to many.

The one rule: headers decide, and words only where a program set no header and nobody else begins so; a customer who is
away, or writes about a machine's mail, is never taken for one by that.
"""

import re

from crmtui.mail.addresses import addresses
from crmtui.mail.automatic_words import begins_automatic, confirms, is_filled_in, says_automatic
from crmtui.mail.away_words import asks_for_somebody, is_answering_machine, says_absent, says_away
from crmtui.mail.message import Address, Automatic, Kind, ParsedMail
from crmtui.mail.mime import Part
from crmtui.mail.newsletter_words import ends_as_newsletter, leads_to
from crmtui.mail.returned import COMPLAINT, RECEIPT, has_null_path, passes_on, report_reason
from crmtui.mail.senders import is_form_service, is_no_reply, is_one_way_in, is_program, is_public

_ABSENT = re.compile(
    r"(?:out of|not in) (?:the |my )?office|\bo(?:oo|of)\b|on (?:annual leave|vacation|holiday|parental leave"
    r"|maternity leave)"
    r"|away from (?:the|my) (?:office|desk)|currently away|abwesen|im urlaub|nicht im (?:büro|haus)|absence|absent"
    r"|en congé|en vacances|vacaciones|fuera de (?:la )?oficina|ausente|ausência|de férias|fora do escritório"
    r"|in ferie|fuori (?:sede|ufficio)|assente|assenza|afwezig|met vakantie|frånvar|semester|fravær|på ferie|poissa"
    r"|lomalla|urlop|nieobecn|dovolen|mimo kancelář|отпуск|отсутств|вне офиса|відпуст|не в офисе|不在|休暇|休假|外出"
    r"|부재|휴가|izinde|ofis dışında|tatilde|szabadság|házon kívül|concediu|σε άδεια|εκτό[ςσ] γραφείου|בחופשה"
    r"|לא במשרד"
    r"|إجازة|خارج المكتب"
)
_NOT_SO = frozenset({b"no", b"none", b"false", b"0"})
_BULK_HEADERS = frozenset(
    b"list-id list-unsubscribe list-post list-help x-mailman-version x-beenthere x-list mailing-list x-mailing-list "
    b"x-campaign x-mailchimp-id x-facebook-notify x-csa-complaints x-msfbl x-mc-user "
    b"x-mandrill-user".split()
)
_PRECEDENCES = (b"precedence", b"x-precedence", b"preference", b"x-preference")
_FEEDBACK = (b"feedback-id", b"x-feedback-id")
_OF_EVERYBODY = (b":amazonses", b":workmail")
"""Services that put a Feedback-ID on the mail of persons too."""
_TO_MANY = frozenset(b"list-unsubscribe list-id list-post x-campaign x-mailchimp-id x-csa-complaints".split())
_LIST_HEADERS = frozenset(b"list-id list-post x-mailman-version x-beenthere mailing-list x-mailing-list".split())
_OPEN_LIST = frozenset(b"x-mailman-version x-beenthere mailing-list x-mailing-list".split())
"""Headers of lists that people write to."""
_CAMPAIGN = frozenset(
    b"list-unsubscribe-post feedback-id x-feedback-id x-campaign x-mailchimp-id x-csa-complaints".split()
)
_LIST_OWNER = re.compile(r"owner-.+|.+-(?:owner|bounces|request|admin)(?:\+.*)?")
GENERATED = "Auto-Submitted: auto-generated"
"""The reason of what a program sent by itself; an answer that it gave to somebody says auto-replied."""
_FIRST_WORDS, _OWN_WORDS = "its first words", "its own words"
_BY_ITSELF = frozenset({GENERATED, _FIRST_WORDS, _OWN_WORDS})
"""Reasons of what may be no answer to anybody."""
SUPPRESS = "X-Auto-Response-Suppress"
"""The reason of what a person may have written, by a business's software, that no machine is to answer."""
_SAID_EARLY = 1000
"""Characters of an automatic reply in which somebody's absence is told."""


def judge(root: Part, sender: Address | None, subject: str, text: str, *, alone: bool = False) -> tuple[Automatic, str]:
    """Tell what kind of machine wrote a mail, and which header or words said so.

    Args:
        root: the mail's own part, for its headers and the kinds of its children.
        sender: who it claims to be from.
        subject: decoded.
        text: the readable body.
        alone: it quotes no other mail and passes none on.
    """
    reason = report_reason(root, sender, subject, text)
    if reason:
        return (Automatic.AUTO_REPLY if reason in (RECEIPT, COMPLAINT) else Automatic.BOUNCE), reason
    reason = _auto_reply(root, sender, subject, text, alone=alone)
    # A forum's and a newsletter's program says too that it made the mail.
    if reason and not (reason == GENERATED and is_to_many(root)):
        return Automatic.AUTO_REPLY, reason
    reason = _bulk(root, sender) or (_newsletter(root, sender, subject, text) if alone else "")
    return (Automatic.BULK, reason) if reason else (Automatic.NO, "")


def kind_of(root: Part, automatic: Automatic, reason: str, subject: str, text: str) -> Kind:
    """What to call a mail that is no calendar mail; which kind of bounce it is, its own reader tells."""
    if automatic is Automatic.BOUNCE:
        return Kind.BOUNCE
    if automatic is Automatic.AUTO_REPLY:
        if reason in (RECEIPT, COMPLAINT):
            return Kind.RECEIPT if reason == RECEIPT else Kind.COMPLAINT
        absent = _ABSENT.search(subject[:300].casefold()) or _ABSENT.search(text[:_SAID_EARLY].casefold())
        return Kind.OUT_OF_OFFICE if absent else Kind.AUTO_REPLY
    if automatic is Automatic.BULK and reason != SUPPRESS:
        return Kind.LIST if _is_list(root) else Kind.BULK
    return Kind.PERSON


def is_to_many(root: Part) -> bool:
    """Whether the headers are those of what goes to many: a list's, a newsletter's."""
    return not _TO_MANY.isdisjoint(root.headers)


def answers_somebody(mail: ParsedMail) -> bool:
    """Whether a machine answered a mail, or reports on one; what a program sends by itself may be somebody's words."""
    if mail.automatic is Automatic.AUTO_REPLY:
        return mail.automatic_reason not in _BY_ITSELF or bool(mail.in_reply_to or mail.references)
    return mail.automatic is Automatic.BOUNCE


def may_answer(mail: ParsedMail) -> bool:
    """Whether a mail with a newsletter's headers may be a person's answer: sales and support software sets them too."""
    of_nobody = mail.sender is None or is_no_reply(mail.sender.key)
    return mail.kind is Kind.BULK and mail.automatic_reason != "Precedence" and not of_nobody


def _auto_reply(root: Part, sender: Address | None, subject: str, text: str, *, alone: bool) -> str:
    headers = root.headers
    submitted = root.first(b"auto-submitted").lower().replace(b"_", b"-") if b"auto-submitted" in headers else b""
    if submitted and not submitted.startswith(b"no"):
        return GENERATED if submitted.startswith((b"auto-generated", b"auto-notified")) else "Auto-Submitted"
    if any(value.lower() not in _NOT_SO for value in headers.get(b"x-autoreply", ())):
        return "X-Autoreply"
    for name in _PRECEDENCES:
        if name in headers and root.first(name).lower().startswith(b"auto"):
            return name.decode("ascii").title()
    if sender and is_answering_machine(sender.email):
        return "its sender's address"
    low = subject.casefold()
    if low and says_away(low) and not asks_for_somebody(text):
        return f"subject {subject[:60]!r}"
    return _auto_reply_in_words(root, low, text, alone=alone)


def _auto_reply_in_words(root: Part, low: str, text: str, *, alone: bool) -> str:
    if begins_automatic(text):
        return _FIRST_WORDS
    headers = root.headers
    null_path, suppressed = has_null_path(root), b"x-auto-response-suppress" in headers
    if alone and (null_path or suppressed or confirms(low)) and says_automatic(text):
        return _OWN_WORDS
    answers = b"in-reply-to" in headers or b"references" in headers
    if null_path and answers and (_ABSENT.search(low, 0, 300) or _ABSENT.search(text[:_SAID_EARLY].casefold())):
        # What a rule passes on may have lost its return path too, and is a person's.
        return "Return-Path"
    return "its subject" if says_absent(low, answers=answers) else ""


def _bulk(root: Part, sender: Address | None) -> str:
    headers = root.headers
    if b"precedence" in headers and root.first(b"precedence").lower() in (b"bulk", b"list", b"junk"):
        return "Precedence"
    found = _BULK_HEADERS & headers.keys()
    if found:
        return min(found).decode("ascii").title()
    for name in _FEEDBACK:
        if name in headers and not root.first(name).lower().endswith(_OF_EVERYBODY):
            return name.decode("ascii").title()
    if sender and is_no_reply(sender.key):
        return "no-reply address"
    return SUPPRESS if b"x-auto-response-suppress" in headers else ""


def _newsletter(root: Part, sender: Address | None, subject: str, text: str) -> str:
    """What shows that a mail without a newsletter's headers is one; what carries somebody's words may end alike."""
    headers = root.headers
    if sender is None or b"in-reply-to" in headers or b"references" in headers or b"reply-to" in headers:
        return ""
    if not ends_as_newsletter(text) or passes_on(subject.casefold()):
        return ""
    if leads_to(text, {one.key.rpartition("@")[2] for one in addresses(root.first(b"to"))}):
        # Somebody put our own newsletter below their words.
        return ""
    public = is_public(sender.key.rpartition("@")[2])
    carries = is_program(sender.key) or is_form_service(sender.key) or is_one_way_in(sender.key) or is_filled_in(text)
    return "" if public or carries else "its last words"


def _is_list(root: Part) -> bool:
    """Whether many people write to what a mail came through, rather than one to many."""
    headers = root.headers
    if not _OPEN_LIST.isdisjoint(headers) or b"mailto:" in root.first(b"list-post").lower():
        return True
    if not _LIST_HEADERS.isdisjoint(headers):
        return _CAMPAIGN.isdisjoint(headers)
    paths = (root.first(name).strip(b"<> ").rpartition(b"@")[0].lower() for name in (b"sender", b"return-path"))
    return any(_LIST_OWNER.fullmatch(path.decode("ascii", "replace")) for path in paths)
