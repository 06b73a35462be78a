"""Mail that made no ticket: what the app shows of it, and makes of it."""

from pathlib import Path

import pytest

from crmtui import journal
from crmtui.actions import table
from crmtui.db.engine import Engine
from crmtui.db.models import Customer, Ledger, Ticket
from crmtui.desk.audience import audience
from crmtui.desk.house import house_of
from crmtui.errors import RefusedError
from crmtui.journal import Actor
from crmtui.mail.sources import MailSources
from crmtui.settings import Settings
from crmtui.sync import mail_import
from crmtui.widgets.picker import Picker
from tests.driver import make_tickets, opened_app, seat_agents


@pytest.fixture
def news(engine: Engine, tmp_path: Path) -> None:
    seat_agents()
    make_tickets(2)
    for number, words in enumerate(("Spring", "Do you ship to Norway?")):
        head = f"From: n{number}@news.example\nSubject: Mail {number}\nPrecedence: bulk\n\n{words}\n"
        (tmp_path / f"{number}.eml").write_text(head)
    house = house_of(Settings(tmp_path / "none.toml"))
    mail_import.import_mail(MailSources([tmp_path / "0.eml", tmp_path / "1.eml"]), house)


@pytest.mark.usefixtures("news")
async def test_what_was_set_aside_is_found_read_and_made_a_ticket_and_put_back(engine: Engine) -> None:
    async with opened_app(engine) as ui:
        await ui.press(":")
        await ui.type("ignored")
        await ui.press("enter")
        await ui.until(lambda: isinstance(ui.app.screen, Picker), "the mails")
        await ui.sees("n1@news.example  Mail 1")
        await ui.sees("Do you ship to Norway?")
        # Whole beside the list, which has no room for them.
        await ui.sees("│ n1@news.example  Mail 1")
        await ui.press("enter")
        await ui.said("1 mail taken, on #")
        assert Ticket.select().count() == 3
        await ui.press("app.undo")
        await ui.said("Undid: 1 mail taken")
        assert Ticket.select().count() == 2
        assert [row.state for row in Ledger.select()] == ["ignored", "ignored"]


async def test_nothing_set_aside_is_said(engine: Engine) -> None:
    make_tickets(1)
    async with opened_app(engine) as ui:
        await ui.press(":")
        await ui.type("ignored")
        await ui.press("enter")
        await ui.said("no mail was set aside")


@pytest.mark.usefixtures("news")
def test_a_ticket_that_was_worked_on_since_is_not_taken_back() -> None:
    ana = Actor("agent", 1, "ana")
    journal.perform(table()["mail.take"], [1], {}, ana)
    Ticket.update(subject="Wholesale").where(Ticket.subject == "Mail 0").execute()
    with pytest.raises(RefusedError, match="has changed since"):
        journal.undo(ana)
    assert Ticket.select().count() == 3


def test_who_was_taken_for_a_machine_is_a_customer_who_can_be_answered(engine: Engine, tmp_path: Path) -> None:
    seat_agents()
    head = "From: Ana <ana@mail.example>\nTo: shop@shop.example\nAuto-Submitted: auto-generated\nSubject: Order 5"
    (tmp_path / "a.eml").write_text(f"{head}\n\nWhere is it?\n")
    mail_import.import_mail(MailSources([tmp_path / "a.eml"]), house_of(Settings(tmp_path / "none.toml")))
    journal.perform(table()["mail.take"], [1], {}, Actor("agent", 1, "ana"))
    ticket = Ticket.select().order_by(Ticket.id.desc()).get()
    to, _ = audience(ticket.id, ticket.customer_id, reply_all=False, own=set())
    assert [one.email for one in to] == ["ana@mail.example"]
    assert Customer.get_by_id(ticket.customer_id).name == "Ana"
