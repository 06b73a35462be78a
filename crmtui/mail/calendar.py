"""What a calendar mail asks or answers: the first event of its iCalendar part.

The one rule: only a part with a METHOD is an invitation (RFC 5546); a calendar file that somebody attached is a file.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from crmtui import zones
from crmtui.mail.decode import decode_text
from crmtui.mail.message import Invitation
from crmtui.mail.mime import Part, Structure

_BYTES = 200_000
_LINES = 2_000
_TEXT = 300
_ESCAPED = re.compile(r"\\([\\;,nN])")
_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z?)")
_ZONE = re.compile(r"[A-Za-z_]{1,30}(?:/[A-Za-z0-9_+-]{1,30}){1,2}")
_EVENTS = ("VEVENT", "VTODO")
_METHOD = re.compile(r"[A-Z-]{3,20}")


def read_invitation(structure: Structure) -> Invitation | None:
    """The invitation, answer or cancellation that a mail carries, None when it carries none."""
    part = _calendar(structure.root)
    if part is None:
        return None
    data = structure.body(part, _BYTES)[:_BYTES]
    text, _ = decode_text(data, part.params.get("charset", "utf-8"))
    return _read(text, part.params.get("method", ""))


def _calendar(part: Part) -> Part | None:
    if part.content_type == "text/calendar" and not part.children:
        return part
    return next((found for child in part.children if (found := _calendar(child))), None)


def _read(text: str, method: str) -> Invitation | None:
    lines = text.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "").split("\n", _LINES)[:_LINES]
    event: dict[str, tuple[str, str]] = {}
    answers: list[str] = []
    for name, params, value in _event(lines):
        if name == "METHOD":
            method = method or value
        elif name == "ATTENDEE" and (found := re.search(r"PARTSTAT=([A-Z-]{1,20})", params.upper())):
            answers.append(found[1])
        event.setdefault(name, (params, value))
    method = method.strip().upper()
    if not _METHOD.fullmatch(method):
        return None
    organizer = event.get("ORGANIZER", ("", ""))[1].strip()
    return Invitation(
        method, _plain(event, "UID"), _plain(event, "SUMMARY"), _start(*event.get("DTSTART", ("", ""))),
        organizer[7:].strip()[:_TEXT] if organizer[:7].lower() == "mailto:" else "",
        answers[0] if method == "REPLY" and len(answers) == 1 else "",
    )  # fmt: skip


def _event(lines: list[str]) -> Iterator[tuple[str, str, str]]:
    """Name, parameters and value of the calendar's own fields and of those of its first event, nothing inside of it."""
    inside: list[str] = []
    for line in lines:
        head, colon, value = _halves(line)
        name, _, params = head.partition(";")
        name = name.strip().upper()
        if not colon:
            continue
        if name == "BEGIN":
            inside.append(value.strip().upper())
        elif name == "END" and inside:
            if inside.pop() in _EVENTS:
                return
        elif len(inside) < 2 or (len(inside) == 2 and inside[1] in _EVENTS):
            yield name, params, value


def _halves(line: str) -> tuple[str, str, str]:
    """A line before and after its first colon outside quotes."""
    at = line.find(":")
    while at >= 0 and line.count('"', 0, at) % 2 and at < 2000:
        at = line.find(":", at + 1)
    return (line[:at], ":", line[at + 1 :]) if at >= 0 else (line, "", "")


def _plain(event: dict[str, tuple[str, str]], name: str) -> str:
    value = event.get(name, ("", ""))[1][: _TEXT * 2]
    return " ".join(_ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], value).split())[:_TEXT]


def _start(params: str, value: str) -> int | None:
    found = _TIME.fullmatch(value.strip())
    if not found:
        return None
    year, month, day, hour, minute, second = (int(piece) for piece in found.groups()[:6])
    zone = re.search(r"TZID=\"?([^\";:]{1,60})", params)
    if not found[7] and (not zone or not _ZONE.fullmatch(zone[1])):
        return None
    where = UTC if found[7] or not zone else zones.find(zone[1])
    if where is None:
        return None
    try:
        epoch = int(datetime(year, month, day, hour, minute, second, tzinfo=where).timestamp())
    except (ValueError, OverflowError):
        return None
    return epoch if epoch >= 0 else None
