"""Shopify's orders export: one order over several rows, the first of which holds what is said once.

The one rule: columns are found by name (exports have 73, 75 or 79 of them), and an order's totals are the file's own.
Refunds come as one sum without a date or a reason, parcels without tracking: the export does not tell more.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from crmtui.errors import UsageError
from crmtui.shop.csvfile import CsvFile, Row
from crmtui.shop.dates import DateReader
from crmtui.shop.money import DecimalMark, is_currency, parse_number, to_minor
from crmtui.shop.order import Fulfilment, OrderLine, Refund, RowProblem, ShopOrder
from crmtui.shop.status import fulfillment_status, payment_status
from crmtui.shop.table import Group, body, column_index, find_header, grouped

# What no other export of Shopify (products, customers, discounts) has together.
HEADER = ("Name", "Financial Status", "Currency", "Total", "Lineitem quantity", "Lineitem name")


def looks_like(file: CsvFile) -> bool:
    """Whether the head of the file is that of a Shopify orders export."""
    return any(set(HEADER) <= {cell.strip() for cell in cells} for _, cells in file.head)


class _RowReader:
    """Cells of one file by the name of their column; a column that this export lacks reads as empty."""

    def __init__(self, header: list[str]) -> None:
        self._header = header
        self._places: dict[str, int] = {name: column_index(header, name) for name in HEADER}
        self._date = DateReader()

    def text(self, cells: list[str], *names: str) -> str:
        """The first of these cells that says something."""
        for name in names:
            place = self._places.get(name)
            if place is None:
                place = self._header.index(name) if name in self._header else -1
                self._places[name] = place
            if place >= 0 and (value := cells[place].strip()):
                return value
        return ""

    def number(self, cells: list[str], name: str) -> Decimal:
        """An amount as the file writes it, 0 when it is blank."""
        text = self.text(cells, name)
        try:
            return parse_number(text, DecimalMark.POINT) if text else Decimal(0)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None

    def date(self, cells: list[str], name: str) -> int | None:
        """A moment in UTC epoch seconds, None when it is blank."""
        text = self.text(cells, name)
        try:
            return self._date(text) if text else None
        except (ValueError, UsageError) as error:
            raise ValueError(f"{name}: {error}") from None


def read_shopify(file: CsvFile, *, shop: str = "shopify") -> Iterator[ShopOrder | RowProblem]:
    """The orders of a Shopify orders export.

    Args:
        file: the export, opened.
        shop: the name under which the shop's orders are kept.

    Raises:
        UsageError: the columns of such an export are not there.
    """
    header_line, header = find_header(file, HEADER)
    reader = _RowReader(header)
    for group in grouped(lambda: body(file, header_line, len(header)), column_index(header, "Name")):
        if isinstance(group, RowProblem):
            yield group
        else:
            for part in _by_id(reader, group):
                yield from _order(reader, part, shop)


def _by_id(reader: _RowReader, group: Group) -> list[Group]:
    """Two orders of one name are two orders: each row that brings another Id starts one."""
    parts: list[Group] = []
    ids: list[str] = []
    for row in group:
        number = reader.text(row[1], "Id")
        if not parts or (number and ids[-1] and number != ids[-1]):
            parts.append([])
            ids.append("")
        parts[-1].append(row)
        ids[-1] = ids[-1] or number
    return parts


def _order(reader: _RowReader, group: Group, shop: str) -> Iterator[ShopOrder | RowProblem]:
    """One order from its rows, after what is wrong with them."""
    # a spreadsheet may have sorted the file: the first row is the one with the totals, wherever it stands
    head = next((row for row in group if reader.text(row[1], "Total")), None)
    name = reader.text(group[0][1], "Name")
    if head is None:
        yield RowProblem(group[0][0], "no row of this order holds its total: left out", name, rows=len(group))
        return
    try:
        order = _head(reader, head, shop)
    except ValueError as error:
        yield RowProblem(head[0], f"{error}: order left out", name, rows=len(group))
        return
    lines: list[OrderLine] = []
    used: list[int] = []
    for row in group:
        try:
            lines.extend(_line(reader, row[1], order.currency))
        except ValueError as error:
            # the head row still gives the order what is said once
            yield RowProblem(row[0], f"{error}: item left out", name, fatal=row is not head)
            if row is not head:
                continue
        used.append(row[0])
    yield replace(order, lines=tuple(lines), source_lines=tuple(used))


def _head(reader: _RowReader, head: Row, shop: str) -> ShopOrder:
    """What the order's first row says, without its items.

    Raises:
        ValueError: an amount, a date or the currency cannot be read.
    """
    cells = head[1]
    currency = reader.text(cells, "Currency").upper()
    if not is_currency(currency):
        raise ValueError(f"Currency: {currency!r} is not a currency code" if currency else "has no currency")

    def money(name: str) -> int:
        return to_minor(reader.number(cells, name), currency)

    def text(*names: str) -> str:
        return reader.text(cells, *names)

    refunded = money("Refunded Amount")
    shipped_at = reader.date(cells, "Fulfilled at")
    return ShopOrder(
        shop=shop,
        external_id=text("Id", "Name"),
        name=text("Name"),
        placed_at=reader.date(cells, "Created at"),
        cancelled_at=reader.date(cells, "Cancelled at"),
        currency=currency,
        customer_email=text("Email"),
        customer_name=text("Billing Name", "Shipping Name"),
        customer_phone=text("Phone", "Shipping Phone", "Billing Phone").lstrip("'"),
        subtotal=money("Subtotal"),
        shipping=money("Shipping"),
        tax=money("Taxes"),
        discount=money("Discount Amount"),
        total=money("Total"),
        refunded=refunded,
        payment_status=payment_status(text("Financial Status")),
        fulfillment_status=fulfillment_status(text("Fulfillment Status")),
        note=text("Notes"),
        tags=tuple(tag for part in text("Tags").split(",") if (tag := part.strip())),
        country=text("Shipping Country", "Billing Country"),
        fulfillments=(Fulfilment(text("Fulfillment Status"), shipped_at=shipped_at),) if shipped_at else (),
        refunds=(Refund("export", None, refunded),) if refunded else (),
    )


def _line(reader: _RowReader, cells: list[str], currency: str) -> list[OrderLine]:
    """The item on a row; none when the row holds none.

    Raises:
        ValueError: a number cannot be read.
    """
    title, sku = reader.text(cells, "Lineitem name"), reader.text(cells, "Lineitem sku")
    quantity = reader.number(cells, "Lineitem quantity")
    if not (title or sku or quantity):
        return []
    if quantity != int(quantity):
        raise ValueError(f"Lineitem quantity: {quantity} is not a whole number")
    price, discount = reader.number(cells, "Lineitem price"), reader.number(cells, "Lineitem discount")
    return [
        OrderLine(
            sku=sku,
            title=title,
            quantity=int(quantity),
            unit_price=to_minor(price, currency),
            discount=to_minor(discount, currency),
            total=to_minor(price * quantity - discount, currency),
        )
    ]
