"""Mail that must leave: what stands in the outbox, what a person may do to it, and the steps of a delivery.

The one rule: how far a mail came is committed before the next step, and whoever finds a mail that was given up
between the end of its text and the answer calls it uncertain: it is never sent again by itself.

    held, queued -> sending -> sent | queued (later) | failed | uncertain
    held, queued, failed, uncertain -> cancelled        failed, uncertain, cancelled -> queued (a person says so)
    uncertain -> sent (a person knows)

Delivery's own steps are not journaled; what people decide (`outbox_moves`) is.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import cysqlite

from crmtui import journal
from crmtui.db import demo_sql, outbox_sql, records
from crmtui.db.models import Message, Outbox
from crmtui.db.orm import raw, transaction
from crmtui.desk import budget, drafts, reply_checks
from crmtui.desk.freeze import freeze
from crmtui.desk.outbox_fate import LOST
from crmtui.desk.outbox_list import DONE_STATES, OPEN_STATES, OutboxRow
from crmtui.errors import CrmtuiError, RefusedError
from crmtui.mail.smtp_outcome import Delivery, Refusal, State
from crmtui.settings import Mailbox, Settings, is_loopback

STATES = (*OPEN_STATES, *DONE_STATES)

_PAUSES = (60, 300, 900, 3600)
"""Seconds until the next attempt after the first ones failed; four hours after that."""
_LONG_PAUSE = 4 * 3600
_LONGEST_CLAIM = 43_200
_GIVE_UP = 2 * 86_400
"""Seconds after which a mail that could not be sent has failed."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A mail that was claimed, ready to go over the wire."""

    id: int
    ticket_id: int
    message_id: int
    envelope_from: str
    recipients: tuple[str, ...]
    raw: bytes
    attempts: int
    not_before: int
    earlier: str


def list_rows(
    connection: cysqlite.Connection, states: Sequence[str] = OPEN_STATES, limit: int = 200
) -> list[OutboxRow]:
    """What stands in these states, the next to leave first."""
    return [
        OutboxRow(row[0], row[1], row[2], tuple(json.loads(row[3])), *row[4:])
        for row in outbox_sql.rows(connection, states, limit)
    ]


# -- the steps of a delivery -------------------------------------------------------------------------------------


def due_mailboxes(now: int) -> list[str]:
    """The mailboxes that have a mail to send now."""
    return outbox_sql.due_mailboxes(raw(), now)


def asked_again(mailbox: str, since: int) -> bool:
    """Whether a person wants a mail of a mailbox tried again, since a moment."""
    return outbox_sql.asked_again(raw(), mailbox, since)


def next_due() -> int | None:
    """When the next mail is due, None when none waits."""
    return outbox_sql.next_due(raw())


def out_of_bounds(host: str) -> bool:
    """Whether a mail server is not to be talked to: this desk is a made-up company, and the server in the world."""
    return not is_loopback(host) and demo_sql.is_demo(raw())


def release(now: int) -> int:
    """Let what is still held for its undo window leave now, but nothing that has a time of its own; how many."""
    with transaction():
        held = (Outbox.state == "held") & (Outbox.next_try_at > now) & (Outbox.scheduled == 0)
        return int(Outbox.update(not_before=now, next_try_at=now).where(held).execute())


def claim(name: str, mailbox: Mailbox, house: Settings, who: str, now: int, lease: int) -> Parcel | None:
    """Take the next due mail that waits under a mailbox's name; from now on it cannot be undone.

    A mail that was written before any mailbox was set up gets its sender now. One with a time of its own that somebody
    overtook meanwhile is left to a person.
    """
    with transaction():
        while found := outbox_sql.claim(raw(), name, who, now, now + lease):
            try:
                if found.scheduled and found.attempts == 1:
                    reply_checks.refuse_outdated(found.message_id, now)
                parcel = _parcel(found, mailbox, house)
                budget.guard(parcel.id, parcel.recipients, parcel.attempts, now, house.mail.automatic_per_hour)
                return parcel
            except CrmtuiError as error:
                # One that cannot be written must not hold up those behind it.
                failed = {"state": "failed", "phase": "", "last_error": error.message}
                outbox_sql.finish(raw(), found.id, who, failed)
    return None


def _parcel(found: outbox_sql.Claimed, mailbox: Mailbox, house: Settings) -> Parcel:
    journal.seal("outbox", found.id)
    envelope, to, blob_id = found.envelope_from, tuple(json.loads(found.recipients)), found.blob_id
    if not envelope:
        message = records.fetch("message", [found.message_id])[found.message_id]
        files = drafts.mail_files(drafts.files_of(found.message_id))
        frozen = freeze(message, files, mailbox, house)
        envelope, to, blob_id = frozen.envelope_from, frozen.recipients, outbox_sql.store_blob(raw(), frozen.raw)
        values = {"envelope_from": envelope, "recipients": json.dumps(to), "blob_id": blob_id}
        Outbox.update(**values, mailbox=mailbox.name).where(Outbox.id == found.id).execute()
        author = {"blob_id": blob_id, "author_email": mailbox.address}
        Message.update(**author).where(Message.id == found.message_id).execute()
    return Parcel(
        found.id, found.ticket_id, found.message_id, envelope, to, outbox_sql.read_blob(raw(), blob_id),
        found.attempts, found.not_before, found.last_error,
    )  # fmt: skip


def commit_data(parcel: Parcel, who: str, now: int, lease: int) -> None:
    """Write down, for good, that the text is about to leave.

    Raises:
        RefusedError: the claim was lost; nothing may be sent.
    """
    with transaction():
        kept = outbox_sql.keep_claim(raw(), parcel.id, who, "data", now + lease)
    if not kept:
        raise RefusedError("the mail was taken over by another crmtui", "It is sent there.")


def record(parcel: Parcel, who: str, delivery: Delivery, now: int, jitter: float = 0.0, *, copy: bool = False) -> str:
    """Write down what became of an attempt; the new state.

    Args:
        parcel: what was claimed.
        who: by whom.
        delivery: what became of it.
        now: UTC epoch seconds.
        jitter: -1 to 1, makes the next attempt up to a tenth earlier or later.
        copy: whether a Sent folder is to get a copy, once the mail is sent.
    """
    values = _outcome(parcel, delivery, now, jitter)
    if copy and values["state"] == "sent":
        values |= {"copy": "due", "copy_at": now}
    with transaction():
        # A lost claim was called uncertain by whoever took it: now we know better.
        if not outbox_sql.finish(raw(), parcel.id, who, values) and values["state"] == "sent":
            known = (Outbox.id == parcel.id) & (Outbox.state == "uncertain")
            Outbox.update(**values).where(known).execute()
    return str(values["state"])


def _outcome(parcel: Parcel, delivery: Delivery, now: int, jitter: float) -> dict[str, Any]:
    if delivery.state is State.UNCERTAIN:
        # Whoever says that it arrived must know whom it did not even leave for.
        error = _joined(*_lost(delivery.refusals), delivery.text)
        return {"state": "uncertain", "last_error": _with_earlier(parcel.earlier, parcel.recipients, error)}
    if delivery.state is State.REFUSED:
        error = _with_earlier(parcel.earlier, parcel.recipients, _coded(delivery.code, delivery.text))
        return {"state": "failed", "phase": "", "last_error": error}
    if delivery.state is State.RETRY:
        error = _with_earlier(parcel.earlier, parcel.recipients, _coded(delivery.code, delivery.text))
        return _later(parcel, now, jitter, parcel.recipients, error)
    waiting = tuple(one.recipient for one in delivery.refusals if one.temporary)
    lost = _joined(*_lost(one for one in delivery.refusals if not one.temporary))
    error = _with_earlier(parcel.earlier, parcel.recipients, lost)
    if waiting:
        # Who got it must not get it again: only the others are tried later.
        later = _later(parcel, now, jitter, waiting, error)
        # Whom it is for has it: it is an answer, whatever becomes of the copies.
        reached = parcel.recipients[0] not in {one.recipient for one in delivery.refusals}
        return later | {"sent_at": now} if reached else later
    return {"state": "sent", "phase": "", "sent_at": now, "last_error": error}


def _later(parcel: Parcel, now: int, jitter: float, recipients: Sequence[str], error: str) -> dict[str, Any]:
    if now - parcel.not_before >= _GIVE_UP:
        return {"state": "failed", "phase": "", "recipients": json.dumps(recipients), "last_error": error}
    pause = _PAUSES[parcel.attempts - 1] if parcel.attempts <= len(_PAUSES) else _LONG_PAUSE
    return {
        "state": "queued", "phase": "", "recipients": json.dumps(recipients), "last_error": error,
        "next_try_at": now + pause + int(pause * jitter / 10),
    }  # fmt: skip


def _coded(code: int, text: str) -> str:
    return f"{code} {text}" if code and str(code) not in text else text


def _with_earlier(earlier: str, recipients: Sequence[str], error: str) -> str:
    """Who was lost before stays said, whatever becomes of the others; who was asked again is not lost for that."""
    before = [part for part in earlier.split("; ") if part.startswith(LOST)]
    gone = [part for part in before if part.removeprefix(LOST).partition(": ")[0] not in recipients]
    return _joined(*gone, error)


def _lost(refusals: Iterable[Refusal]) -> list[str]:
    return [f"{LOST}{one.recipient}: {_coded(one.code, one.text)}" for one in refusals]


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def take_over(now: int, alive: Callable[[str], bool | None], own: str) -> int:
    """See to mails whose deliverer is gone; how many became uncertain.

    Args:
        now: UTC epoch seconds.
        alive: whether the process behind a claim lives; None when that cannot be told, and the lease decides.
        own: our own name; a claim of ours that is not in flight was left behind by an error.
    """
    uncertain = 0
    with transaction():
        for outbox_id, who, phase, until in outbox_sql.claims(raw()):
            lives = False if who == own else alive(who)
            # A claim that ends later than any attempt can take is of a clock that was set back since.
            if lives or (lives is None and now < until <= now + _LONGEST_CLAIM):
                continue
            values: dict[str, Any] = {"state": "queued", "phase": "", "next_try_at": now}
            if phase == "data":
                uncertain += 1
                row = records.fetch("outbox", [outbox_id], ["last_error", "recipients"])[outbox_id]
                error = "crmtui was stopped before the mail server answered: probably delivered"
                error = _with_earlier(row["last_error"], json.loads(row["recipients"]), error)
                values = {"state": "uncertain", "last_error": error}
            outbox_sql.finish(raw(), outbox_id, who, values)
    return uncertain
