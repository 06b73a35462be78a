"""Which tickets mails of the outbox answer.

The one rule: who passes a mail on answers nobody.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from crmtui.db import records
from crmtui.mail.html_write import FORWARD


def answered_by(mails: Iterable[Mapping[str, Any]]) -> list[int]:
    """The tickets that mails of the outbox answer, given with `ticket_id` and `message_id`; forwards answer none."""
    rows = list(mails)
    quoted = records.fetch("message", [row["message_id"] for row in rows], ["quoted"])
    answers = [row for row in rows if not quoted[row["message_id"]]["quoted"].startswith(FORWARD)]
    return list(dict.fromkeys(row["ticket_id"] for row in answers))
