"""Tickets are merged, split, moved and taken back in any order while mail arrives: nothing is lost or left behind."""

import contextlib
import os
import random

import pytest

from crmtui import journal
from crmtui.actions import table
from crmtui.db.models import Message, Ticket
from crmtui.db.orm import raw
from crmtui.desk.ledger import audit
from crmtui.desk.reply_key import reply_key
from crmtui.errors import CrmtuiError
from crmtui.journal import Actor
from crmtui.mail.reply_token import reply_address
from tests.desk.arriving import NOON, Desk, mail

ANA = Actor("agent", 1, "ana")
STEPS = 40


class Trouble:
    """Draws what happens next."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.desk, self.dice, self.count = desk, random.Random(seed), 0

    def ids(self, model: type) -> list[int]:
        return [row.id for row in model.select(model.id)]

    def arrive(self) -> None:
        """A mail, that joins by some evidence or by none."""
        known = [row.message_id for row in Message.select(Message.message_id)] or ["nothing@x.example"]
        ticket = self.dice.choice(self.ids(Ticket) or [1])
        evidence = [
            {},
            {"In_Reply_To": f"<{self.dice.choice(known)}>"},
            {"To": reply_address("shop@shop.example", ticket, reply_key())},
            {"Subject": f"[#{ticket}] once more"},
            {"References": " ".join(f"<{one}>" for one in self.dice.sample(known, min(3, len(known))))},
        ]
        sender = self.dice.choice(["Kari <kari@fjord.example>", "Bo <bo@bo.example>"])
        self.count += 1
        headers = self.dice.choice(evidence)
        self.desk.get(mail(f"odd{self.count}", sender, f"Words {self.count}", minutes=self.count % 60, **headers))

    def act(self) -> None:
        """What a person does, as far as it is not refused."""
        tickets, messages = self.ids(Ticket), self.ids(Message)
        into = {"into": self.dice.choice(tickets)}
        some = self.dice.sample(tickets, min(len(tickets), self.dice.randint(1, 3)))
        one = [self.dice.choice(messages)]
        name, ids, params = self.dice.choice(
            [("ticket.merge", some, into), ("ticket.split", one, {}), ("message.move", one, into), ("undo", [], {}),
             ("redo", [], {})]
        )  # fmt: skip
        with contextlib.suppress(CrmtuiError):
            if name == "undo":
                journal.undo(ANA)
            elif name == "redo":
                journal.redo(ANA)
            else:
                journal.perform(table()[name], ids, params, ANA, clock=lambda: NOON + 9_000 + self.count)

    def check(self) -> None:
        """Each mail is there, on a ticket that lives; who follows merged tickets comes to one that does."""
        assert Message.select().count() == self.count
        merged = dict(
            raw().execute("SELECT id, merged_into_id FROM ticket WHERE merged_into_id IS NOT NULL").fetchall()
        )
        assert not {row.ticket_id for row in Message.select(Message.ticket)} & set(merged)
        for ticket in merged:
            seen = [ticket]
            while seen[-1] in merged:
                seen.append(merged[seen[-1]])
                assert len(seen) <= len(merged) + 1, f"merged in a circle: {seen}"


@pytest.mark.parametrize("seed", range(int(os.environ.get("ODD_ORDERS", "6"))))
def test_in_any_order_each_mail_is_on_one_living_ticket(desk, seed):
    trouble = Trouble(desk, seed)
    trouble.arrive()
    for _ in range(STEPS):
        if trouble.dice.random() < 0.4:
            trouble.arrive()
        else:
            trouble.act()
        trouble.check()
    assert audit(raw()).adds_up
    assert list(raw().execute("PRAGMA foreign_key_check")) == []
