"""A small desk whose every text is hostile, and a shell to ask it in."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from crmtui.__main__ import main
from crmtui.db.engine import opened
from crmtui.db.models import Agent, Customer, Identity, Message, ShopOrder, Template, Ticket
from crmtui.journal import SYSTEM, recording

HOSTILE = (
    "\x1b]52;c;aGk=\x07\x1b[31mred\x9b31m\x9d0;t\x9c\x90q\x9c\u202eevil\u2066 \ud800 [@click=app.quit]x[/] \x00\x7f\r\b"
)
AT = 1_790_000_000


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    code: int
    out: str
    err: str


Shell = Callable[..., Answer]


def fill(path: Path) -> Path:
    hostile = HOSTILE.replace("\ud800", "")  # no database takes a lone surrogate
    with opened(path), recording(SYSTEM, "seed", "seed", at=AT, undoable=False) as act:
        ana = act.insert(Agent, name="ana", email="ana@shop.example", os_user="nobody-else", role="owner")
        act.insert(Agent, name=f"bo{hostile}", email="bo@shop.example", os_user="")
        eve = act.insert(Customer, name=f"Eve {hostile}", name_key="eve", email=f"eve@x.example{hostile}",
                         company=hostile, note=hostile, tags='["vip"]', created_at=AT, updated_at=AT)  # fmt: skip
        act.insert(
            Identity, customer_id=eve, kind="email", value="eve@x.example", value_key="eve@x.example", created_at=AT
        )
        act.insert(
            ShopOrder, shop="s", external_id="1", name=f"#5{hostile}", name_key="5", customer_id=eve, placed_at=AT,
            currency="EUR", total=1234, payment_status=f"paid{hostile}", fulfillment_status="x", imported_at=AT,
        )  # fmt: skip
        for number in range(5):
            ticket = act.insert(
                Ticket, subject=f"Parcel {number} {hostile}", customer_id=eve, created_at=AT, updated_at=AT,
                activity_at=AT - number * 3600, waiting_since=AT - 60, tags='["a\\u001b[2J"]',
                assignee_id=ana if number < 2 else None, snippet=hostile,
            )  # fmt: skip
            act.insert(
                Message, ticket_id=ticket, kind="mail", direction="in", at=AT, created_at=AT, problems=hostile,
                text=f"Where is it? {hostile}\n-- ana, today\nline\u2028two", quoted=f"> {hostile}\n> b", stranger=1,
                author_name=f"Eve{hostile}", author_email="eve@x.example" + (hostile if number > 1 else ""),
                automatic=hostile, subject=hostile, signature=hostile, customer_id=eve,
                message_id=f"<{number}@x.example>",
            )  # fmt: skip
        act.insert(Template, folder=f"f{hostile}", name=f"Late{hostile}", subject=hostile, body=hostile,
                   created_at=AT, updated_at=AT)  # fmt: skip
        act.insert(Template, folder="shipping", name="On its way", subject="", body="Dear customer, it left today.",
                   created_at=AT, updated_at=AT)  # fmt: skip
    return path


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own: settings, logs and desks of the machine stay out of it."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A database with five hostile tickets, #1001 to #1005; two of them are ana's."""
    return fill(tmp_path / "desk.db")


@pytest.fixture
def shell(desk: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Ask the desk as ana."""

    def ask(*words: str) -> Answer:
        code = main(["--db", str(desk), "--as", "ana", *words])
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return ask
