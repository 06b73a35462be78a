"""What is said before a mail leaves: that somebody was faster, and that an address no longer takes mail.

The one rule: it stops nobody for good: a person who has seen it may send anyway.
"""

from collections.abc import Iterable, Sequence

from crmtui.db import records, reply_sql
from crmtui.db.orm import raw
from crmtui.errors import CrmtuiError, RefusedError
from crmtui.mail.html_write import FORWARD
from crmtui.mail.smtp_words import plainly
from crmtui.mail.typed import read_addresses
from crmtui.text import cut, one_line, when

_WORDS = 60
"""Characters of a message that are shown."""
_NAMED = 3
_PUT_AWAY = {"spam": "was marked as spam", "trash": "was put in the trash"}


class OvertakenError(RefusedError):
    """Somebody wrote since the answer was begun: it was not sent."""


class BouncedError(RefusedError):
    """An address does not take mail any more: nothing was sent there."""


def overtaken(ticket_id: int, seen: int | None, me: int | None, now: int) -> tuple[str, ...]:
    """What was written on a ticket since the message `seen`, a line each; () when nothing was.

    Notes and forwards of one's own count for nothing; an answer of one's own does: it was sent from another window.
    """
    if seen is None:
        return ()
    found = [one for one in reply_sql.since(raw(), ticket_id, seen) if one.agent_id != me or _answers(one)]
    return tuple(_line(one, me, now) for one in found)


def refuse_outdated(message_id: int, now: int) -> None:
    """Refuse an answer that waited for a time of its own while somebody else wrote on its ticket, or put that away.

    Raises:
        OvertakenError: a person has to look first; who sends it again has.
    """
    mine = records.fetch("message", [message_id], ["ticket_id", "agent_id", "quoted", "at"])[message_id]
    if mine["quoted"].startswith(FORWARD):
        return
    status = records.fetch("ticket", [mine["ticket_id"]], ["status"])[mine["ticket_id"]]["status"]
    if status in _PUT_AWAY:
        raise OvertakenError(f"not sent: the ticket {_PUT_AWAY[status]} meanwhile")
    # Who gave it another time after it had failed was told of what came until then.
    seen = max(message_id, reply_sql.looked_at(raw(), message_id))
    faster = [
        _line(one, None, now)
        for one in reply_sql.since(raw(), mine["ticket_id"], seen)
        # Old mail that is only fetched now tells nothing new, and notes are read by us alone.
        if one.at >= mine["at"] and _answers(one) and (one.direction == "in" or one.agent_id != mine["agent_id"])
    ]
    if faster:
        raise OvertakenError(f"not sent: {faster[0]}" + (f" and {len(faster) - 1} more" if faster[1:] else ""))


def _answers(one: reply_sql.Since) -> bool:
    return one.kind != "note" and not one.quoted.startswith(FORWARD)


def _line(one: reply_sql.Since, me: int | None, now: int) -> str:
    who = "you" if one.agent_id is not None and one.agent_id == me else one_line(one.author) or "somebody"
    what = "noted" if one.kind == "note" else "wrote" if one.direction == "in" else "answered"
    if one.direction == "out" and one.quoted.startswith(FORWARD):
        what = "passed a mail on"
    return f"{who} {what}, {when(one.at, now)}: {cut(one_line(one.text), _WORDS)}"


def bounced(people: Iterable[str], now: int) -> tuple[str, ...]:
    """Of typed addresses those that mail came back from, a line each."""
    keys: list[str] = []
    for typed in people:
        try:
            keys += [one.key for one in read_addresses(typed)]
        except CrmtuiError:
            continue  # whoever sends is told of it
    return tuple(
        f"mail to {one_line(address)} came back, {when(at, now)}"
        + (f": {cut(one_line(plainly(why)), 120)}" if why else "")
        for address, at, why in (reply_sql.bounced(raw(), keys) if keys else ())
    )


def concerns(
    ticket_id: int, seen: int | None, me: int | None, people: Sequence[str], now: int
) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """(who was faster, what bounces, the newest message) before an answer to `people` leaves."""
    return (
        overtaken(ticket_id, seen, me, now), bounced(people, now), reply_sql.newest_message(raw(), ticket_id),
    )  # fmt: skip


def refuse_concerns(ticket_id: int, seen: int | None, me: int | None, people: Sequence[str], now: int) -> None:
    """Refuse what somebody should look at first.

    Raises:
        OvertakenError: somebody wrote meanwhile.
        BouncedError: mail to one of them came back.
    """
    faster = overtaken(ticket_id, seen, me, now)
    if faster:
        more = f" and {len(faster) - _NAMED} more" if len(faster) > _NAMED else ""
        raise OvertakenError(
            f"#{ticket_id}: not sent, {'; '.join(faster[:_NAMED])}{more}", "Look at it, then send anyway (--anyway)."
        )
    back = bounced(people, now)
    if back:
        raise BouncedError(
            f"#{ticket_id}: not sent, {'; '.join(back)}", "Write to another address, or send anyway (--anyway)."
        )
