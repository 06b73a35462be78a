"""The main job from end to end, on a demo desk in a real 80x24 terminal: answer, resolve many, merge, and a kill.

Each part begins in the inbox and ends with what the desk and the outside have to show for it.
"""

import email
import email.policy
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crmtui.db.engine import opened
from crmtui.db.models import Customer, Draft, Message, ShopOrder, Ticket
from crmtui.db.orm import raw
from tests.servers import running_smtp
from tests.terminal import CRMTUI, Terminal, forbidden
from tests.waiting import until

CONFIG = """\
agent = "Ana Ruiz"
[[mailboxes]]
name = "support"
address = "support@fjord-linden.example"
display_name = "Fjord & Linden – Grüße 日本"
smtp = {{ host = "127.0.0.1", port = {port}, security = "none" }}
[ui]
undo_window = 3
"""

# A mail to Ana that names an order with a parcel on its way.
ASKED = """
    SELECT t.id, o.name, f.tracking_number, m.message_id, m.author_email FROM ticket t
    JOIN message m ON m.ticket_id = t.id JOIN shop_order o ON o.customer_id = t.customer_id
    JOIN fulfillment f ON f.order_id = o.id JOIN agent a ON a.id = t.assignee_id
    WHERE a.name = 'Ana Ruiz' AND t.status = 'open' AND m.direction = 'in' AND m.message_id <> ''
    AND f.tracking_number <> '' AND instr(m.text, o.name) > 0
    AND (SELECT count(*) FROM message WHERE ticket_id = t.id) = 1
    AND (SELECT count(*) FROM fulfillment WHERE order_id = o.id) = 1 ORDER BY t.id DESC LIMIT 1
"""


@dataclass(frozen=True)
class Asked:
    """A question and its right answer."""

    ticket: int
    order: str
    tracking: str
    message_id: str
    address: str


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Path]:
    """A demo company, as the command makes it."""
    path = tmp_path / "demo.db"
    subprocess.run([CRMTUI, "demo", "--no-open", "--db", str(path)], check=True, capture_output=True, timeout=120)
    with opened(path):
        yield path


def test_the_main_job(desk: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    with running_smtp() as server:
        config.write_text(CONFIG.format(port=server.port))
        with Terminal([CRMTUI, "--db", str(desk), "--config", str(config)], (80, 24)) as app:
            app.until(r"Mine \d+ +Unassigned").until("1 of ")
            asked = Asked(*raw().execute(ASKED).fetchone())
            answer(app, asked)
            resolve_fifty_and_take_it_back(app)
            merge_two_and_take_it_back(app)
            write_until_killed(app, asked)
            assert forbidden(bytes(app.raw)) == []
        [mail] = server.accepted()
        check_mail(mail.raw, mail.recipients, asked)
        with Terminal([CRMTUI, "--db", str(desk), "--config", str(config)], (80, 24)) as app:
            find_the_draft(app, asked)
            app.press("ctrl+q")
            assert app.wait() == 0


def open_ticket(app: Terminal, ticket: int) -> None:
    """From the inbox, by its number; the view of all tickets is the last one."""
    app.press("[").until("<").until(r"1 of \d{3}")
    app.press("/").until("words, a name").press(f"#{ticket}").until("1 of 1 ").press("enter", "enter")
    app.until(r"message 1 of|message 2 of")


def back_to_the_inbox(app: Terminal) -> None:
    app.press("esc").until("1 of 1 ").press("esc").until(r"of \d{3} ")


def answer(app: Terminal, asked: Asked) -> None:
    open_ticket(app, asked.ticket)
    app.until(re.escape(asked.order)).press("r").until("reply to ")
    app.press("ctrl+t").until("type to filter").press("where is my").until(r">  Where is my order")
    app.until(re.escape(asked.tracking)).press("enter").until(re.escape(asked.tracking))
    app.press("ctrl+s").until(r"sending in \d+ s . z undoes").until(f"reply to #{asked.ticket}: sent")
    assert Ticket.get_by_id(asked.ticket).status == "pending"
    back_to_the_inbox(app)


def check_mail(mail: bytes, recipients: tuple[str, ...], asked: Asked) -> None:
    read = email.message_from_bytes(mail, policy=email.policy.default)
    assert recipients == (asked.address,)
    assert read["In-Reply-To"] == f"<{asked.message_id}>"
    assert f"<{asked.message_id}>" in read["References"]
    assert read["From"].addresses[0].display_name == "Fjord & Linden – Grüße 日本"
    mail.split(b"\r\n\r\n")[0].decode("ascii")
    for kind in ("plain", "html"):
        text = read.get_body((kind,)).get_content()  # type: ignore[union-attr]
        assert asked.order in text, kind
        assert asked.tracking in text, kind


def resolve_fifty_and_take_it_back(app: Terminal) -> None:
    before = states()
    count = sum(state in ("open", "pending") for state in before.values())
    # From All around the corner to Mine, Unassigned, All open.
    app.press("]", "]", "]").until(f" of {count} ")
    app.press("g", "v", "j" * 49, "v").until("50 marked").press("e").until("Resolve: 50 tickets").press("enter")
    app.until("50 resolved . z undoes")
    now = states()
    assert sum(now[ticket] != state for ticket, state in before.items()) == 50
    app.press("z").until("Undid: 50 resolved").until(f" of {count} ")
    assert states() == before


def states() -> dict[int, str]:
    return {row.id: row.status for row in Ticket.select()}


def merge_two_and_take_it_back(app: Terminal) -> None:
    before = owners()
    app.press("2").until(r"1 of \d+").press("/", "amelia").until("1 of [2-9]").press("enter", "x", "x").until(
        "2 marked"
    )
    app.press("m").until("Who stays").press("enter").until("y yes").press("y").until("merged into Amelia")
    assert Customer.select().where(Customer.merged_into.is_null(False)).count() == 1
    assert owners() != before
    app.press("z").until("Undid: merged into")
    assert owners() == before
    app.press("1").until("Unassigned|All open")


def owners() -> list[tuple[int, ...]]:
    """Who has which order, ticket and message, and who was merged into whom."""
    rows = [model.select(model.id, model.customer).order_by(model.id) for model in (ShopOrder, Ticket, Message)]
    rows.append(Customer.select(Customer.id, Customer.merged_into).order_by(Customer.id))
    return [row for query in rows for row in query.tuples()]


def write_until_killed(app: Terminal, asked: Asked) -> None:
    app.press("/").until("words, a name").press(f"#{asked.ticket}").until("1 of 1 ").press("enter", "enter")
    app.until("message [23] of").press("r").until("reply to ").press("I forgot to say that").until("draft saved")
    # "draft saved" may speak of the first words.
    assert until(lambda: any("to say that" in draft.text for draft in Draft.select()))
    app.kill()
    assert Draft.select().count() == 1


def find_the_draft(app: Terminal, asked: Asked) -> None:
    app.until("1 of ")
    open_ticket(app, asked.ticket)
    app.until("there is a draft").press("r").until("I forgot to say that")
