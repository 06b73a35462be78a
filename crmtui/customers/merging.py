"""Makes one customer of several records of the same person.

The one rule: nothing is thrown away; addresses, orders, tickets and messages move to the record that stays, in one
gesture that undo takes back whole. The emptied records point to it for ever.
"""

import json
from collections.abc import Sequence
from typing import Any

from crmtui.db import orders_sql, profile_sql, records
from crmtui.db.models import Customer, Identity, Message, Record, ShopOrder, Ticket
from crmtui.db.orm import raw
from crmtui.errors import NotFoundError, RefusedError, UsageError
from crmtui.journal import Recording
from crmtui.text import plural

_MOVED: tuple[type[Record], ...] = (Identity, ShopOrder, Ticket, Message)
_FILLED = ("name", "email", "phone", "company", "locale", "timezone", "country")
_DIGITS = 18
"""Of the longest number that the database can hold."""
_COLUMNS = (*_FILLED, "note", "tags", "last_contact_at", "merged_into_id")


def merge(act: Recording, ids: Sequence[int], into: str | int) -> str:
    """Move everything of the customers `ids` to `into` (id or address); `into` may be among them.

    Raises:
        UsageError: there is nobody to merge but `into`.
        NotFoundError: one of them is not there.
        RefusedError: one of them was merged already.
    """
    stays = customer_id(into)
    gone = [row_id for row_id in dict.fromkeys(ids) if row_id != stays]
    if not gone:
        raise UsageError("a customer cannot be merged with themselves", "Mark two, or pick another.")
    rows = records.fetch("customer", [stays, *gone], _COLUMNS)
    for row_id in (stays, *gone):
        if row_id not in rows:
            raise NotFoundError(f"there is no customer {row_id}", "`crmtui contacts` shows who there is.")
        if rows[row_id]["merged_into_id"] is not None:
            raise RefusedError(f"customer {row_id} was merged already", "Undo that first, or pick the one that stayed.")
    connection = raw()
    moved = {}
    for model in _MOVED:
        table = model._meta.table_name
        moved[table] = act.update(model, profile_sql.owned(connection, table, gone), customer_id=stays)
    act.update_each(Customer, {stays: _joined(rows, stays, gone)})
    act.update_each(Customer, {row_id: _emptied(stays) for row_id in gone})
    act.update_each(Customer, {row_id: _sums(sums) for row_id, sums in orders_sql.tally(connection, [stays]).items()})
    name = rows[stays]["name"] or rows[stays]["email"] or f"customer {stays}"
    return f"merged into {name}: {plural(moved['shop_order'], 'order')}, {plural(moved['ticket'], 'ticket')} moved"


def customer_id(who: str | int) -> int:
    """The customer that an id or an address names.

    Raises:
        NotFoundError: nobody has it.
    """
    text = str(who).strip()
    if text.isascii() and text.isdecimal() and len(text) <= _DIGITS:
        return int(text)
    for kind in ("email", "shop", "phone"):
        found = Identity.get_or_none((Identity.kind == kind) & (Identity.value_key == text.casefold()))
        if found is not None:
            return int(found.customer)
    raise NotFoundError(f'there is no customer "{text}"', "Name one by number or address.")


def _joined(rows: dict[int, dict[str, Any]], stays: int, gone: Sequence[int]) -> dict[str, Any]:
    """What the one that stays looks like: its own words first, the others' where it has none."""
    all_rows = [rows[row_id] for row_id in (stays, *gone)]
    new = {name: next((row[name] for row in all_rows if row[name]), "") for name in _FILLED}
    new["name_key"] = (new["name"] or new["email"]).casefold()
    new["note"] = "\n\n".join(dict.fromkeys(row["note"] for row in all_rows if row["note"].strip()))
    tags = sorted({tag for row in all_rows for tag in json.loads(row["tags"])})
    new["tags"] = json.dumps(tags, ensure_ascii=False)
    contacts = [row["last_contact_at"] for row in all_rows if row["last_contact_at"] is not None]
    new["last_contact_at"] = max(contacts, default=None)
    return new


def _emptied(stays: int) -> dict[str, Any]:
    return {"merged_into_id": stays, **_sums((0, 0, "", None))}


def _sums(sums: tuple[int, int, str, int | None]) -> dict[str, Any]:
    return dict(zip(("orders_count", "spent", "currency", "last_order_at"), sums, strict=True))
