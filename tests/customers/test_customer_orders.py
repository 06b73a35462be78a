"""Orders in the customer book: twice changes nothing, owners are found, sums stay right."""

from dataclasses import replace
from pathlib import Path

import pytest

from crmtui.customers import orders
from crmtui.customers.profile import load
from crmtui.db.engine import Engine
from crmtui.shop.mapping import parse_mapping
from crmtui.shop.order import Fulfilment, OrderLine, PaymentStatus, Refund, ShopOrder
from crmtui.sync.order_import import ImportReport, ImportRequest, import_orders

NOW = 1_800_000_000


def order(number: int = 1, **fields: object) -> ShopOrder:
    plain = ShopOrder(
        shop="shop", external_id=str(number), name=f"#{1000 + number}", placed_at=NOW - 1000 + number, currency="EUR",
        customer_email="ana@example.com", customer_name="Ana Ruiz", total=5000, subtotal=5000, country="ES",
        payment_status=PaymentStatus.PAID, lines=(OrderLine("SKU", "Shirt", 2, 2500, 0, 5000),),
    )  # fmt: skip
    return replace(plain, **fields)  # type: ignore[arg-type]


def customers(engine: Engine) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = engine.reader.execute(
        "SELECT name, email, orders_count, spent, currency, last_order_at FROM customer ORDER BY id"
    ).fetchall()
    return rows


def test_twice_changes_nothing(engine: Engine) -> None:
    first = orders.store([order(1), order(2)], at=NOW)
    version = engine.reader.execute("SELECT id, version FROM customer").fetchall()
    second = orders.store([order(1), order(2)], at=NOW + 5)
    assert (first.made, first.customers, second.made, second.changed, second.unchanged) == (2, 1, 0, 0, 2)
    assert engine.reader.execute("SELECT id, version FROM customer").fetchall() == version
    assert engine.reader.execute_scalar("SELECT count(*) FROM order_line") == 2
    assert engine.reader.execute_scalar("SELECT count(*) FROM gesture") == 1


def test_changed_order_replaces_its_parts_and_tells_the_journal(engine: Engine) -> None:
    orders.store([order(1)], at=NOW)
    sent = order(
        1, refunded=500, payment_status=PaymentStatus.PARTIALLY_REFUNDED, updated_at=NOW + 7,
        fulfillments=(Fulfilment("shipped", "DHL", "A1", shipped_at=NOW),), refunds=(Refund("r1", NOW, 500, "late"),),
    )  # fmt: skip
    done = orders.store([sent], at=NOW + 10)
    assert (done.made, done.changed) == (0, 1)
    profile = load(engine.reader, 1)
    assert profile.spent == (("EUR", 4500),)
    assert (profile.refunds, len(profile.orders), len(profile.orders[0].lines)) == (1, 1, 1)
    assert profile.orders[0].fulfillments[0].tracking_number == "A1"
    assert profile.orders[0].refunds[0].amount == 500
    assert engine.reader.execute_scalar("SELECT updated_at FROM shop_order") == NOW + 7
    assert engine.reader.execute_scalar(
        "SELECT count(*) FROM change WHERE record = 'shop_order' AND field = 'refunded'"
    )


def test_addresses_find_their_customer_whatever_their_case(engine: Engine) -> None:
    orders.store([order(1), order(2, customer_email="ANA@Example.com", customer_name="")], at=NOW)
    assert customers(engine) == [("Ana Ruiz", "ana@example.com", 2, 10000, "EUR", NOW - 998)]


def test_shop_number_stands_in_for_an_address(engine: Engine) -> None:
    keyed = order(1, customer_email="", customer_name="", customer_key="17850")
    orders.store([keyed, replace(keyed, external_id="2")], at=NOW)
    assert [row[:3] for row in customers(engine)] == [("Customer 17850", "", 2)]
    other_shop = replace(keyed, shop="other")
    orders.store([other_shop], at=NOW)
    assert len(customers(engine)) == 2


def test_number_and_address_on_one_order_belong_to_one_customer(engine: Engine) -> None:
    orders.store([order(1, customer_key="7")], at=NOW)
    orders.store([order(2, customer_email="", customer_name="", customer_key="7")], at=NOW)
    assert [row[1:3] for row in customers(engine)] == [("ana@example.com", 2)]


@pytest.mark.parametrize("email", ["", "n/a", "ana@", "@x", "a@b@c"])
def test_order_of_nobody_is_kept_without_a_customer(engine: Engine, email: str) -> None:
    done = orders.store([order(1, customer_email=email)], at=NOW)
    assert (done.ownerless, customers(engine)) == (1, [])
    assert engine.reader.execute_scalar("SELECT count(*) FROM shop_order") == 1


def test_cancelled_and_voided_orders_are_not_spent(engine: Engine) -> None:
    orders.store(
        [order(1), order(2, cancelled_at=NOW), order(3, payment_status=PaymentStatus.VOIDED), order(4, total=-1500)],
        at=NOW,
    )
    assert customers(engine)[0][2:] == (1, 3500, "EUR", NOW - 999)


def test_money_of_several_currencies_is_never_added_up(engine: Engine) -> None:
    orders.store([order(1), order(2), order(3, currency="GBP", total=900)], at=NOW)
    assert customers(engine)[0][2:5] == (3, 10000, "EUR")
    assert load(engine.reader, 1).spent == (("EUR", 10000), ("GBP", 900))


def test_blank_facts_are_filled_and_words_of_people_stay(engine: Engine) -> None:
    orders.store([order(1, customer_name="", country="")], at=NOW)
    assert customers(engine)[0][0] == ""
    orders.store([order(2, customer_phone="+34600")], at=NOW)
    orders.store([order(3, customer_name="A. Other", country="PT")], at=NOW)
    row = engine.reader.execute_one("SELECT name, name_key, country, phone FROM customer")
    assert row == ("Ana Ruiz", "ana ruiz", "ES", "+34600")


def test_order_moves_when_its_address_changes_and_both_sums_follow(engine: Engine) -> None:
    orders.store([order(1), order(2)], at=NOW)
    orders.store([order(2, customer_email="bo@example.com", customer_name="Bo")], at=NOW)
    assert [row[:4] for row in customers(engine)] == [
        ("Ana Ruiz", "ana@example.com", 1, 5000),
        ("Bo", "bo@example.com", 1, 5000),
    ]


def test_text_that_no_database_takes_is_repaired(engine: Engine) -> None:
    done = orders.store([order(1, note="a\0b\ud800", customer_name="Zo\0e")], at=NOW)
    assert done.made == 1
    assert "\0" not in engine.reader.execute_scalar("SELECT note FROM shop_order")


def request_of(tmp_path: Path, text: str) -> ImportRequest:
    path = tmp_path / "orders.csv"
    path.write_text(text, encoding="utf-8")
    mapping = parse_mapping(["order=No,email=Mail,quantity=Qty,price=Price,currency==EUR"])
    return ImportRequest((path,), mapping=mapping)


CSV = "No,Mail,Qty,Price\n1,a@x.example,2,2.50\n1,a@x.example,1,1.00\n2,b@x.example,x,1\n3,,1,4.00\n"


def sums(report: ImportReport) -> tuple[object, ...]:
    return (report.made, report.changed, report.unchanged, report.rows, report.rows_left_out, report.money["EUR"].net)


def test_import_reports_what_it_did_and_its_rows_add_up(engine: Engine, tmp_path: Path) -> None:
    request = request_of(tmp_path, CSV)
    assert sums(import_orders(request)) == (2, 0, 0, 3, 1, 1000)
    again = import_orders(request)
    assert sums(again) == (0, 0, 2, 3, 1, 1000)
    assert [(found.file, found.problem.line) for found in again.problems] == [("orders.csv", 4)]
    assert engine.reader.execute_scalar("SELECT sum(total - refunded) FROM shop_order") == 1000


def test_dry_run_tells_the_same_and_does_nothing(engine: Engine, tmp_path: Path) -> None:
    request = request_of(tmp_path, CSV)
    dry = import_orders(request, dry_run=engine.reader)
    assert sums(dry) == (2, 0, 0, 3, 1, 1000)
    assert dry.customers is None
    assert engine.reader.execute_scalar("SELECT count(*) FROM shop_order") == 0
    assert sums(import_orders(request)) == sums(dry)
    assert sums(import_orders(request, dry_run=engine.reader)) == (0, 0, 2, 3, 1, 1000)


def test_real_shopify_totals_arrive(engine: Engine, real_data: Path) -> None:
    report = import_orders(ImportRequest((real_data / "shop" / "shopify_orders_export.csv",)))
    assert (report.made, report.rows_left_out, report.money["INR"].total) == (51, 0, 59068329)
    assert engine.reader.execute_scalar("SELECT sum(total) FROM shop_order") == 59068329


@pytest.mark.slow
def test_real_retail_revenue_arrives_to_the_penny(engine: Engine, real_data: Path) -> None:
    mapping = parse_mapping([
        "order=InvoiceNo,date=InvoiceDate,sku=StockCode,title=Description,quantity=Quantity,price=UnitPrice,"
        "customer_id=CustomerID,country=Country,currency==GBP"
    ])  # fmt: skip
    report = import_orders(ImportRequest((real_data / "shop" / "online_retail.csv.gz",), mapping=mapping))
    assert (report.made, report.rows, report.customers, report.rows_left_out) == (25900, 541909, 4372, 0)
    assert report.money["GBP"].net == 974774793
    assert engine.reader.execute_scalar("SELECT sum(total - refunded) FROM shop_order") == 974774793
    spent = engine.reader.execute_scalar("SELECT sum(spent) FROM customer")
    theirs = "SELECT sum(total - refunded) FROM shop_order WHERE customer_id IS NOT NULL"
    assert spent == engine.reader.execute_scalar(theirs)
