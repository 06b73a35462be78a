"""What will happen to a mail of the outbox, and when, in words that need no manual.

The one rule: every place that speaks of a mail's state says it with these words; a time is a time of day, so that what
was read stays true while it stands there.
"""

from dataclasses import dataclass

from crmtui.text import plural, when

LOST = "not delivered to "
"""Begins what is kept of a receiver whom a server refused while it took the mail for others."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a mail.

    Attributes:
        word: for a column.
        told: one clause: what will happen, or what happened.
        at: when, UTC epoch seconds; None when nothing will happen by itself, or it happens now.
    """

    word: str
    told: str
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a mail stands in the outbox; the fields are the columns of that name.

    `sent_at` is known from when whom it is for has it, also while others still wait for a copy.
    """

    state: str
    next_try_at: int
    attempts: int = 0
    scheduled: int = 0
    error: str = ""
    sent_at: int | None = None


def fate(mail: Standing, now: int) -> Fate:
    """What becomes of a mail."""
    due = mail.next_try_at <= now
    match mail.state:
        case "held" if due:
            return Fate("due", "is due: leaves as soon as mail can be sent")
        case "held":
            until = "" if mail.scheduled else ", undo takes it back until then"
            return Fate(
                "later" if mail.scheduled else "leaves",
                f"leaves {when(mail.next_try_at, now)}{until}",
                mail.next_try_at,
            )
        case "queued" if not mail.attempts:
            return Fate("waiting", "waits for its turn", None if due else mail.next_try_at)
        case "queued":
            tried = f"not sent yet after {plural(mail.attempts, 'attempt')}"
            next_one = "the next one is due" if due else f"tried again {when(mail.next_try_at, now)}"
            return Fate("retrying", f"{tried}, {next_one}", None if due else mail.next_try_at)
        case "sent":
            at = "" if mail.sent_at is None else f" {when(mail.sent_at, now)}"
            # What once went wrong is no matter any more; who was left out is.
            part = LOST in mail.error
            return Fate("in part", f"sent{at}, but not to everybody") if part else Fate("sent", f"sent{at}")
        case "cancelled" if mail.sent_at is not None:
            return Fate("cancelled", f"sent {when(mail.sent_at, now)}, taken back for those who had not got it yet")
        case _:
            return _FIXED.get(mail.state, Fate(mail.state, mail.state))


_FIXED = {
    "sending": Fate("leaving", "is leaving now"),
    "failed": Fate("failed", "NOT SENT, and not tried again by itself: edit it, send it again or cancel it"),
    "uncertain": Fate("uncertain", "probably delivered, not certain: never sent again by itself, you decide"),
    "cancelled": Fate("cancelled", "taken back, does not leave"),
}
