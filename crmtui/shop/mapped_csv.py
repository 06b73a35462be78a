"""Orders from any CSV whose owner says which column means what.

The one rule: sums are the file's. An order's total is its total column, or else the exact sum of quantity x price
over its rows (less line_discount), plus shipping, less discount, rounded once, half to even; its lines share the
rounding so that they add up to it.

An invoice whose sum is negative (a cancellation: "C536379", quantity -1) names no order that it takes back, so it
becomes an order of its own with a negative total, nothing in `refunded`, and the payment status "refunded" when all
its quantities are negative. So revenue is always the sum of `total - refunded`, and equals the file's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from crmtui.shop.csvfile import CsvFile, Row
from crmtui.shop.mapped_rows import PARCEL, ReadOptions, RowReader
from crmtui.shop.mapping import BY_NAME, FieldKind, Mapping
from crmtui.shop.money import DecimalMark, agreed_mark, is_currency, spread_minor, to_minor
from crmtui.shop.order import Fulfilment, OrderLine, PaymentStatus, Refund, RowProblem, ShopOrder
from crmtui.shop.status import fulfillment_status, payment_status
from crmtui.shop.table import Group, body, column_index, find_header, grouped

# Enough to meet an amount with cents in any real file; a shop that has none among so many asks for --decimal.
_MARK_SAMPLE = 2000
# Tables pass whole numbers through floats when a cell is empty: customer 17850 comes as "17850.0".
_FLOAT_ID = re.compile(r"(\d+)\.0\Z", re.ASCII)
_ONCE_TEXTS = ("name", "email", "customer", "phone", "customer_id", "currency", "country", "payment", "fulfillment")


@dataclass(frozen=True, slots=True)
class _Item:
    """One row's item with exact amounts."""

    line: int
    sku: str
    title: str
    quantity: Decimal
    price: Decimal
    discount: Decimal
    amount: Decimal


def read_mapped(
    file: CsvFile, mapping: Mapping, *, shop: str = "shop", options: ReadOptions | None = None
) -> Iterator[ShopOrder | RowProblem]:
    """The orders of a file whose columns are explained.

    Args:
        file: the file, opened.
        mapping: what its columns mean.
        shop: the name under which the shop's orders are kept.
        options: how the file writes dates and numbers.

    Raises:
        UsageError: a column is not there, or a date or number of the file could mean two things.
    """
    options = options or ReadOptions()
    header_line, header = find_header(file, list(mapping.columns.values()))
    rows = partial(body, file, header_line, len(header))
    mark = options.decimal or _mark_of(rows(), mapping, header)
    reader = RowReader(mapping, header, options, mark)
    for group in grouped(rows, reader.places["order"]):
        if isinstance(group, RowProblem):
            yield group
        else:
            yield from _order(reader, group, shop)


def _mark_of(rows: Iterator[Row | RowProblem], mapping: Mapping, header: list[str]) -> DecimalMark | None:
    """The decimal mark that the first rows prove."""
    places = [
        column_index(header, column)
        for field, column in mapping.columns.items()
        if BY_NAME[field].kind is FieldKind.MONEY
    ]
    cells: set[str] = set()
    for count, row in enumerate(rows):
        if count >= _MARK_SAMPLE:
            break
        if not isinstance(row, RowProblem):
            cells.update(row[1][place] for place in places)
    return agreed_mark(cells)


def _order(reader: RowReader, group: Group, shop: str) -> Iterator[ShopOrder | RowProblem]:
    """One order from its rows, after what is wrong with them."""
    number = _identifier(reader.once(group, "order"))
    items: list[_Item] = []
    good: Group = []
    for row in group:
        try:
            item = _item(reader, row) if reader.has_items else None
        except ValueError as error:
            yield RowProblem(row[0], f"{error}: row left out", number)
            continue
        good.append(row)
        if item is not None:
            items.append(item)
            if item.quantity != int(item.quantity):
                reason = f"quantity {item.quantity} is not whole: shown as one piece at the whole price"
                yield RowProblem(row[0], reason, number, fatal=False)
    if not good:
        return
    try:
        order = _assemble(reader, good, items, shop, number)
    except ValueError as error:
        yield RowProblem(good[0][0], f"{error}: order left out", number, rows=len(good))
        return
    yield from _contradictions(reader, good, number)
    yield order


def _identifier(text: str) -> str:
    whole = _FLOAT_ID.match(text)
    return whole[1] if whole else text


def _item(reader: RowReader, row: Row) -> _Item | None:
    """The item on a row, None when the row holds none.

    Raises:
        ValueError: a number cannot be read or is missing.
    """
    line, cells = row
    sku, title = reader.text(cells, "sku"), reader.text(cells, "title")
    quantity = reader.number(cells, "quantity")
    price = reader.number(cells, "price")
    amount = reader.number(cells, "line_total")
    if quantity is None and price is None and amount is None and not (sku or title):
        return None
    if quantity is None:
        if "quantity" in reader.places:
            raise ValueError("has no quantity")
        quantity = Decimal(1)
    discount = reader.number(cells, "line_discount") or Decimal(0)
    if amount is None:
        if price is None and reader.sums_items:
            raise ValueError("has no price" if reader.prices_lines else "has neither line_total nor price")
        amount = quantity * (price or Decimal(0)) - discount
    if price is None:
        price = (amount + discount) / quantity if quantity else amount
    return _Item(line, sku, title, quantity, price, discount, amount)


def _assemble(reader: RowReader, group: Group, items: list[_Item], shop: str, number: str) -> ShopOrder:
    """The order that these rows make.

    Raises:
        ValueError: the currency, an amount or a date of the order cannot be read.
    """
    currency = reader.once(group, "currency").upper()
    if not is_currency(currency):
        raise ValueError(f"currency: {currency!r} is not a currency code" if currency else "has no currency")

    def amount(field: str) -> int | None:
        return reader.money(group, field, currency)

    def once(field: str) -> str:
        return reader.once(group, field)

    lines = _lines(items, currency)
    of_items = sum(line.total for line in lines)
    shipping, discount, total = amount("shipping") or 0, abs(amount("discount") or 0), amount("total")
    if total is None:
        if not lines:
            raise ValueError("has neither a total nor an item")
        total = of_items + shipping - discount
    subtotal = amount("subtotal")
    refunded = abs(amount("refunded") or 0)
    given_back = total < 0 and bool(items) and all(item.quantity < 0 for item in items)
    return ShopOrder(
        shop=shop,
        external_id=number,
        name=_identifier(once("name")) or number,
        placed_at=reader.date(group, "date"),
        updated_at=reader.date(group, "updated"),
        cancelled_at=reader.date(group, "cancelled"),
        currency=currency,
        customer_email=once("email"),
        customer_name=once("customer"),
        customer_phone=once("phone").lstrip("'"),
        customer_key=_identifier(once("customer_id")),
        subtotal=of_items if subtotal is None else subtotal,
        shipping=shipping,
        tax=amount("tax") or 0,
        discount=discount,
        total=total,
        refunded=refunded,
        payment_status=PaymentStatus.REFUNDED if given_back else payment_status(once("payment")),
        fulfillment_status=fulfillment_status(once("fulfillment")),
        note=once("note"),
        tags=tuple(tag for part in once("tags").split(",") if (tag := part.strip())),
        country=once("country"),
        lines=lines,
        fulfillments=_fulfillments(reader, group),
        refunds=(Refund("file", None, refunded),) if refunded else (),
        source_lines=tuple(row[0] for row in group),
    )


def _lines(items: list[_Item], currency: str) -> tuple[OrderLine, ...]:
    """The items in minor units, adding up to their exact sum rounded once."""
    totals = spread_minor((item.amount for item in items), currency)
    lines: list[OrderLine] = []
    for item, total in zip(items, totals, strict=True):
        whole = item.quantity == int(item.quantity)
        lines.append(
            OrderLine(
                sku=item.sku,
                title=item.title if whole else f"{item.title} ({item.quantity})".strip(),
                quantity=int(item.quantity) if whole else 1,
                unit_price=to_minor(item.price, currency) if whole else total,
                discount=abs(to_minor(item.discount, currency)),
                total=total,
            )
        )
    return tuple(lines)


def _fulfillments(reader: RowReader, group: Group) -> tuple[Fulfilment, ...]:
    """The parcels that the rows name, each once."""
    if not reader.tells_parcels:
        return ()
    parcels: dict[tuple[str, ...], Fulfilment] = {}
    for row in group:
        names = tuple(reader.text(row[1], field) for field in PARCEL)
        # a carrier alone is how it would be sent, not that it was
        if not any(names[1:]) or names in parcels:
            continue
        shipped, delivered = reader.date([row], "shipped"), reader.date([row], "delivered")
        status = "delivered" if delivered is not None else "shipped"
        parcels[names] = Fulfilment(status, names[0], names[1], names[2], shipped, delivered)
    return tuple(parcels.values())


def _contradictions(reader: RowReader, group: Group, number: str) -> Iterator[RowProblem]:
    """Rows that say something else than the first about what an order has once."""
    if len(group) < 2:
        return
    for field in (*_ONCE_TEXTS, "total", "shipping", "discount", "refunded"):
        place = reader.places.get(field)
        if place is None:
            continue
        first = reader.once(group, field)
        for row in group:
            text = row[1][place].strip()
            if text and text != first:
                reason = f"{field} is {text[:40]!r}, but {first[:40]!r} before: the first is kept"
                yield RowProblem(row[0], reason, number, fatal=False)
                break
