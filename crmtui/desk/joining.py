"""Tells why a message is on its ticket, in words a person can check.

The one rule: what was decided is told as it was decided then; only message numbers become names and days.
"""

import re
from collections.abc import Iterator

import cysqlite

from crmtui.db import conversations
from crmtui.desk.conversation import MessageView
from crmtui.desk.detours import DETOURS
from crmtui.desk.kind_words import in_full
from crmtui.text import one_line, when

_MESSAGE = re.compile(r"\bmessage (\d{1,12})\b")
_HEADERS = {"In-Reply-To": "answers", "References": "follows"}
"""What a mail means by naming another in a header."""


def tell(connection: cysqlite.Connection, message: MessageView, now: int) -> list[str]:
    """Lines about a message: why it is here, what it is, who sent it.

    Args:
        connection: the raw reader.
        message: as the conversation shows it.
        now: the reader's present, UTC epoch seconds.
    """
    lines = [_why(connection, message, now)]
    if message.nature:
        lines.append(f"it is {_an(in_full(one_line(message.nature)))}: nothing answers it by itself")
    if message.auth:
        state, _, words = one_line(message.auth).partition(" ")
        said = {"pass": "our mail server confirms the sender", "fail": "our mail server denies the sender"}
        lines.append(f"{said.get(state, 'our mail server cannot tell who sent it')}{f' ({words})' if words else ''}")
    if message.stranger:
        lines.append("its author did not take part before: it moved nothing")
    if message.came_back:
        lines.append(f"it did not arrive: {one_line(message.why_back)}")
    return lines


def _why(connection: cysqlite.Connection, message: MessageView, now: int) -> str:
    if not message.joined_by:
        if message.kind != "mail":
            return f"this {one_line(message.kind)} was written here"
        return "written here" if message.direction == "out" and message.outbox_id is not None else "began this ticket"
    parts = one_line(message.joined_by).split("; ")
    ids = [int(number) for number in _MESSAGE.findall(message.joined_by)]
    known = conversations.message_marks(connection, ids) if ids else {}

    def named(match: re.Match[str]) -> str:
        if int(match[1]) not in known:
            return match[0]
        direction, at = known[int(match[1])]
        whose = {"in": "the message", "out": "our message"}.get(direction, "the note")
        return f"{whose} of {when(at, now)}"

    told = [reason_told(_MESSAGE.sub(named, part)) for part in parts]
    joined = [part for part in told if not _is_detour(part)]
    began = [] if joined else ["began this ticket"]
    return "; ".join([*([f"joined because {'; '.join(joined)}"] if joined else began), *filter(_is_detour, told)])


def reason_told(reason: str) -> str:
    """What was decided, in words for those who know no headers; the header stands behind them."""
    for header, verb in _HEADERS.items():
        if reason.startswith(f"{header} names "):
            return f"it {verb} {reason.removeprefix(f'{header} names ')} ({header})"
    return reason


def detours(joined_by: str) -> Iterator[str]:
    """How a mail came that its author did not send."""
    return (one_line(part) for part in joined_by.split("; ") if _is_detour(part))


def _is_detour(part: str) -> bool:
    return part.startswith(DETOURS)


def _an(noun: str) -> str:
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"
