"""What a bounce tells: which addresses failed, whether for good, and which mail came back.

The one rule: the report's own fields are believed first (RFC 3464), words only where a server wrote none; an address is
called dead only when its server says that it is nobody's, never for a full mailbox or a spam filter.
"""

import re
from collections.abc import Iterator

from crmtui.mail.addresses import message_id
from crmtui.mail.bounce_words import told_lines
from crmtui.mail.decode import decode_text, decode_words
from crmtui.mail.head import split_head
from crmtui.mail.message import Bounce, FailedRecipient, Kind
from crmtui.mail.mime import Part, Structure

_STATUS_BYTES = 200_000
_COPY_BYTES = 64_000
_RECIPIENTS = 50
_TOLD_LINES = 200
"""Lines of a report in words that are read; the copy of the mail begins long before."""
_REASON = 300
_ADDRESS = re.compile(r"(?<![\w.+%-])[\w+%!#$&*/?^`{|}~][\w.+%!#$&'*/?^`{|}~-]{0,63}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_OFFICES = re.compile(
    r"(?:postmaster|mailer-?daemon|abuse|support|helpdesk|hostmaster|admin(?:istrator)?)@", re.IGNORECASE
)
_FIELD = re.compile(r"[ \t>|*]*(?:from|to|cc|reply-to|sender|subject|sent|date|return-path)\s*:", re.IGNORECASE)
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<![\d.])([45])[0-5]\d(?![\d.])")
_ID_LINE = re.compile(r"^[>\s]{0,8}message-id:\s{0,8}(<[^<>\s]{1,995}>)", re.IGNORECASE | re.MULTILINE)
_SUBJECT_LINE = re.compile(r"^[>\s]{0,8}subject:[ \t]{0,8}(.{1,300})$", re.IGNORECASE | re.MULTILINE)
_GONE = re.compile(
    r"(?:user|recipient|mailbox|account|address|alias|box|destinataire|benutzer|empf[äa]nger)\b.{0,40}\b(?:unknown"
    r"|not found|does ?n[o']t exist|do not exist|not exist|invalid|rejected|disabled|inactive|no longer|unavailable"
    r"|not known|not listed|closed|suspended|discontinued|illegal|not recogni[sz]ed)"
    r"|unknown (?:user|address|recipient|mailbox|account|or illegal)"
    r"|no such (?:user|mailbox|recipient|address|person|account|local)|invalid (?:recipient|mailbox|address|user"
    r"|final delivery)|does(?:n't| not) have an? .{1,40}account|no mailbox|no longer (?:active|valid|in use|works)"
    r"|not our customer|user doesn't exist|bad destination|account (?:has been|is) (?:disabled|closed|deleted)"
    r"|(?:host|domain)(?: name)?(?: or domain)? .{0,80}(?:not found|unknown|does not exist)|host unknown|nxdomain"
    r"|name or service not known|unrout(?:e)?able|does not like recipient|couldn't find any host"
    r"|unbekannt|existiert nicht|nicht .{0,40}(?:aufgeführt|verzeichnet)"
    r"|ne figure pas|n['’]est pas répertori|no (?:figura|aparece)|nicht (?:gefunden|vorhanden|mehr (?:gültig|aktiv"
    r"|erreichbar))|gibt es nicht|inconnu"
    r"|n['’]existe pas|introuvable|n['’]est (?:pas|plus) (?:valide|active?)|desconocid|inexist|no existe"
    r"|no (?:se )?(?:ha )?(?:encontrad|encontr[óa])|non (?:esiste|trovat)|sconosciut|não (?:existe|encontrad)"
    r"|bestaat niet|onbekend|niet gevonden|finns inte|okänd|findes ikke|finnes ikke|eksisterer ikke|ukendt|ukjent"
    r"|ei ole olemassa|ei löy|tuntematon|nie istnieje|nieznany|nie znaleziono|neexistuje|neznám|nenalezen"
    r"|не (?:существует|найден|існує|знайден)|неизвестн|nem létezik|ismeretlen|nem található|nu există|necunoscut"
    r"|bulunamadı|mevcut değil|geçersiz|δεν (?:υπάρχει|βρέθηκε)|άγνωστ|存在し(?:ない|ません)|見つかりません|宛先不明"
    r"|不存在|找不到|존재하지 않|찾을 수 없|לא (?:קיים|נמצא)|غير (?:موجود|معروف)|tidak (?:ditemukan|ada)"
    r"|không tồn tại|ไม่พบ",
    re.IGNORECASE,
)
_PASSING = re.compile(
    r"quota|mailbox (?:is )?full|full mailbox|inbox is full|voll\b|too (?:large|big|many)|exceed|over ?(?:limit|drawn"
    r"|size)|insufficient (?:disk|system|storage)|tempor|try (?:again|later)|timed? ?out|timeout|grey-?list"
    r"|gray-?list"
    r"|deferred|delayed|rate limit|throttl|spam|blocked|black-?list|block-?list|listed (?:at|in|by)|policy"
    r"|unsolicited"
    r"|dmarc|spf\b|dkim|reputation|virus|erneut|später|réessay|plus tard|más tarde|riprova|più tardi|mais tarde"
    r"|later opnieuw|позже|позднее"
    r"|しばらく|稍后|稍後|나중에|connection (?:refused|reset|lost)|could not connect|not yet|loop|hops"
    r"|content reject",
    re.IGNORECASE,
)
_FULL = re.compile(
    r"quota|full\b|out of storage|over its limit|\b(?:über)?voll\b|überfüllt|speicherplatz|pleine?\b|saturée?"
    r"|llen[oa]\b"
    r"|pien[oa]\b|chei[oa]\b|is vol\b|fullt?\b|fyldt|täynnä|przepełni|pełna|plná\b|переполнен|megtelt|plină|dolu\b"
    r"|πλήρης"
    r"|γεμάτ|容量|いっぱい|已满|已滿|가득|초과|מלאה|ممتلئ|penuh|đầy",
    re.IGNORECASE,
)
_FOR_GOOD = re.compile(r"permanent|fatal error|given up|gave up", re.IGNORECASE)
_DELAY = re.compile(
    r"delayed|delivery delay|warning|still being|not yet been|will (?:keep|continue to) (?:try|be)|verzöger|retard"
    r"|différé|retras|demor|ritard|atras|adiad|uitgesteld|vertraagd|fördröj|försen|forsink|viiväst|opóźni|zpožd|opožd"
    r"|késle|késik|задерж|отложен|затрим|întârzi|gecik|καθυστέρ|遅延|遅れ|延迟|延遲|延誤|지연",
    re.IGNORECASE,
)
_ARRIVED = frozenset({"delivered", "relayed", "expanded"})
_NEVER = frozenset({(1, 0), (1, 1), (1, 2), (1, 3), (1, 4), (1, 6), (1, 10), (2, 1), (4, 1), (4, 4)})
"""Details of a status of class 5 that say that nobody is there (RFC 3463)."""
_STILL_THERE = frozenset({(2, 2), (2, 3), (3, 1), (3, 4)})
"""Details that say that somebody is, whatever words stand beside: a full mailbox or server, too large a mail."""
_ELSEWHERE = re.compile(
    r"(?:contact|write|e-?mail|reach|instead|new address|wenden|kontakt|schreiben|stattdessen|neue adresse|écri"
    r"|adress"
    r"|contáct|escrib|dirí|contatt|scriv|contat|escrev|schrijf|skriv|yhtey|napisz|piszt|пишите|обращ"
    r"|свяж)[^@<>]{0,60}$",
    re.IGNORECASE,
)
"""Before an address that is to be written to instead of the one that failed."""


def read_bounce(structure: Structure, text: str, subject: str) -> tuple[Bounce, Kind]:
    """What a bounce or a delivery report tells, and which of the three it is: a bounce, a delay, an arrival.

    Args:
        structure: the mail.
        text: its readable body.
        subject: decoded.
    """
    failed: dict[str, FailedRecipient] = {}
    arrived: dict[str, FailedRecipient] = {}
    actions: set[str] = set()
    identity = original_subject = ""
    for part in _parts(structure.root):
        if part.content_type in ("message/delivery-status", "message/global-delivery-status"):
            for one, action in _status_groups(structure.body(part, _STATUS_BYTES)[:_STATUS_BYTES]):
                actions.add(action)
                told = arrived if action in _ARRIVED else failed
                if len(told) < _RECIPIENTS:
                    told.setdefault(one.key, one)
        elif part.content_type in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global"):
            known = identity, original_subject
            identity, original_subject = known if identity else _original(structure.body(part, _COPY_BYTES))
    failed = {key: _with_words(one, text) for key, one in (failed or arrived).items()} or _told(structure.root, text)
    if not identity:
        found, about = _ID_LINE.search(text, 0, 400_000), _SUBJECT_LINE.search(text, 0, 400_000)
        identity = message_id(found[1].encode()) if found else ""
        original_subject = about[1].strip() if about else ""
    bounce = Bounce(tuple(failed.values()), identity, original_subject)
    if actions and actions <= _ARRIVED:
        return bounce, Kind.DELIVERED
    delayed = actions <= {"delayed"} if actions else not bounce.hard and _DELAY.search(subject[:300]) is not None
    return bounce, Kind.DELAY if delayed else Kind.BOUNCE


def _parts(part: Part) -> Iterator[Part]:
    if part.children:
        for child in part.children:
            yield from _parts(child)
    else:
        yield part


def _status_groups(data: bytes) -> Iterator[tuple[FailedRecipient, str]]:
    """Each recipient of a status part, and what was done with the mail to them."""
    for group in re.split(rb"\n[ \t]*\n", data.replace(b"\r\n", b"\n"))[: _RECIPIENTS * 2]:
        fields: dict[str, str] = {}
        last = ""
        for line in decode_text(group[:8000])[0].split("\n"):
            name, colon, value = line.partition(":")
            if line[:1].isspace() and last:
                fields[last] += " " + line.strip()
            elif colon:
                last = name.strip().casefold()
                fields.setdefault(last, value.strip())
        told = fields.get("final-recipient") or fields.get("original-recipient") or ""
        address = told.rpartition(";")[2].strip().strip("<>")
        if "@" not in address:
            address = fields.get("original-recipient", "").rpartition(";")[2].strip().strip("<>") or address
        if not address:
            continue
        reason = " ".join(fields.get("diagnostic-code", "").partition(";")[2].split())[:_REASON]
        found = _STATUS.search(fields.get("status", "")) or _STATUS.search(reason)
        status = found[0] if found else ""
        better = _STATUS.search(reason) if status.endswith(".0.0") else None
        status = better[0] if better else status
        action = fields.get("action", "failed").casefold().partition(" ")[0]
        hard = action == "failed" and _is_hard(status, reason)
        local, at, domain = address.rpartition("@")
        yield FailedRecipient(f"{local}{at}{domain.casefold()}", hard, status, reason), action


def _original(data: bytes) -> tuple[str, str]:
    """Message-ID and subject of the copy that a bounce brings back."""
    headers, _, _ = split_head(data.lstrip(b"\r\n"), 0, len(data), _COPY_BYTES)
    ids, subjects = headers.get(b"message-id"), headers.get(b"subject")
    return message_id(ids[0]) if ids else "", decode_words(subjects[0][:1200])[:300] if subjects else ""


def _with_words(one: FailedRecipient, text: str) -> FailedRecipient:
    """A recipient whose server said nothing in the report's fields: what the report says of it in words."""
    if one.reason or one.hard or one.status[:1] == "4":
        return one
    at = text.find(one.email)
    words = " ".join(text[at + len(one.email) : at + 600].split()) if at >= 0 else ""
    return FailedRecipient(one.email, _is_hard(one.status, words), one.status, words[:_REASON])


def _told(root: Part, text: str) -> dict[str, FailedRecipient]:
    """The recipients of a report in words, and those that a header names."""
    listed = _of_headers(root, b"x-failed-recipients")
    ours = {one.casefold() for one in _of_headers(root, b"to", b"from", b"delivered-to", b"return-path")}
    lines = text[:100_000].split("\n", _TOLD_LINES)[:_TOLD_LINES]
    lines = told_lines(lines)
    found: list[tuple[int, str]] = []
    instead: dict[str, bool] = {}
    for number, line in enumerate(lines):
        for match in _ADDRESS.finditer(line[:1000]):
            email = match[0]
            if (email.casefold() not in ours or email in listed) and not _OFFICES.match(email):
                found.append((number, email))
                instead[email] = _ELSEWHERE.search(line[max(0, match.start() - 90) : match.start()]) is not None
    if not all(instead.values()):
        found = [(number, email) for number, email in found if not instead[email]]
    # Fields of the mail that came back name whom it was to; who failed is told outside of them.
    plain = [one for one in found if not _FIELD.match(lines[one[0]][:40])] or found
    alone = len({one.casefold() for _, one in plain}) == 1
    everything = " ".join(" ".join(lines).split())[:8000] if alone or listed else ""
    failed: dict[str, FailedRecipient] = {}
    for which, (number, address) in enumerate(plain[:_RECIPIENTS]):
        after = next((at for at, _ in plain[which + 1 :] if at > number), len(lines))
        words = " ".join(" ".join(lines[number : min(after, number + 6)]).split())[:1000]
        one = _judged(address, words, everything)
        known = failed.get(one.key)
        failed[one.key] = one if known is None or (one.hard and not known.hard) else known
    if listed:
        return {one.casefold(): failed.get(one.casefold()) or _judged(one, "", everything) for one in listed}
    return failed


def _of_headers(root: Part, *names: bytes) -> list[str]:
    values = b" ".join(value[:4000] for name in names for value in root.headers.get(name, ())[:20])
    return _ADDRESS.findall(values.decode("ascii", "replace"))[:_RECIPIENTS]


def _judged(address: str, near: str, everything: str) -> FailedRecipient:
    local, _, domain = address.rstrip(".").rpartition("@")
    status = _STATUS.search(near)
    code = status[0] if status else ""
    reason = near.partition(address)[2].strip(" <>():,-\"'")[:_REASON]
    hard = _is_hard(code, near) or (not code and not _may_pass(near) and _is_hard("", everything))
    return FailedRecipient(f"{local}@{domain.casefold()}", hard, code, reason)


def _is_hard(status: str, reason: str) -> bool:
    if status[:1] in ("2", "4"):
        return False
    detail = tuple(int(piece) for piece in status.split(".")[1:]) if status else ()
    if detail in _NEVER or detail in _STILL_THERE:
        return detail in _NEVER
    if _GONE.search(reason[:1000]):
        return not _FULL.search(reason[:1000])
    if detail and detail != (0, 0):
        return False
    if _may_pass(reason[:1000]):
        return False
    code = _CODE.search(reason[:1000])
    return code[1] == "5" if code else _FOR_GOOD.search(reason[:1000]) is not None


def _may_pass(reason: str) -> bool:
    """Whether a reason is of something that comes and goes."""
    return _PASSING.search(reason) is not None or _FULL.search(reason) is not None
