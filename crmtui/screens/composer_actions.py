"""The verbs of the composer, as entries of the action table; `Composer` carries them out."""

from crmtui.actions import Action, Place

_HERE = (Place.COMPOSER,)


def _verb(action_id: str, title: str, help_line: str, *keys: str, hint: str = "") -> Action:
    return Action(action_id, title, help_line, _HERE, keys, hint=hint, undoable=False)


ACTIONS: tuple[Action, ...] = (
    _verb("composer.send", "Send", "Send the reply or keep the note; a reply can be taken back for some seconds.",
          "ctrl+s", "ctrl+enter", "ctrl+j", hint="send"),
    _verb("composer.close", "Close", "Close; what was written is kept as a draft.", "escape", hint="close"),
    _verb("composer.people", "Receivers", "Show To, Cc, Bcc and the subject, or hide them.", "f2", hint="to, cc"),
    _verb("composer.template", "Insert a template", "Type to filter; the cursor goes to what is left to fill in.",
          "ctrl+t", hint="template"),
    _verb("composer.later", "Send later", "Choose when it leaves, by your clock or the customer's.", "ctrl+l", "f9",
          hint="later"),
    _verb("composer.resolve", "Send and resolve", "Send, and resolve the ticket.", "f5", hint="+ resolve"),
    _verb("composer.editor", "Your editor", "Write on in $EDITOR.", "ctrl+g", "f4", hint="editor"),
    _verb("composer.attach", "Attach a file", "Name a file, or take one off.", "ctrl+o", hint="attach"),
    _verb("composer.quote", "Their mail below", "Let the customer's mail stand below the answer, or leave it out.",
          "ctrl+n"),
    _verb("composer.mailbox", "From another mailbox", "Choose the address that it is sent from.", "f3"),
    _verb("composer.reply_all", "To everybody", "Write to everybody on the customer's mail.", "ctrl+r"),
    _verb("composer.discard", "Throw the draft away", "Close without keeping what was written.", "f8"),
)  # fmt: skip

UNFIT: dict[str, dict[str, str]] = {
    "note": {
        "people": "A note goes to nobody", "reply_all": "A note goes to nobody", "quote": "A note quotes nothing",
        "later": "A note does not leave", "mailbox": "A note does not leave", "attach": "A note carries no files",
        "template": "Templates are for replies",
    },
    "forward": {
        "resolve": "A forward leaves the ticket as it is: send it without resolving",
        "reply_all": "A forward goes to those whom you name", "quote": "A forward always has its mail below",
    },
}  # fmt: skip
"""What is written, the verbs that mean nothing there, and what is said instead."""
