"""What a mail is that no person wrote to us, and by what that was told, in words that need no manual.

The one rule: plain words come first and the term behind them, because settings and manuals name it.
"""

_SHORT = {
    "out-of-office": "out of office", "auto-reply": "automatic", "bounce": "undeliverable", "delay": "delayed",
    "delivery report": "delivered", "receipt": "read receipt", "complaint": "called spam", "calendar": "invitation",
    "list": "mailing list", "bulk": "sent to many",
}  # fmt: skip
_WHOLE = {
    "out-of-office": "notice of absence", "auto-reply": "automatic answer",
    "bounce": "notice that a mail could not be delivered", "delay": "notice that a mail is not delivered yet",
    "delivery report": "notice that a mail was delivered", "receipt": "notice that a mail was opened",
    "complaint": "notice that somebody called our mail spam", "calendar": "invitation, or an answer to one",
    "list": "mail of a mailing list", "bulk": "mail that was sent to many",
}  # fmt: skip
_SAID = {
    "delivery report": "a mail server's report",
    "delivery refused": "a mail server's report",
    "receipt": "a mail program's report",
    "feedback report": "a mail provider's report",
    "no-reply address": "a sender who reads no answers (no-reply)",
}
OF_NOBODY = ", to no mail that is known"
"""Ends what the ledger has of a mail whose kind nothing but itself told."""


def in_short(kind: str) -> str:
    """A kind of mail for a column."""
    return _SHORT.get(kind, kind)


def in_full(kind: str) -> str:
    """A kind of mail as a noun, with its term: "notice of absence (out-of-office)"."""
    return f"{_WHOLE[kind]} ({kind})" if kind in _WHOLE else kind


def told_by(reason: str) -> str:
    """The header or the words that told the kind, as the ledger has them, in a clause."""
    if reason in _SAID:
        return _SAID[reason]
    header, _, value = reason.partition(":")
    # The headers of mails have no blanks in their names.
    if header[:1].isupper() and header.replace("-", "").isalnum():
        return f"it says so itself ({header}{':' if value else ''}{value})"
    if reason.endswith(OF_NOBODY):
        return "it answers no mail that is known"
    return f"its {reason}" if reason.startswith("subject ") else reason
