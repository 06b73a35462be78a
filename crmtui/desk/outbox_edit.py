"""Changes mails that have not left: another time, or back into the composer.

The one rule: nothing that a server may have is changed; what goes back to the composer is cancelled here in the same
gesture, so that it cannot leave twice.
"""

import json
from collections.abc import Sequence
from typing import Any

from crmtui.db import records, reply_sql
from crmtui.db.merged import living_ticket
from crmtui.db.models import Draft, Outbox
from crmtui.db.orm import raw
from crmtui.desk import drafts, quoting
from crmtui.desk.leaving import clocks, leave_at
from crmtui.desk.outbox_list import CHANGEABLE_STATES, POSTPONABLE_STATES
from crmtui.desk.outbox_moves import move
from crmtui.desk.sending import SIGNATURE
from crmtui.desk.unanswered import answered_by
from crmtui.errors import NotFoundError, RefusedError, UsageError
from crmtui.journal import Recording, look_again
from crmtui.mail.headers import wire_address
from crmtui.mail.html_write import FORWARD
from crmtui.mail.typed import read_addresses, write_address
from crmtui.text import when


def later(act: Recording, ids: Sequence[int], at: str | int = "") -> str:
    """Let mails leave at another time, in words (also "there": by each customer's clock) or UTC epoch seconds.

    Raises:
        UsageError: the time cannot be read or is past.
        RefusedError: it is being sent, was sent, may have been, or was taken back.
    """
    if not ids:
        raise UsageError("no mail is named", "`crmtui outbox` lists them.")
    rows = records.fetch("outbox", ids, ["ticket_id"])
    moments = {
        mail: at if isinstance(at, int) else leave_at(at, act.at, clocks(row["ticket_id"]))
        for mail, row in rows.items()
    }
    held = {"state": "held", "phase": "", "attempts": 0, "scheduled": 1}
    done = f"put off until {when(min(moments.values()), act.at)}" if len(set(moments.values())) == 1 else "put off"
    return move(act, ids, POSTPONABLE_STATES, done, held, moments)


def edit(act: Recording, ids: Sequence[int]) -> str:
    """Take one mail back into the composer: it is cancelled, and its text is a draft on its ticket.

    Who has got it already stands in no field any more.

    Raises:
        UsageError: several mails, or nobody sits here.
        NotFoundError: there is no such mail.
        RefusedError: it may have left, or a draft of one's own is in the way.
    """
    if len(ids) != 1:
        raise UsageError("one mail is edited at a time", "Name one.")
    if act.actor.kind != "agent" or act.actor.id is None:
        raise UsageError("only an agent has drafts", "")
    row = records.fetch("outbox", ids).get(ids[0])
    if row is None:
        raise NotFoundError(f"there is no mail {ids[0]} in the outbox", "`crmtui outbox` lists them.")
    if row["state"] not in CHANGEABLE_STATES:
        why = "it may have arrived" if row["state"] == "uncertain" else f"it is {row['state']}"
        raise RefusedError(f"mail {ids[0]} cannot be edited: {why}", "Write a new answer on its ticket.")
    message = records.fetch("message", [row["message_id"]])[row["message_id"]]
    kind = "forward" if message["quoted"].startswith(FORWARD) else "reply"
    if drafts.draft_id(row["ticket_id"], act.actor.id, kind) is not None:
        raise RefusedError(f"#{row['ticket_id']} has a draft of yours already", "Send it or throw it away first.")
    text = message["text"] + (f"\n{SIGNATURE}{message['signature']}" if message["signature"] else "")
    waiting = {one.casefold() for one in json.loads(row["recipients"])}
    people = {name: _left(some, waiting) for name, some in json.loads(message["recipients"]).items()}
    files = drafts.files_of(row["message_id"])
    answered = answered_by([row])
    act.update(Outbox, ids, state="cancelled")
    look_again(act, answered)
    act.insert(
        Draft, ticket_id=row["ticket_id"], agent_id=act.actor.id, kind=kind,
        recipients=json.dumps(people, ensure_ascii=False), subject=message["subject"], text=text,
        attachments=drafts.files_kept(files),
        updated_at=act.at, mailbox=row["mailbox"], quoted=_below(message, kind), version=act.at,
        seen=reply_sql.newest_message(raw(), row["ticket_id"]),
    )  # fmt: skip
    return f"mail {ids[0]} is a draft again, on #{row['ticket_id']}"


def _below(message: dict[str, Any], kind: str) -> int | None:
    """The mail that stands below a message; None for what the settings say, as that one is not on its ticket any more.

    Raises:
        RefusedError: another mail would be passed on.
    """
    if not message["quoted"]:
        return 0
    found = quoting.source_of(message["ticket_id"], message["quoted"], message["id"])
    if found is None and kind == "forward":
        raise RefusedError("the mail that it passes on is on another ticket by now", "Forward it anew from there.")
    return found


def _left(typed: Sequence[str], waiting: set[str]) -> str:
    """Those of typed addresses that still have to get it; `waiting` as the envelope spells them."""
    people = read_addresses(", ".join(typed))
    return ", ".join(write_address(one) for one in people if wire_address(one.email).casefold() in waiting)


def place_of(outbox_id: int) -> tuple[int, str]:
    """(ticket, the verb that opens the composer) of a mail."""
    row = records.fetch("outbox", [outbox_id], ["ticket_id", "message_id"])[outbox_id]
    quoted = records.fetch("message", [row["message_id"]], ["quoted"])[row["message_id"]]["quoted"]
    living = living_ticket(raw(), row["ticket_id"]) or row["ticket_id"]
    return living, "ticket.forward" if quoted.startswith(FORWARD) else "ticket.reply"
