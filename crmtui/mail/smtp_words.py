"""Says in plain words what a mail server meant by its refusal.

The one rule: the server's own words always follow: ours are a help, not a replacement.
"""

import re

_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?:^|; |: )([245]\d\d)\b")

_NEXT = re.compile(r"; (?=[^\s;:@]{1,64}@[^\s;:@]{1,255}: )")
"""Stands before the next of several addresses."""

_BY_STATUS = {
    "1.1": "the address does not exist", "1.2": "the domain of the address takes no mail",
    "1.3": "the address is misspelt", "1.6": "the mailbox has moved", "1.8": "our own address is not accepted",
    "1.10": "the domain takes no mail", "2.1": "the mailbox is closed", "2.2": "the mailbox is full",
    "2.3": "the mail is too large", "3.4": "the mail is too large", "3.2": "the mail server is resting",
    "4.1": "the other mail server does not answer", "4.4": "the domain cannot be found",
    "4.7": "it could not be delivered in time", "5.3": "there are too many receivers",
    "7.0": "refused by a rule of the server", "7.1": "refused by a rule of the server (often: taken for spam)",
    "7.8": "the user name or password is wrong", "7.26": "our mail is not signed as the server wants it (SPF, DKIM)",
    "7.23": "our server may not send for this address (SPF)", "7.20": "our mail is not signed (DKIM)",
}  # fmt: skip
_BY_WORDS = (
    (re.compile(r"gr[ae]y-?list|come (again|back)|try again", re.IGNORECASE), "the server wants it sent again later"),
    (re.compile(r"no such (user|recipient|mailbox)|(user|recipient|mailbox|address)[\w ]{0,20} (unknown|not found)|"
                r"unknown (user|recipient)|does ?n[o']t exist", re.IGNORECASE), "the address does not exist"),
    (re.compile(r"(quota|mailbox (is )?full|over ?quota)", re.IGNORECASE), "the mailbox is full"),
    (re.compile(r"spam|blacklist|blocklist|reputation|block list", re.IGNORECASE), "it was taken for spam"),
)  # fmt: skip
_BY_CODE = {
    "421": "the server is busy", "450": "the mailbox is busy", "451": "the server has trouble",
    "452": "the server has no room", "550": "the server does not take it", "551": "the server does not take it",
    "552": "the mailbox is full, or the mail too large", "553": "the address is not accepted",
    "554": "the server does not take it",
}  # fmt: skip


def plainly(error: str) -> str:
    """What went wrong in words, with the server's own behind; an error that is words already stays as it is."""
    meant = _meaning(error)
    return f"{meant} ({error})" if meant else error


def plainly_each(told: str) -> str:
    """Whom a mail did not reach, each with why in plain words first; "a@a.example: 550 no; b@b.example: 552 full"."""
    parts = []
    for part in _NEXT.split(told):
        address, colon, why = part.partition(": ")
        parts.append(f"{address}: {plainly(why)}" if colon and "@" in address and " " not in address else part)
    return "; ".join(parts)


def _meaning(error: str) -> str:
    found = _ENHANCED.search(error)
    if (
        found
        and (words := _BY_STATUS.get(f"{int(found[2])}.{int(found[3])}"))
        and not (found[0] == "4.7.1" or found[0] == "4.2.1")
    ):
        return words
    code = _CODE.search(error)
    if not found and not code:
        return ""
    for pattern, words in _BY_WORDS:
        if pattern.search(error):
            return words
    return _BY_CODE.get(code[1], "") if code else ""
