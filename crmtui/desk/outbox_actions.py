"""What people do to mail that waits to leave, as entries of the action table."""

from crmtui.actions import Action, Place, Records

_HERE = (Place.OUTBOX,)
_DO = "crmtui.desk.outbox:"

ACTIONS: tuple[Action, ...] = (
    Action(
        "outbox.retry", "Send again", "Send the mail now, with the same Message-ID.", _HERE, ("r",), Records.OUTBOX, (),
        f"{_DO}retry", "resend", "send again",
    ),
    Action(
        "outbox.cancel", "Do not send", "Take the mail out of the outbox; the message stays on its ticket.", _HERE,
        ("d",), Records.OUTBOX, (), f"{_DO}cancel", "unsend", "cancel",
    ),
    Action(
        "outbox.mark_sent", "Mark as sent", "You know that an uncertain mail arrived.", _HERE, ("s",), Records.OUTBOX,
        (), f"{_DO}mark_sent", "sent", "mark as sent",
    ),
)  # fmt: skip
