"""Finding customers by their addresses, on a real database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crmtui.db import fulltext
from crmtui.db.engine import opened
from crmtui.db.models import Customer, Identity
from crmtui.db.orm import raw, transaction
from crmtui.db.people import ensure_customers


@pytest.fixture(autouse=True)
def desk(tmp_path: Path) -> Iterator[None]:
    with opened(tmp_path / "desk.db"):
        yield


def ensure(*people: tuple[str, str]) -> tuple[dict[str, int], list[int]]:
    with transaction():
        return ensure_customers(raw(), people, 1000)


def test_a_new_address_makes_a_customer_that_search_finds():
    ids, made = ensure(("Ana@Example.com", "Ana Ruiz"))
    assert made == [ids["ana@example.com"]]
    customer = Customer.get_by_id(made[0])
    assert (customer.name, customer.name_key, customer.email) == ("Ana Ruiz", "ana ruiz", "Ana@Example.com")
    assert fulltext.find_customers(raw(), "ruiz") == made
    assert fulltext.find_customers(raw(), "ana@example.com") == made


def test_the_same_address_in_another_case_is_the_same_customer():
    ids, _ = ensure(("ana@example.com", ""))
    again, made = ensure(("ANA@example.com", "Ana"), ("bob@example.com", "Bob"))
    assert again["ana@example.com"] == ids["ana@example.com"]
    assert made == [again["bob@example.com"]]


def test_one_batch_with_an_address_twice_makes_one_customer_with_the_first_name():
    ids, made = ensure(("ana@example.com", ""), ("Ana@example.com", "Ana"), ("ana@example.com", "Anita"))
    assert len(made) == 1 == len(ids)
    assert Customer.get_by_id(made[0]).name == "Ana"


def test_an_address_of_a_merged_customer_leads_to_the_living_one():
    ids, _ = ensure(("a@example.com", ""), ("b@example.com", ""), ("c@example.com", ""))
    first, second, third = ids.values()
    Customer.update(merged_into=second).where(Customer.id == first).execute()
    Customer.update(merged_into=third).where(Customer.id == second).execute()
    assert ensure(("a@example.com", ""))[0] == {"a@example.com": third}


def test_a_thousand_people_at_once():
    ids, made = ensure(*((f"p{n}@example.com", f"P {n}") for n in range(1200)))
    assert len(ids) == len(made) == 1200 == Identity.select().count()
