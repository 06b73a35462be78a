"""The values that completion knows are those of the desk."""

from crmtui.db.engine import Engine
from crmtui.db.models import Agent, Customer, Ticket, View
from crmtui.db.orm import transaction
from crmtui.db.query_values import known_values
from crmtui.journal import Actor
from crmtui.query.complete import offers
from crmtui.query.fields import FIELDS


def test_an_empty_desk_has_values_for_every_field_that_asks(engine: Engine) -> None:
    known = known_values(engine.reader)
    assert {field.source for field in FIELDS if field.source} <= set(known)
    assert not any(known.values())


def test_tags_in_use_lately_come_first_and_none_is_missing(engine: Engine, ana: Actor) -> None:
    with transaction():
        for tags in ('["old"]', '["a"]', '["lost", "refund"]', '["lost"]'):
            Ticket.create(subject="", tags=tags, mailbox="hello", created_at=1, updated_at=1, activity_at=1)
        Customer.create(name="x", tags='["vip"]', country="NO", created_at=1, updated_at=1)
        Agent.create(name="gone", active=0)
        View.create(name="Shared", query="tag:lost")
        View.create(name="Own", query="tag:a", owner_id=ana.id)
    known = known_values(engine.reader)
    assert [tag for tag, _ in known["tag"]] == ["lost", "a", "old", "refund"]
    assert known["customer_tag"] == [("vip", "")]
    assert known["agent"] == [("ana", "ana@shop.example")]
    assert known["view"] == [("Shared", "tag:lost")]
    assert offers("tag:", 4, "ticket", known).items[0].text == "lost "
    assert offers("customer.country:", 17, "ticket", known).items[0].text == "NO "
