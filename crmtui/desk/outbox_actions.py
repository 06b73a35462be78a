"""What people do to mail that waits to leave, as entries of the action table."""

from crmtui.actions import Action, Kind, Param, Place, Records

_HERE = (Place.OUTBOX,)
_DO = "crmtui.desk.outbox_moves:"

ACTIONS: tuple[Action, ...] = (
    Action(
        "outbox.retry", "Send now", "Send the mail now, or the very same mail once more.", _HERE, ("r",),
        Records.OUTBOX, (), f"{_DO}retry", "resend", "send now",
    ),
    Action(
        "outbox.cancel", "Do not send", "Take the mail out of the outbox; the message stays on its ticket.", _HERE,
        ("d",), Records.OUTBOX, (), f"{_DO}cancel", "unsend", "cancel",
    ),
    Action(
        "outbox.later", "Another time", "Choose when the mail leaves, by your clock or the customer's.", _HERE, ("b",),
        Records.OUTBOX, (Param("at", Kind.TIME, "a time"),), "crmtui.desk.outbox_edit:later", "postpone", "later",
    ),
    Action(
        "outbox.edit", "Edit", "Back into the composer: mend the address or the text, and send it anew.", _HERE,
        ("e",), Records.OUTBOX, (), "crmtui.desk.outbox_edit:edit", "edit-mail", "edit",
    ),
    Action(
        "outbox.mark_sent", "Mark as sent", "You know that an uncertain or failed mail arrived.", _HERE, ("s",),
        Records.OUTBOX,
        (), f"{_DO}mark_sent", "sent", "mark as sent",
    ),
)  # fmt: skip
