"""Whom somebody may mean who types part of a name, an address or a company."""

import pytest

from crmtui.customers.addressees import find
from crmtui.db.addressee_sql import candidates
from crmtui.db.engine import Engine
from crmtui.db.fulltext import reindex
from crmtui.db.models import Customer, Identity
from crmtui.db.orm import raw


def person(name: str, *emails: str, company: str = "", contact: int = 0, bounced: int | None = None) -> int:
    made = Customer.create(
        name=name, name_key=(name or emails[0]).casefold(), email=emails[0] if emails else "", company=company,
        last_contact_at=contact or None, created_at=1, updated_at=1,
    )  # fmt: skip
    for email in emails:
        Identity.create(
            customer=made, kind="email", value=email, value_key=email.casefold(), created_at=1, bounced_at=bounced
        )
    reindex(raw(), "customer", [made.id])
    return int(made.id)


def offered(engine: Engine, typed: str) -> list[str]:
    return [one.email for one in find(engine.reader, typed)]


@pytest.fixture
def book(engine: Engine) -> Engine:
    engine.peewee()
    person("Ana Ruiz", "ana@mail.example", "ruiz@work.example", contact=50)
    person("Anders Holm", "holm@fjord.example", company="Fjord Supplies", contact=90)
    person("Bo Anker", "bo@mail.example", contact=10)
    person("", "depot@parcels.example", bounced=5)
    person("No Address")
    return engine


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("an", ["holm@fjord.example", "ana@mail.example", "bo@mail.example"]),
        ("ruiz", ["ruiz@work.example", "ana@mail.example"]),
        ("Ruiz A", ["ana@mail.example"]),
        ("fjord sup", ["holm@fjord.example"]),
        ("depot@", ["depot@parcels.example"]),
        ("work.example", ["ruiz@work.example"]),
        ("a", []),
        ("zz", []),
        ('"%_*', []),
    ],
)
def test_names_words_addresses_and_companies_are_found(book: Engine, typed: str, wanted: list[str]) -> None:
    found = offered(book, typed)
    assert found[: len(wanted)] == wanted
    assert bool(found) == bool(wanted)


def test_addresses_that_bounce_say_so_and_come_last(book: Engine) -> None:
    person("Depot", "depot@other.example")
    found = find(book.reader, "depot")
    assert [(one.email, one.bounced) for one in found] == [
        ("depot@other.example", False), ("depot@parcels.example", True),
    ]  # fmt: skip


def test_no_more_are_looked_at_however_many_there_are(book: Engine) -> None:
    for number in range(60):
        person(f"Maria {number}", f"maria{number}@mail.example")
    assert len(candidates(book.reader, "maria", 20)) <= 60
    assert len(find(book.reader, "maria")) == 8
