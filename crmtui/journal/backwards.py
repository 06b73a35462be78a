"""Takes lines of the journal back, last first.

The one rule: a record is set back only where it is still as the line left it; what changed since is left alone, and
that is said. Tags are set back one by one: those that somebody else put on or took off meanwhile stay so.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from crmtui.db import answers, merge_sql, outbox_sql, records, rethread_sql, view_sql
from crmtui.db.journal_sql import Line
from crmtui.db.merged import living_ticket
from crmtui.db.orm import raw
from crmtui.errors import RefusedError
from crmtui.journal.recording import Recording, Rows, read_value
from crmtui.journal.waiting import look_again

REFUSALS = {
    "outbox": "the mail has left, or is leaving now: it cannot be taken back",
    "draft": "you have begun another draft there meanwhile",
}
"""Why what a gesture made cannot be taken back, by table."""
REPLACED = "a later mail took its place"
"""Why a mail that was taken back does not leave any more."""
SECOND_THOUGHTS = 10
"""Seconds until a mail leaves that this lets leave again after its time."""


def play(act: Recording, lines: Sequence[Line], *, lenient: bool) -> None:
    """Take lines back; with `lenient` one record that cannot be is left alone instead of refusing all."""
    for op, some in _runs(lines):
        _BACKWARDS[op](act, some, lenient=lenient)
    _settle_customers(act, lines)
    _settle_views(act, lines)
    _settle_tickets(act, lines)
    _settle_outbox(act, lines)
    _settle_answers(act, lines)


def _settle_answers(act: Recording, lines: Sequence[Line]) -> None:
    """Tickets whose answers leave after all, or do not: who wrote since then waits whatever was so before."""
    moved = {one.record_id: one for one in lines if one.record == "outbox" and one.field in ("", "state")}
    present = records.fetch("outbox", moved, ["ticket_id", "message_id"])
    for row_id, line in moved.items():
        mail = present.get(row_id) or read_value(line.after)
        if ("outbox", row_id) in act.changed and answers.asked_since(raw(), mail["ticket_id"], mail["message_id"]):
            look_again(act, [mail["ticket_id"]])


def _settle_outbox(act: Recording, lines: Sequence[Line]) -> None:
    """Mails that leave after all, though their time is past: not at once, and not when somebody overtook them."""
    ids = {one.record_id for one in lines if one.record == "outbox" and one.field in ("", "state", "next_try_at")}
    soon = act.at + SECOND_THOUGHTS
    late = [
        row_id for row_id, row in records.fetch("outbox", ids, ["state", "next_try_at"]).items()
        if row["state"] in outbox_sql.WAITING and row["next_try_at"] <= act.at and ("outbox", row_id) in act.changed
    ]  # fmt: skip
    # Only what has a time of its own is looked at once more before it leaves.
    values = {"state": "held", "not_before": soon, "next_try_at": soon, "attempts": 0, "scheduled": 1}
    act.update(records.TABLES["outbox"], late, **values)


def _settle_tickets(act: Recording, lines: Sequence[Line]) -> None:
    """Tickets that part: what came in meanwhile in answer to one of them goes back with it."""
    for line in lines:
        parted = (line.record, line.field, line.before) == ("ticket", "merged_into_id", None)
        if not parted or ("ticket", line.record_id) not in act.changed:
            continue
        came = rethread_sql.answers_to(raw(), line.record_id, read_value(line.after))
        if not came:
            continue
        _take_along(act, came, line.record_id)
    # Tickets that came together again, or were emptied meanwhile: nothing stays where nobody looks any more.
    touched = {line.record_id for line in lines if (line.record, line.field) == ("ticket", "merged_into_id")}
    for line in lines:
        if (line.record, line.field) == ("message", "ticket_id"):
            touched.add(read_value(line.before))
    for ticket_id in sorted(touched):
        living = living_ticket(raw(), ticket_id)
        if living is not None and living != ticket_id and (left := rethread_sql.messages_of(raw(), [ticket_id])):
            _take_along(act, left, living)


def _take_along(act: Recording, messages: Sequence[int], ticket_id: int) -> None:
    """Messages change over to a ticket, with their place in the outbox; it says so, and is open if they wait."""
    act.update(records.TABLES["message"], messages, ticket_id=ticket_id)
    act.update(records.TABLES["outbox"], rethread_sql.letters_of(raw(), messages), ticket_id=ticket_id)
    now = rethread_sql.outline(raw(), ticket_id)
    values: dict[str, Any] = {"activity_at": now.last_at}
    if now.waiting_since is not None:
        values |= {"status": "open", "waiting_since": now.waiting_since, "resolved_at": None, "snoozed_until": None}
    act.update(records.TABLES["ticket"], [ticket_id], **values)


def _settle_views(act: Recording, lines: Sequence[Line]) -> None:
    """Views that are back: their names must mean them alone; a key that goes elsewhere by now does so on."""
    for row_id in {line.record_id for line in lines if line.record == "view"}:
        namesake, keyed = view_sql.twins(raw(), row_id)
        if namesake:
            raise RefusedError(
                f'cannot take it back: there is another view "{namesake}" by now', "Rename that one first."
            )
        if keyed:
            act.update(records.TABLES["view"], [row_id], key="")


def _settle_customers(act: Recording, lines: Sequence[Line]) -> None:
    """Customers who parted or came together by this: what came in meanwhile goes to whom it belongs."""
    pairs = [(line.record_id, read_value(line.before) or read_value(line.after), line) for line in lines
             if (line.record, line.field) == ("customer", "merged_into_id")]  # fmt: skip
    for row_id, stays, line in pairs:
        if ("customer", row_id) not in act.changed:
            continue
        parted = line.before is None
        here, there = (stays, row_id) if parted else (row_id, stays)
        came = merge_sql.came_for(raw(), row_id, stays) if parted else merge_sql.left_with(raw(), row_id)
        for table, ids in came.items():
            act.update(records.TABLES[table], ids, customer_id=there)
        if any(came.values()):
            act.recount |= {here, there}
    counts = {one: merge_sql.counted(raw(), one) for one in act.recount}
    act.update_each(records.TABLES["customer"], counts)


def _runs(lines: Sequence[Line]) -> Iterator[tuple[str, list[Line]]]:
    """Neighbouring lines of one kind and table, so that a bulk act is played back in bulk."""
    run: list[Line] = []
    for line in lines:
        if run and (run[0].op, run[0].record) != (line.op, line.record):
            yield run[0].op, run
            run = []
        run.append(line)
    if run:
        yield run[0].op, run


def _unupdate(act: Recording, lines: list[Line], *, lenient: bool) -> None:  # noqa: ARG001
    table = lines[0].record
    present = records.fetch(table, {line.record_id for line in lines}, sorted({line.field for line in lines}))
    was: dict[int, dict[str, Any]] = {}
    back: dict[int, dict[str, Any]] = {}
    blocked: dict[int, str] = {}
    known: dict[str | None, Any] = {None: None}
    # A gesture may set one field twice: going backwards, the later line has already been taken back in `present`.
    for _, _, row_id, _, field, before, after in lines:
        for text in (before, after):
            if text not in known:
                known[text] = read_value(text)
        row, old, new = present.get(row_id), known[before], known[after]
        if row is None:
            blocked.setdefault(row_id, "it is gone")
        elif row[field] == new:
            was.setdefault(row_id, {}).setdefault(field, new)
            row[field] = back.setdefault(row_id, {})[field] = old
        elif row[field] == old:
            # Taken back already: by an undo that was stopped on the way, or by hand.
            continue
        elif field == "tags":
            was.setdefault(row_id, {}).setdefault(field, row[field])
            row[field] = back.setdefault(row_id, {})[field] = _tags_back(row[field], old, new)
        elif table == "customer" and field in merge_sql.COUNTED:
            act.recount.add(row_id)
        else:
            blocked.setdefault(row_id, f"its {field.removesuffix('_id').replace('_', ' ')} changed since")
    blocked |= dict.fromkeys(_replaced(table, was, back), REPLACED)
    for row_id, why in blocked.items():
        back.pop(row_id, None)
        act.skip(row_id, why)
    act.move(table, {row_id: was[row_id] for row_id in back}, back)


def _replaced(table: str, was: Rows, back: Rows) -> list[int]:
    """Mails that were taken back and written anew: whoever got the later words must not get the earlier ones."""
    if table != "outbox":
        return []
    leaving = [
        row_id for row_id, row in back.items()
        if row.get("state") in outbox_sql.WAITING and was[row_id]["state"] == "cancelled"
    ]  # fmt: skip
    return [row_id for row_id in leaving if outbox_sql.replaced(raw(), row_id)]


def _tags_back(present: str, before: str, after: str) -> str:
    """Present tags with what a line changed taken back."""
    now, old, new = (set(json.loads(text)) for text in (present, before, after))
    back = (now - (new - old)) | (old - new)
    return present if back == now else json.dumps(sorted(back), ensure_ascii=False)


def _uncreate(act: Recording, lines: list[Line], *, lenient: bool) -> None:
    table = lines[0].record
    present = records.fetch(table, [line.record_id for line in lines])
    going: list[int] = []
    for line in lines:
        made, row = read_value(line.after), present.get(line.record_id)
        if made is None:
            raise RefusedError("it came from outside and cannot be undone", "Nothing was changed.")
        if row is None and lenient:
            continue
        if row is not None and all(row.get(one) == made[one] for one in made if one not in records.UNJOURNALED):
            going.append(line.record_id)
            continue
        why = REFUSALS.get(table, f"the {table.replace('_', ' ')} it made has changed since")
        if not lenient:
            raise RefusedError(f"cannot take it back: {why}", "Nothing was changed.")
        act.skip(line.record_id, why)
    try:
        act.delete(records.TABLES[table], going)
    except records.IntegrityError as error:
        raise RefusedError(
            f"cannot take it back: other records rest on this {table}", "Nothing was changed."
        ) from error


def _undelete(act: Recording, lines: list[Line], *, lenient: bool) -> None:
    table = lines[0].record
    there = records.fetch(table, [line.record_id for line in lines], ["id"]) if lenient else {}
    for line in lines:
        if line.record_id in there:
            continue
        try:
            act.insert(records.TABLES[table], **read_value(line.before))
        except records.IntegrityError as error:
            why = REFUSALS.get(table, f"another {table} is in its place")
            raise RefusedError(f"cannot take it back: {why}", "Nothing was changed.") from error


_BACKWARDS: dict[str, Callable[..., None]] = {
    "update": _unupdate,
    "create": _uncreate,
    "delete": _undelete,
}
