"""A customer's time zone: set, refused, taken back, merged, found."""

import pytest

from crmtui import journal
from crmtui.actions import table
from crmtui.customers.profile import load
from crmtui.db.engine import Engine
from crmtui.db.models import Customer
from crmtui.errors import UsageError
from crmtui.journal import Actor
from crmtui.query.asker import Asker
from crmtui.query.pick import pick
from crmtui.zones import LOCAL

NOW = 1_795_000_000


def customer(name: str, **values: str) -> int:
    return int(Customer.create(name=name, name_key=name.casefold(), created_at=1, updated_at=1, **values).id)


def edit(actor: Actor, row_id: int, **fields: str) -> str:
    return journal.perform(table()["customer.edit"], [row_id], fields, actor, clock=lambda: NOW).message


def test_a_zone_is_kept_as_it_is_spelled_and_can_be_taken_back(engine: Engine, ana: Actor) -> None:
    kari = customer("Kari")
    edit(ana, kari, timezone=" europe/oslo ")
    assert load(engine.reader, kari).timezone == "Europe/Oslo"
    edit(ana, kari, timezone="")
    assert load(engine.reader, kari).timezone == ""
    journal.undo(ana)
    assert load(engine.reader, kari).timezone == "Europe/Oslo"
    journal.undo(ana)
    assert load(engine.reader, kari).timezone == ""


def test_a_zone_that_does_not_exist_changes_nothing(engine: Engine, ana: Actor) -> None:
    kari = customer("Kari", timezone="Europe/Oslo")
    with pytest.raises(UsageError, match='"Lisbon" is not a time zone') as caught:
        edit(ana, kari, timezone="Lisbon", company="Fjord AS")
    assert caught.value.hint == "Is it Europe/Lisbon?"
    row = Customer.get_by_id(kari)
    assert (row.timezone, row.company) == ("Europe/Oslo", "")


def test_who_stays_after_a_merge_gets_the_zone_that_they_lacked(engine: Engine, ana: Actor) -> None:
    gone, stays = customer("Kari N", timezone="Europe/Oslo"), customer("Kari")
    journal.perform(table()["customer.merge"], [gone], {"into": stays}, ana)
    assert load(engine.reader, stays).timezone == "Europe/Oslo"


@pytest.mark.parametrize(
    ("query", "found"),
    [("timezone:Europe/*", [1]), ("timezone:europe/oslo", [1]), ("timezone:none", [2]), ("-zone:any", [2])],
)
def test_customers_are_found_by_their_zone(engine: Engine, query: str, found: list[int]) -> None:
    customer("Kari", timezone="Europe/Oslo")
    customer("Bo")
    assert pick(engine.reader, query, "customer", Asker(None, NOW, LOCAL)).ids(engine.reader) == found
