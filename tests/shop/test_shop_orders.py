"""Orders out of files: Shopify's export and files that their owner explains."""

import csv
import gzip
from decimal import Decimal
from pathlib import Path

import pytest

from crmtui.errors import SourceError, UsageError
from crmtui.shop import table
from crmtui.shop.detect import read_orders
from crmtui.shop.mapped_rows import ReadOptions
from crmtui.shop.mapping import parse_mapping
from crmtui.shop.money import DecimalMark
from crmtui.shop.order import FulfillmentStatus, PaymentStatus, RowProblem, ShopOrder

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "shop"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the shared sample files are not beside the checkout")

RETAIL = (
    "order=InvoiceNo,date=InvoiceDate,sku=StockCode,title=Description,quantity=Quantity,price=UnitPrice,"
    "customer_id=CustomerID,country=Country,currency==GBP"
)


def read(path: Path, mapping: str = "", options: ReadOptions | None = None) -> tuple[list[ShopOrder], list[RowProblem]]:
    found = list(read_orders(path, mapping=parse_mapping([mapping]) if mapping else None, options=options))
    orders = [item for item in found if isinstance(item, ShopOrder)]
    return orders, [item for item in found if isinstance(item, RowProblem)]


def shopify(tmp_path: Path, *rows: dict[str, str]) -> Path:
    path = tmp_path / "orders_export_1.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, [*HEAD, "Cancelled at"])
        writer.writeheader()
        writer.writerows(rows)
    return path


HEAD = {
    "Name": "#1001", "Email": "ana@example.com", "Financial Status": "partially_refunded", "Currency": "EUR",
    "Fulfillment Status": "fulfilled", "Fulfilled at": "2026-01-03 10:00:00 +0100", "Subtotal": "58.00",
    "Shipping": "4.90", "Taxes": "10.04", "Total": "62.90", "Discount Amount": "2.00", "Refunded Amount": "12.50",
    "Created at": "2026-01-02 10:00:00 +0100", "Lineitem quantity": "2", "Lineitem name": "Shirt",
    "Lineitem price": "25.00", "Lineitem sku": "SH-1", "Lineitem discount": "2.00", "Billing Name": "Ana Ruiz",
    "Shipping Phone": "'+34600111222", "Shipping Country": "ES", "Notes": "ring\ntwice", "Id": "99",
    "Tags": "vip, gift",
}  # fmt: skip
MORE = {
    "Name": "#1001", "Email": "ana@example.com", "Created at": "2026-01-02 10:00:00 +0100", "Lineitem quantity": "1",
    "Lineitem name": "Cap", "Lineitem price": "10.00", "Lineitem sku": "CA-1", "Lineitem discount": "0.00",
}  # fmt: skip


def test_shopify_rows_of_one_order_become_one_order(tmp_path: Path) -> None:
    [order], problems = read(shopify(tmp_path, HEAD, MORE))
    assert problems == []
    assert (order.shop, order.external_id, order.name) == ("shopify", "99", "#1001")
    assert (order.subtotal, order.shipping, order.tax, order.discount, order.total) == (5800, 490, 1004, 200, 6290)
    assert (order.refunded, order.refunds[0].amount) == (1250, 1250)
    assert [(line.sku, line.quantity, line.unit_price, line.total) for line in order.lines] == [
        ("SH-1", 2, 2500, 4800),
        ("CA-1", 1, 1000, 1000),
    ]
    assert order.payment_status is PaymentStatus.PARTIALLY_REFUNDED
    assert order.fulfillment_status is FulfillmentStatus.FULFILLED
    assert order.fulfillments[0].shipped_at == 1767430800
    assert order.placed_at == 1767344400
    assert (order.customer_phone, order.customer_name, order.country) == ("+34600111222", "Ana Ruiz", "ES")
    assert (order.note, order.tags, order.source_lines) == ("ring\ntwice", ("vip", "gift"), (2, 4))


def test_shopify_export_sorted_by_a_spreadsheet_still_gives_whole_orders(tmp_path: Path) -> None:
    other = HEAD | {"Name": "#1002", "Id": "100", "Lineitem name": "Hat"}
    orders, problems = read(shopify(tmp_path, MORE, other, HEAD))
    assert problems == []
    assert [(order.name, [line.title for line in order.lines]) for order in orders] == [
        ("#1002", ["Hat"]),
        ("#1001", ["Cap", "Shirt"]),
    ]


def test_shopify_orders_of_the_same_name_stay_two(tmp_path: Path) -> None:
    orders, _ = read(shopify(tmp_path, HEAD, MORE, HEAD | {"Id": "100", "Total": "5.00"}, MORE))
    assert [(order.external_id, order.total, len(order.lines)) for order in orders] == [
        ("99", 6290, 2),
        ("100", 500, 2),
    ]


def test_shopify_bad_item_is_named_and_its_order_lands(tmp_path: Path) -> None:
    [order], [problem] = read(shopify(tmp_path, HEAD, MORE | {"Lineitem price": "ten"}))
    assert order.total == 6290
    assert (problem.line, problem.order, problem.fatal) == (4, "#1001", True)
    assert "Lineitem price" in problem.reason


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        ({"Total": "lots"}, "Total"),
        ({"Total": ""}, "no row of this order holds its total"),
        ({"Currency": ""}, "has no currency"),
        ({"Currency": "Euro"}, "not a currency code"),
        ({"Created at": "soon"}, "Created at"),
    ],
)
def test_shopify_bad_order_is_named_and_the_next_lands(tmp_path: Path, spoil: dict[str, str], says: str) -> None:
    orders, problems = read(shopify(tmp_path, HEAD | spoil, HEAD | {"Name": "#1002", "Id": "100"}))
    assert [order.name for order in orders] == ["#1002"]
    assert says in problems[0].reason
    assert problems[0].line == 2


def test_yen_has_no_cents(tmp_path: Path) -> None:
    [order], _ = read(shopify(tmp_path, HEAD | {"Currency": "JPY", "Total": "6290"}))
    assert order.total == 6290


@needs_data
def test_real_shopify_export_gives_the_totals_of_the_file() -> None:
    path = DATA / "shopify_orders_export.csv"
    orders, problems = read(path)
    with path.open(newline="", encoding="utf-8") as file:
        totals = {row["Name"]: int(Decimal(row["Total"]) * 100) for row in csv.DictReader(file) if row["Total"]}
    assert problems == []
    assert {order.name: order.total for order in orders} == totals
    assert sum(len(order.lines) for order in orders) == 121
    assert all(sum(line.total for line in order.lines) == order.subtotal for order in orders)


@needs_data
def test_other_exports_of_shopify_are_named() -> None:
    with pytest.raises(SourceError, match="holds products, not orders"):
        read(DATA / "shopify_products_apparel.csv")


@needs_data
def test_real_retail_file_keeps_its_revenue(tmp_path: Path) -> None:
    with gzip.open(DATA / "online_retail.csv.gz", "rb") as packed:
        lines = [line for number, line in enumerate(packed) if number < 30_000]
    path = tmp_path / "part.csv"
    path.write_bytes(b"".join(lines))
    orders, problems = read(path, RETAIL)
    rows = list(csv.DictReader(line.decode() for line in lines))
    exact = sum((Decimal(row["Quantity"]) * Decimal(row["UnitPrice"]) for row in rows), Decimal(0))
    assert problems == []
    assert sum(order.total for order in orders) == round(exact * 100)
    assert len(orders) == len({row["InvoiceNo"] for row in rows})
    assert sum(len(order.lines) for order in orders) == len(rows)


def mapped(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "file.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_cancellation_invoice_is_an_order_of_its_own_with_a_negative_total(tmp_path: Path) -> None:
    path = mapped(tmp_path, "No,Qty,Price,Who\n1,2,5.00,17850.0\nC2,-1,5.00,17850.0\n")
    orders, _ = read(path, "order=No,quantity=Qty,price=Price,customer_id=Who,currency==GBP")
    assert [(o.name, o.total, o.refunded, o.customer_key) for o in orders] == [
        ("1", 1000, 0, "17850"),
        ("C2", -500, 0, "17850"),
    ]
    assert [o.payment_status for o in orders] == [PaymentStatus.UNKNOWN, PaymentStatus.REFUNDED]


def test_prices_below_a_cent_are_rounded_once_per_order(tmp_path: Path) -> None:
    path = mapped(tmp_path, "No,Qty,Price\n" + "1,1,0.005\n" * 4 + "2,1000,0.001\n3,1,0.004\n")
    orders, _ = read(path, "order=No,quantity=Qty,price=Price,currency==GBP")
    assert [order.total for order in orders] == [2, 100, 0]
    assert all(sum(line.total for line in order.lines) == order.total for order in orders)


def test_total_column_wins_over_the_items(tmp_path: Path) -> None:
    path = mapped(tmp_path, "No,Qty,Price,Sum,Post,Tax\n1,2,5.00,13.90,2.00,1.90\n1,0,5.00,13.90,2.00,1.90\n")
    [order], problems = read(path, "order=No,quantity=Qty,price=Price,total=Sum,shipping=Post,tax=Tax,currency==EUR")
    assert (order.subtotal, order.shipping, order.tax, order.total, problems) == (1000, 200, 190, 1390, [])


def test_rows_of_an_order_come_together_from_anywhere(tmp_path: Path) -> None:
    path = mapped(tmp_path, "No,Item,Sum\n1,a,1.00\n2,b,2.00\n1,c,3.00\n3,d,4.00\n2,e,5.00\n")
    orders, _ = read(path, "order=No,title=Item,line_total=Sum,currency==EUR")
    assert {order.name: order.total for order in orders} == {"1": 400, "2": 700, "3": 400}
    assert {order.name: order.source_lines for order in orders} == {"1": (2, 4), "2": (3, 6), "3": (5,)}


def test_torn_orders_are_whole_when_they_take_several_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "_HELD_ROWS", 10)
    rows = "".join(f"{n % 7},x,1.00\n" for n in range(70))
    orders, _ = read(mapped(tmp_path, "No,Item,Sum\n" + rows), "order=No,title=Item,line_total=Sum,currency==EUR")
    assert sorted((order.name, order.total) for order in orders) == [(str(n), 1000) for n in range(7)]


def test_bad_rows_are_named_by_line_and_the_good_ones_land(tmp_path: Path) -> None:
    path = mapped(
        tmp_path,
        "No,Day,Qty,Price\n1,2026-01-02,1,5.00\n1,2026-01-02,one,5.00\n,2026-01-02,1,1.00\n"
        "2,never,1,1.00\n3,2026-01-03,1,2.00,surplus\n4,2026-01-04,1\n5,2026-01-05,1,7.00\n",
    )
    orders, problems = read(path, "order=No,date=Day,quantity=Qty,price=Price,currency==EUR")
    assert [(order.name, order.total) for order in orders] == [("1", 500), ("5", 700)]
    assert sorted(problem.line for problem in problems) == [3, 4, 5, 6, 7]
    assert all(problem.fatal for problem in problems)


def test_contradiction_within_an_order_is_told_and_the_first_is_kept(tmp_path: Path) -> None:
    path = mapped(tmp_path, "No,Mail,Sum\n1,a@x.example,1.00\n1,b@x.example,1.00\n")
    [order], [problem] = read(path, "order=No,email=Mail,line_total=Sum,currency==EUR")
    assert (order.customer_email, order.total) == ("a@x.example", 200)
    assert (problem.line, problem.fatal) == (3, False)


def test_preamble_and_trailer_are_passed_over(tmp_path: Path) -> None:
    path = mapped(tmp_path, 'sep=;\n"Orders of May";;\n\nNo;Sum;Item\n1;2,50;x\n"1 record downloaded"\n')
    orders, problems = read(path, "order=No,line_total=Sum,title=Item,currency==EUR")
    assert [(order.name, order.total) for order in orders] == [("1", 250)]
    assert [problem.line for problem in problems] == [6]


def test_parcels_are_told_once_each(tmp_path: Path) -> None:
    path = mapped(tmp_path, "No,Sum,By,Track,Out\n1,1.00,DHL,A1,2026-01-02\n1,1.00,DHL,A1,2026-01-02\n1,1.00,DHL,A2,\n")
    [order], _ = read(path, "order=No,line_total=Sum,carrier=By,tracking=Track,shipped=Out,currency==EUR")
    assert [(f.carrier, f.tracking_number, f.shipped_at) for f in order.fulfillments] == [
        ("DHL", "A1", 1767312000),
        ("DHL", "A2", None),
    ]


def test_part_of_a_piece_is_shown_as_one_and_told(tmp_path: Path) -> None:
    path = mapped(tmp_path, "No,Item,Qty,Price\n1,Linen,1.5,10.00\n")
    [order], [problem] = read(path, "order=No,title=Item,quantity=Qty,price=Price,currency==EUR")
    assert (order.lines[0].title, order.lines[0].quantity, order.total) == ("Linen (1.5)", 1, 1500)
    assert not problem.fatal


def test_uncertain_dates_and_amounts_are_questions_that_options_answer(tmp_path: Path) -> None:
    path = mapped(tmp_path, "No;Day;Sum\n1;12/1/2010;1.234\n")
    spec = "order=No,date=Day,line_total=Sum,currency==EUR"
    with pytest.raises(UsageError, match=r"could be 1234 or 1\.234"):
        read(path, spec)
    with pytest.raises(UsageError, match="day/month or month/day"):
        read(path, spec, ReadOptions(decimal=DecimalMark.COMMA))
    [order], _ = read(path, spec, ReadOptions("%d/%m/%Y", "UTC", DecimalMark.COMMA))
    assert (order.placed_at, order.total) == (1263254400, 123400)


def test_unknown_file_is_explained_with_a_mapping_to_start_from(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="its columns are: InvoiceNo, Qty, Unit Price") as caught:
        read(mapped(tmp_path, "InvoiceNo,Qty,Unit Price\n1,1,1\n"))
    assert "--map 'order=InvoiceNo,currency==EUR,quantity=Qty,price=Unit Price'" in caught.value.hint


def test_wrong_column_is_answered_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no column 'Totl'") as caught:
        read(mapped(tmp_path, "No,Total\n1,1\n"), "order=No,total=Totl,currency==EUR")
    assert caught.value.hint == "did you mean 'Total'?"


def test_column_of_a_name_that_occurs_twice_is_named_by_number(tmp_path: Path) -> None:
    path = mapped(tmp_path, "No,Sum,Sum\n1,1.50,2.50\n")
    with pytest.raises(UsageError, match="2 columns are called 'Sum'"):
        read(path, "order=No,total=Sum,currency==EUR")
    [order], _ = read(path, "order=No,total=#3,currency==EUR")
    assert order.total == 250


def test_column_with_a_comma_is_quoted(tmp_path: Path) -> None:
    [order], _ = read(mapped(tmp_path, 'No,"Sum, gross"\n1,1.50\n'), 'order=No,"total=Sum, gross",currency==EUR')
    assert order.total == 150


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ("ordr=No,total=Sum,currency==EUR", "no field 'ordr'"),
        ("order=No,order=Sum,currency==EUR", "mapped twice"),
        ("total=Sum,currency==EUR", "order number is not mapped"),
        ("order=No,total=Sum", "currency is not mapped"),
        ("order=No,currency==EUR", "no amount"),
        ("order=No,shipping=Sum,currency==EUR", "nothing tells what an order costs"),
        ("order=No,price=Sum,tax=Sum,currency==EUR", "may hold|can hold|prices may"),
        ("order=No,price==5,currency==EUR", "one value for all"),
        ("order", "does not say field=column"),
    ],
)
def test_mapping_that_makes_no_sense_is_refused(spec: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        parse_mapping([spec])
