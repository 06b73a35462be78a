from collections import Counter
from itertools import pairwise
from random import Random

import pytest

from crmtui.demo.catalogue import DemoOrder, orders, price, products
from crmtui.demo.data import load, wordings
from crmtui.demo.people import DemoCustomer, customers, plain, spammers
from crmtui.demo.scripts import scripts, voice
from crmtui.demo.threads import DemoThread, Stage
from crmtui.desk.liquid import check, paths

NOW = 1_795_000_000
AGENTS = ("Ana", "Ben", "Chloe")


def company(seed: int = 1, tickets: int = 400) -> tuple[list[DemoCustomer], list[DemoOrder], list[DemoThread]]:
    rng = Random(seed)
    people = list(customers(rng, 250, NOW))
    bought = list(orders(rng, people, 900, NOW))
    people += spammers(NOW)
    return people, bought, list(Stage(people, bought, AGENTS, NOW, tickets).threads(rng))


@pytest.fixture(scope="module")
def desk() -> tuple[list[DemoCustomer], list[DemoOrder], list[DemoThread]]:
    return company()


def test_same_seed_gives_the_same_company(desk: object) -> None:
    assert company() == desk
    assert company(seed=2) != desk


def test_desk_has_every_state_and_many_languages(desk: tuple[object, object, list[DemoThread]]) -> None:
    states = Counter(thread.status for thread in desk[2])
    assert set(states) == {"open", "pending", "snoozed", "resolved", "spam", "trash"}
    assert 60 <= states["open"] <= 160
    assert {"en", "de", "fr", "es", "it", "nl", "sv", "pl", "ja", "zh", "ar", "he"} == {t.lang for t in desk[2]}


def test_nothing_happens_in_the_future_but_the_waking_of_what_sleeps(
    desk: tuple[list[DemoCustomer], list[DemoOrder], list[DemoThread]],
) -> None:
    for thread in desk[2]:
        times = [message.at for message in thread.messages]
        assert times == sorted(times)
        assert times[0] == thread.created_at
        assert times[-1] < NOW
        assert (thread.snoozed_until is not None) == (thread.status == "snoozed")
        assert thread.snoozed_until is None or thread.snoozed_until > NOW
    for order in (item.order for item in desk[1]):
        assert order.placed_at is not None
        for parcel in order.fulfillments:
            assert order.placed_at < (parcel.shipped_at or 0) < (parcel.delivered_at or NOW) <= NOW
        assert all(order.placed_at <= (refund.at or 0) <= NOW for refund in order.refunds)


def test_tickets_and_orders_come_oldest_first(
    desk: tuple[list[DemoCustomer], list[DemoOrder], list[DemoThread]],
) -> None:
    assert all(one.created_at <= other.created_at for one, other in pairwise(desk[2]))
    assert all((a.order.placed_at or 0) <= (b.order.placed_at or 0) for a, b in pairwise(desk[1]))


def test_money_of_orders_adds_up(desk: tuple[object, list[DemoOrder], object]) -> None:
    for order in (item.order for item in desk[1]):
        assert order.subtotal == sum(line.total for line in order.lines)
        assert order.total == order.subtotal + order.shipping
        assert order.refunded == sum(refund.amount for refund in order.refunds) <= order.total


def test_mail_names_the_writers_own_order(
    desk: tuple[list[DemoCustomer], list[DemoOrder], list[DemoThread]],
) -> None:
    about = [thread for thread in desk[2] if thread.order >= 0]
    assert len(about) > 200
    for thread in about:
        assert desk[1][thread.order].customer == thread.customer
    named = [t for t in about if desk[1][t.order].order.name in t.subject + t.messages[0].text]
    assert len(named) > 100


def test_every_slot_is_filled_and_every_choice_made(desk: tuple[object, object, list[DemoThread]]) -> None:
    for thread in desk[2]:
        for text in (thread.subject, *(message.text for message in thread.messages)):
            assert "{" not in text
            assert "|" not in text
            assert text.strip()


def test_addresses_and_links_belong_to_nobody(desk: tuple[list[DemoCustomer], list[DemoOrder], object]) -> None:
    addresses = [address for person in desk[0] for address in person.emails]
    assert all(address.isascii() and address.endswith(".example") for address in addresses)
    assert len(set(addresses)) == len(addresses)
    assert all(".example/" in p.tracking_url for item in desk[1] for p in item.order.fulfillments)


def test_scripts_know_their_language_and_carry_only_known_files() -> None:
    assert len(scripts()) >= 60
    for script in scripts():
        assert voice(script.lang).hi
        assert script.lines[0].who == "c"
        assert {line.file for line in script.lines} <= {
            *("", "photo", "label", "invoice", "receipt", "pricelist", "screenshot")
        }


def test_templates_are_sound() -> None:
    templates = load("templates")["template"]
    assert len(templates) >= 16
    assert {t["folder"] for t in templates} == {"Orders", "Returns", "Refunds", "Product", "General"}
    for template in templates:
        assert check(template["body"]) == (), template["name"]
        assert check(template.get("subject", "")) == ()
        assert paths(template["body"])


def test_wordings_are_written_out() -> None:
    assert wordings("a <b|c> d<|!>") == ("a b d", "a b d!", "a c d", "a c d!")
    assert wordings(">> x <<") == (">> x <<",)


def test_names_become_plain_addresses() -> None:
    assert [plain(name) for name in ("Łukasz", "Jürgen", "O'Brien", "Åsa", "Çığ")] == [
        *("lukasz", "jurgen", "obrien", "asa", "cig")
    ]


def test_prices_are_round_in_every_currency() -> None:
    assert [price(6400, currency) for currency in ("EUR", "GBP", "SEK", "JPY")] == [6400, 5500, 72000, 10430]
    assert len(products()) >= 60


def test_a_big_desk_has_short_conversations() -> None:
    people, bought, _ = company(tickets=1)
    threads = list(Stage(people, bought, AGENTS, NOW, 3000).threads(Random(3)))
    assert max(len(thread.messages) for thread in threads) <= 3
    assert len(threads) == 3000
