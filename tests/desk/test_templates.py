import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from crmtui import actions, journal
from crmtui.actions import table
from crmtui.db.engine import Engine, opened
from crmtui.db.models import Customer, Fulfillment, Message, OrderLine, Refund, ShopOrder, Template, Ticket
from crmtui.db.orm import raw
from crmtui.desk import templates
from crmtui.desk.first_name import first_name
from crmtui.desk.templates import Scene, find, get, insert, list_templates, render_for, scene_of
from crmtui.errors import ConflictError, NotFoundError, RefusedError, TemplateError, UsageError
from crmtui.journal import Actor
from crmtui.settings import Mailbox, Settings, Shop

AT = 1_795_000_000
HOUSE = Settings(
    Path("/nowhere"), shop=Shop("Fjord & Linden", "https://shop.example", locale="fr"),
    mailboxes=(Mailbox("hello", "hello@shop.example"),),
)  # fmt: skip


def customer(name: str = "Jide Okafor", **more: object) -> int:
    values = {"email": "jide@okafor.example", "locale": "de-DE", "timezone": "Europe/Berlin", "orders_count": 2}
    return int(Customer.create(name=name, created_at=AT, updated_at=AT, **(values | more)).id)


def order(owner: int, name: str = "#5527", placed: int = AT - 86_400, **more: object) -> int:
    row = ShopOrder.create(
        shop="s", external_id=name, name=name, name_key=name.lstrip("#"), customer=owner, placed_at=placed,
        currency="EUR", total=8400, subtotal=6400, shipping=2000, payment_status="paid",
        fulfillment_status="fulfilled", imported_at=AT, **more,
    )  # fmt: skip
    OrderLine.create(
        order=row, position=0, title="Linen shirt L", sku="LIN-SH-L", quantity=1, unit_price=6400, total=6400
    )
    return int(row.id)


def ticket(owner: int | None, subject: str = "Where is it?", text: str = "") -> int:
    row = Ticket.create(
        subject=subject, customer=owner, created_at=AT, updated_at=AT, activity_at=AT, tags=json.dumps(["wismo"])
    )
    Message.create(ticket=row, direction="in", at=AT, created_at=AT, subject=subject, text=text)
    return int(row.id)


def template(body: str, name: str = "T", folder: str = "F", subject: str = "") -> int:
    row = Template.create(folder=folder, name=name, body=body, subject=subject, created_at=AT, updated_at=AT)
    return int(row.id)


def scene(ticket_id: int, agent: int | None = None, **more: int) -> Scene:
    return scene_of(raw(), ticket_id, agent, settings=HOUSE, now=AT, **more)


def said(body: str, ticket_id: int, agent: int | None = None, **more: int) -> str:
    return templates.draft(body, scene(ticket_id, agent, **more)).text


def do(actor: Actor, action: str, ids: tuple[int, ...] = (), **params: object) -> journal.Outcome:
    return journal.perform(table()[action], ids, params, actor, clock=lambda: AT + 5)


def test_letter_names_the_order_and_its_parcel_in_the_customers_language(engine: Engine, ana: Actor) -> None:
    owner = customer()
    Fulfillment.create(
        order=order(owner), position=0, carrier="DHL", tracking_number="0034", tracking_url="https://t.example/0034",
        shipped_at=AT,
    )  # fmt: skip
    body = "Hi {{ customer.first_name }}, {{ order.name }} ({{ order.total }}) left "
    body += "{{ order.shipped_at | date: 'long' }}: "
    body += "{{ order.carrier }} {{ order.tracking_number }}. {{ agent.first_name }}, {{ shop.name }}, {{ shop.email }}"
    made = insert(raw(), template(body), scene(ticket(owner), ana.id))
    assert made.text == (
        "Hi Jide, #5527 (84,00\xa0€) left 18. November 2026: DHL 0034. ana, Fjord & Linden, hello@shop.example"
    )
    assert made.gaps == ()


def test_order_that_the_mail_names_comes_before_the_latest(engine: Engine) -> None:
    owner = customer()
    order(owner, "#4001", AT - 90 * 86_400)
    order(owner, "#4002", AT - 86_400)
    about = ticket(owner, text="my order #4001 is broken")
    assert said("{{ order.name }}", about) == "#4001"
    assert said("{{ order.name }}", ticket(owner)) == "#4002"


def test_what_is_missing_stays_as_a_gap(engine: Engine) -> None:
    owner = customer()
    order(owner)
    made = insert(
        raw(), template("No. {{ order.tracking_number }}\n", subject="{{ order.carrier }}!"), scene(ticket(owner))
    )
    assert made.text == "No. {{ order.tracking_number }}"
    assert [(gap.path, gap.line, gap.column, gap.why) for gap in made.gaps] == [
        ("order.tracking_number", 0, 4, "this order has no shipment yet")
    ]
    assert made.subject == ""


def test_refund_of_nothing_is_a_gap_and_a_real_one_is_not(engine: Engine) -> None:
    owner = customer()
    first = order(owner)
    assert "{{" in said("{{ order.refunded }}", ticket(owner))
    ShopOrder.update(refunded=500).where(ShopOrder.id == first).execute()
    Refund.create(order=first, at=AT, amount=500)
    assert said("{{ order.refunded }} {{ order.refunded_at }}", ticket(owner)) == "5,00\xa0€ 18.11.2026"


def test_ticket_without_customer_or_order(engine: Engine) -> None:
    assert said("{{ ticket.subject }} {% if customer %}x{% endif %}{{ order.name }}", ticket(None)) == (
        "Where is it? {{ order.name }}"
    )
    assert scene(ticket(None)).locale == "fr"


def test_desks_own_facts_stand_in_for_missing_settings(engine: Engine) -> None:
    raw().execute("INSERT INTO meta VALUES ('shop_name', 'Linden'), ('shop_email', 'x@y.example')")
    bare = scene_of(raw(), ticket(None), None, settings=Settings(Path("/nowhere")), now=AT)
    assert bare.context["shop"] == {"name": "Linden", "url": "", "email": "x@y.example"}
    assert (bare.locale, bare.timezone) == ("en", "")


def test_reader_lane_can_look_at_it(tmp_path: Path) -> None:
    with opened(tmp_path / "desk.db") as engine:
        owner = customer()
        made, about = template("{{ customer.name }}"), ticket(owner)
        there = scene_of(engine.reader, about, None, settings=HOUSE)
        assert insert(engine.reader, made, there).text == "Jide Okafor"


def test_ticket_that_is_not_there_is_told(engine: Engine) -> None:
    with pytest.raises(NotFoundError):
        scene(4711)
    with pytest.raises(NotFoundError):
        render_for(4711, ticket(None), None, settings=HOUSE)


def test_broken_template_says_which_and_where(engine: Engine) -> None:
    with pytest.raises(TemplateError) as caught:
        render_for(template("a\n{{ nope }}"), ticket(None), None, settings=HOUSE)
    assert caught.value.message == "template F/T: there is no field nope"
    assert (caught.value.line, caught.value.column) == (1, 3)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Jide Okafor", "Jide"), ("Okafor, Jide", "Jide"), ("Dr. Jide Okafor", "Jide"), ("Frau Dr. Anna Weber", "Anna"),
        ("JIDE OKAFOR", "Jide"), ("山田 陽菜", "陽菜"), ("王俊傑", ""), ("ليلى سالم", "ليلى"),
        ("Jean-Luc Petit", "Jean-Luc"),
        ("", ""), ("   ", ""), ("jide@okafor.example", ""), ("Moller GmbH", ""), ("J. Okafor", ""), ("Mr", ""),
        ("Support Team", ""), ("Cher", "Cher"), ("Agent 007", ""), ("李 小龍", "小龍"), ("김 민준", "민준"),
    ],
)  # fmt: skip
def test_first_names(name: str, first: str) -> None:
    assert first_name(name) == first


def test_new_edit_copy_delete_and_back_again(engine: Engine, ana: Actor) -> None:
    made = do(ana, "template.new", name="Late", folder="Orders", body="Hi {{ customer.name }}")
    assert made.message == "Orders/Late made"
    assert made.created is not None
    do(ana, "template.edit", (made.created,), body="Hello {{ customer.name }}", folder="Mail")
    assert do(ana, "template.copy", (made.created,)).message == "Mail/Late copy made"
    assert do(ana, "template.copy", (made.created,)).message == "Mail/Late copy 2 made"
    do(ana, "template.delete", (made.created,))
    assert [row.name for row in list_templates(raw())] == ["Late copy", "Late copy 2"]
    journal.undo(ana)
    assert get(raw(), made.created).body == "Hello {{ customer.name }}"
    for _ in range(3):
        journal.undo(ana)
    assert get(raw(), made.created).title == "Orders/Late"
    journal.undo(ana)
    assert list_templates(raw()) == []


def test_template_that_would_not_render_is_not_kept(engine: Engine, ana: Actor) -> None:
    with pytest.raises(TemplateError) as caught:
        do(ana, "template.new", name="Bad", body="Hi\n{{ customer.nam }}")
    assert (caught.value.line, caught.value.column) == (1, 3)
    made = do(ana, "template.new", name="Good", body="Hi")
    assert made.created
    with pytest.raises(TemplateError):
        do(ana, "template.edit", (made.created,), body="{% if %}")
    with pytest.raises(TemplateError):
        do(ana, "template.edit", (made.created,), subject="{{ nope }}")
    assert get(raw(), made.created).body == "Hi"


@pytest.mark.parametrize("name", ["", "  \n ", "x" * 121])
def test_name_must_be_one(engine: Engine, ana: Actor, name: str) -> None:
    with pytest.raises(UsageError):
        do(ana, "template.new", name=name, body="x")


def test_two_of_one_name_in_a_folder_are_refused(engine: Engine, ana: Actor) -> None:
    do(ana, "template.new", name="Late", folder="Orders", body="a")
    with pytest.raises(RefusedError):
        do(ana, "template.new", name=" late ", folder="orders", body="b")
    other = do(ana, "template.new", name="Late", folder="Returns", body="b")
    assert other.created
    with pytest.raises(RefusedError):
        do(ana, "template.edit", (other.created,), folder="Orders")
    do(ana, "template.edit", (other.created,), name="LATE")


def test_edit_of_what_changed_under_you_is_refused(engine: Engine, ana: Actor) -> None:
    made = template("x")
    do(ana, "template.edit", (made,), body="y")
    with pytest.raises(ConflictError):
        journal.perform(table()["template.edit"], (made,), {"body": "z"}, ana, seen={made: 1})


def test_several_are_deleted_as_one_act(engine: Engine, ana: Actor) -> None:
    ids = tuple(template("x", str(number)) for number in range(3))
    assert do(ana, "template.delete", ids).message == "3 templates deleted"
    journal.undo(ana)
    assert len(list_templates(raw())) == 3


def test_find_by_id_name_or_path(engine: Engine) -> None:
    late, other = template("x", "Late", "Orders"), template("x", "Late", "Returns")
    only = template("x", "Only", "")
    assert [find(late), find(str(late)), find("orders/LATE"), find("only")] == [late, late, late, only]
    assert find("Returns/Late") == other
    with pytest.raises(NotFoundError, match="several"):
        find("late")
    with pytest.raises(NotFoundError) as caught:
        find("onlly")
    assert "only" in caught.value.hint


def test_uses_are_counted_without_a_new_version(engine: Engine) -> None:
    made = template("x")
    templates.count_uses([made, made], AT)
    row = get(raw(), made)
    assert (row.uses, row.last_used_at, row.version) == (2, AT, 1)


def test_folders_come_in_order_and_the_loose_ones_last(engine: Engine) -> None:
    for folder, name in (("", "z"), ("b", "B"), ("a", "y"), ("B", "a")):
        template("x", name, folder)
    assert [row.title for row in list_templates(raw())] == ["a/y", "B/a", "b/B", "z"]


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    yield
    assert actions.table() is table()
