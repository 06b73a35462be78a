"""The reads of customers: `contacts`, `contact`.

The one rule: plain SQL on the raw reader and our own light modules, as for tickets.
"""

import time

import cysqlite

from crmtui import zones
from crmtui.cli import console
from crmtui.cli.naming import customer_number, me
from crmtui.cli.session import session
from crmtui.customers.book import CustomerPages, rows_by_id
from crmtui.customers.profile import OrderView, Profile, load
from crmtui.text import money, one_line, plural, when

_CONTACTS = (
    console.Column("id", right=True), console.Column("name", flex=True), console.Column("address", flex=True),
    console.Column("company", flex=True), console.Column("orders", right=True, usual="0"),
    console.Column("spent", right=True), console.Column("open", right=True, usual="0"),
    console.Column("tags", flex=True),
)  # fmt: skip


def list_contacts(words: list[str], limit: int, *, ids: bool, as_json: bool) -> None:
    """List customers by name, or those that a query picks."""
    text = " ".join(words).strip()
    with session().reader() as connection:
        if text:
            numbers, total = _picked(connection, text, limit)
        else:
            book = CustomerPages()
            numbers, total = book.ids(connection, limit), book.count(connection)
        if ids:
            if numbers:
                console.say("\n".join(map(str, numbers)))
            return
        rows = rows_by_id(connection, numbers)
    if as_json:
        console.emit_json(rows)
        return
    console.print_table(
        _CONTACTS,
        [
            (
                row.id, row.name, row.email, row.company, row.orders_count,
                money(row.spent, row.currency) if row.currency else "", row.open_tickets, " ".join(row.tags),
            )
            for row in rows
        ],
    )  # fmt: skip
    if total > len(rows):
        console.remark(f"{plural(total - len(rows), 'more customer')}: --limit {total} shows all.")
    elif not rows:
        begins = f" `crmtui contacts '{text}*'` finds what begins so." if text.isalnum() else ""
        console.remark(f"Nobody here.{begins}")


def _picked(connection: cysqlite.Connection, text: str, limit: int) -> tuple[list[int], int]:
    """The customers that a query picks, at most `limit`, and how many there are in all."""
    from crmtui.cli.querying import COUNTED, asked  # late: the book itself needs no language

    found = asked(connection, text, "customer", me(connection))
    numbers = found.ids(connection, limit)
    return numbers, found.count(connection, COUNTED) if len(numbers) == limit else len(numbers)


def show_contact(who: str, *, as_json: bool) -> None:
    """Show one customer: profile, orders, tickets."""
    with session().reader() as connection:
        profile = load(connection, customer_number(connection, who))
    if as_json:
        console.emit_json(profile)
    else:
        _print(profile, int(time.time()))


def _print(profile: Profile, now: int) -> None:
    console.heading(one_line(profile.name) or (profile.emails or ("customer",))[0])
    spent = ", ".join(money(minor, currency) for currency, minor in profile.spent)
    refunds = f", {plural(profile.refunds, 'refund')}" if profile.refunds else ""
    console.print_facts(
        [
            ("id", profile.id),
            ("company", profile.company),
            ("addresses", ", ".join(profile.emails)),
            ("numbers", ", ".join(profile.phones)),
            ("since", when(profile.since, now)),
            ("country", profile.country),
            ("language", profile.locale),
            ("time zone", zones.clock_there(profile.timezone, now)),
            ("tags", " ".join(profile.tags)),
            ("orders", f"{profile.orders_count}{refunds}"),
            ("spent, net", spent),
            ("tickets", f"{profile.tickets_count}, {profile.open_tickets} open"),
            ("note", profile.note),
        ]
    )
    for order in profile.orders:
        _print_order(order, now)
    if profile.tickets:
        console.say()
        columns = (console.Column("ticket", right=True), console.Column("status"), console.Column("last"),
                   console.Column("subject", flex=True))  # fmt: skip
        rows = [(f"#{one.id}", one.status, when(one.at, now), one.subject) for one in profile.tickets]
        console.print_table(columns, rows)


def _print_order(order: OrderView, now: int) -> None:
    states = [money(order.total, order.currency), order.payment_status, order.fulfillment_status]
    if order.placed_at is not None:
        states.insert(0, when(order.placed_at, now))
    if order.cancelled_at is not None:
        states.append(f"cancelled {when(order.cancelled_at, now)}")
    console.say()
    console.heading(f"{one_line(order.name)}  {one_line(', '.join(filter(None, states)))}")
    for line in order.lines:
        console.say(f"   {one_line(f'{line.quantity} x {line.title}')}  {money(line.total, order.currency)}")
    for parcel in order.fulfillments:
        words = (parcel.status, parcel.carrier, parcel.tracking_number, parcel.tracking_url)
        console.say("   " + one_line("parcel " + " ".join(filter(None, words))))
    for refund in order.refunds:
        console.say("   " + one_line(f"refund {money(refund.amount, order.currency)} {refund.reason}"))
