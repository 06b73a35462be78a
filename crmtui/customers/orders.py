"""Takes the plain orders of shops into the customer book.

The one rule: an order is named by (shop, external id) for ever; one that says what it said before is not touched.

A customer is found by the order's address, else by the shop's own number of them ("shop:key"); an order that has
neither belongs to nobody. Who merged or moved an order by hand keeps it where it is until its address changes.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import cysqlite

from crmtui import journal
from crmtui.customers.mentions import name_key
from crmtui.db import fulltext, orders_sql, records
from crmtui.db.models import Customer, ShopOrder
from crmtui.db.orders_sql import ShopAccount
from crmtui.db.orm import raw
from crmtui.db.people import ensure_customers
from crmtui.shop.order import ShopOrder as PlainOrder
from crmtui.text import repair

_Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a batch.

    Attributes:
        made, changed, unchanged: orders.
        customers: customers that were made.
        ownerless: orders that name nobody.
    """

    made: int = 0
    changed: int = 0
    unchanged: int = 0
    customers: int = 0
    ownerless: int = 0


def address_of(order: PlainOrder) -> str:
    """The order's address, "" when what stands there is none."""
    email = order.customer_email.strip()
    return email if email.count("@") == 1 and not email.startswith("@") and not email.endswith("@") else ""


def account_of(order: PlainOrder) -> str:
    """The shop's own number of the customer, as an identity's value; "" when it gives none."""
    return f"{order.shop}:{order.customer_key}" if order.customer_key else ""


def _clean(value: Any) -> Any:
    """Text as the database can keep it: no NUL, no lone surrogate."""
    return repair(value).replace("\0", "") if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class _Prepared:
    """An order as rows, without its owner and its id."""

    order: PlainOrder
    key: tuple[str, str]
    email: str
    account: str
    head: tuple[Any, ...]
    lines: _Rows
    fulfillments: _Rows
    refunds: _Rows
    fingerprint: str

    def row(self, customer_id: int | None, at: int) -> tuple[Any, ...]:
        """The row of `shop_order`, in ORDER_COLUMNS."""
        name: str = _clean(self.order.name)
        return (*self.key, name, name_key(name), customer_id, *self.head, self.fingerprint, at)


def _prepare(order: PlainOrder) -> _Prepared:
    email: str = _clean(address_of(order))
    head = tuple(
        map(
            _clean,
            (
                email, order.customer_name, order.placed_at, order.updated_at, order.cancelled_at, order.currency,
                order.subtotal, order.shipping, order.tax, order.discount, order.total, order.refunded,
                str(order.payment_status), str(order.fulfillment_status), order.country, order.note,
                json.dumps(sorted({tag.casefold() for tag in order.tags}), ensure_ascii=False),
            ),
        )
    )  # fmt: skip
    lines: _Rows = [
        (i, _clean(x.sku), _clean(x.title), x.quantity, x.unit_price, x.discount, x.total)
        for i, x in enumerate(order.lines)
    ]
    parcels: _Rows = [
        (
            i, _clean(x.status), _clean(x.carrier), _clean(x.tracking_number), _clean(x.tracking_url),
            x.shipped_at, x.delivered_at,
        )
        for i, x in enumerate(order.fulfillments)
    ]  # fmt: skip
    refunds: _Rows = [(_clean(x.external_id), x.at, x.amount, _clean(x.reason)) for x in order.refunds]
    account: str = _clean(account_of(order))
    everything = repr((order.name, head, lines, parcels, refunds, account))
    fingerprint = blake2b(everything.encode("utf-8", "replace"), digest_size=16).hexdigest()
    key = (_clean(order.shop), _clean(order.external_id))
    return _Prepared(order, key, email, account, head, lines, parcels, refunds, fingerprint)


@dataclass(frozen=True, slots=True)
class _Sorted:
    """A batch, told apart by what the database knows of it."""

    new: list[_Prepared]
    changed: list[tuple[orders_sql.StoredOrder, _Prepared]]
    unchanged: int


def _sort(connection: cysqlite.Connection, orders: Sequence[PlainOrder]) -> _Sorted:
    """New, changed and unchanged orders; of two of one name in a batch the later counts."""
    latest = {made.key: made for made in map(_prepare, orders)}
    known = {
        (shop, external_id): there
        for shop in {shop for shop, _ in latest}
        for external_id, there in orders_sql.stored(connection, shop, [e for s, e in latest if s == shop]).items()
    }
    new = [made for key, made in latest.items() if key not in known]
    changed = [
        (known[key], made)
        for key, made in latest.items()
        if key in known and known[key].fingerprint != made.fingerprint
    ]
    return _Sorted(new, changed, len(orders) - len(new) - len(changed))


def compare(connection: cysqlite.Connection, orders: Sequence[PlainOrder]) -> Stored:
    """What `store` would do with a batch, without doing it; customers are not counted."""
    batch = _sort(connection, orders)
    return Stored(len(batch.new), len(batch.changed), batch.unchanged, 0, _ownerless(batch))


def _ownerless(batch: _Sorted) -> int:
    return sum(not (made.email or made.account) for made in (*batch.new, *(made for _, made in batch.changed)))


def store(orders: Sequence[PlainOrder], *, cause: str = "", at: int | None = None) -> Stored:
    """Take a batch of orders in, in one transaction and one entry of the journal.

    Args:
        orders: of any shops.
        cause: where they came from, for the journal.
        at: the present; None for the clock.
    """
    when = journal.now() if at is None else at
    with journal.recording(
        journal.SYNC, "orders.import", f"Took in {len(orders)} orders", cause=cause, at=when, undoable=False
    ) as act:
        connection = raw()
        batch = _sort(connection, orders)
        touched = [*batch.new, *(made for _, made in batch.changed)]
        if not touched:
            return Stored(unchanged=batch.unchanged)
        owners, made_people = _owners(connection, touched, when)
        act.note_created(Customer, made_people)
        ids = orders_sql.insert_orders(connection, [made.row(_owner(made, owners), when) for made in batch.new])
        act.note_created(ShopOrder, ids)
        details = list(zip(ids, batch.new, strict=True))
        counted = {owner for made in touched if (owner := _owner(made, owners)) is not None}
        if batch.changed:
            orders_sql.drop_details(connection, [there.id for there, _ in batch.changed])
            act.update_each(
                ShopOrder, {there.id: _new_values(there, made, owners, when) for there, made in batch.changed}
            )
            details += [(there.id, made) for there, made in batch.changed]
            counted.update(there.customer_id for there, _ in batch.changed if there.customer_id is not None)
        _write_details(connection, details)
        fulltext.add_orders(connection, ids)
        fulltext.reindex(connection, "shop_order", [there.id for there, _ in batch.changed])
        _fill_blanks(act, touched, owners)
        orders_sql.recount(connection, counted)
    return Stored(len(batch.new), len(batch.changed), batch.unchanged, len(made_people), _ownerless(batch))


def _new_values(there: orders_sql.StoredOrder, made: _Prepared, owners: dict[str, int], at: int) -> dict[str, Any]:
    """The columns of an order that came again and says something else."""
    values = dict(zip(orders_sql.ORDER_COLUMNS, made.row(_owner(made, owners), at), strict=True))
    if there.customer_id is not None and there.email.casefold() == made.email.casefold():
        values["customer_id"] = there.customer_id
    return values


def _write_details(connection: cysqlite.Connection, orders: Sequence[tuple[int, _Prepared]]) -> None:
    for table, part in (("order_line", "lines"), ("fulfillment", "fulfillments"), ("refund", "refunds")):
        rows = [(row_id, *row) for row_id, made in orders for row in getattr(made, part)]
        orders_sql.insert_details(connection, table, rows)


def _owner(made: _Prepared, owners: dict[str, int]) -> int | None:
    return owners.get(made.email.casefold()) if made.email else owners.get(made.account.casefold())


def _owners(connection: cysqlite.Connection, touched: Sequence[_Prepared], at: int) -> tuple[dict[str, int], list[int]]:
    """Customer ids by casefolded address or account, making who is missing; and who were made."""
    people = [(made.email, _clean(made.order.customer_name)) for made in touched if made.email]
    ids, made_people = ensure_customers(connection, people, at) if people else ({}, [])
    owners = dict(ids)
    known = orders_sql.accounts(connection, {made.account for made in touched if made.account})
    lacking: dict[str, ShopAccount] = {}
    shared: dict[str, tuple[str, int]] = {}
    for made in touched:
        key = made.account.casefold()
        if not key or key in known:
            continue
        if made.email:
            shared.setdefault(key, (made.account, owners[made.email.casefold()]))
        else:
            name = _clean(made.order.customer_name) or f"Customer {_clean(made.order.customer_key)}"
            lacking.setdefault(key, ShopAccount(made.account, name, _clean(made.order.country)))
    if shared:
        orders_sql.add_accounts(connection, list(shared.values()), at)
        known.update({key: owner for key, (_, owner) in shared.items()})
    fresh = [person for key, person in lacking.items() if key not in known]
    if fresh:
        made_here = orders_sql.add_account_customers(connection, fresh, at)
        known.update(made_here)
        made_people = [*made_people, *made_here.values()]
    return {**known, **owners}, list(made_people)


def _fill_blanks(act: journal.Recording, touched: Sequence[_Prepared], owners: dict[str, int]) -> None:
    """Give customers the name, country and phone that their row lacks and their orders tell."""
    told: dict[int, dict[str, str]] = {}
    for made in touched:
        owner, order = _owner(made, owners), made.order
        if owner is not None:
            facts = {"name": order.customer_name, "country": order.country, "phone": order.customer_phone}
            told.setdefault(owner, {}).update({field: _clean(fact) for field, fact in facts.items() if fact})
    present = records.fetch("customer", told, ("name", "country", "phone"))
    blanks: dict[int, dict[str, str]] = {}
    for owner, row in present.items():
        new = {field: fact for field, fact in told[owner].items() if not row[field]}
        if "name" in new:
            new["name_key"] = new["name"].casefold()
        if new:
            blanks[owner] = new
    act.update_each(Customer, blanks)
