"""Mails and texts made to cost a reader all it has, by name; `python benchmarks/mail_crafted.py NAME` reads one.

The one rule: each is one piece over and over, so that half of it tells how the cost grows.
"""

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

_TEXTS = {
    "On": "On ", "dashes": "-", "new lines": "\n", "quote marks": "> ", "introductions": "On 1:11 a@b:\n",
    "fields": "From: a\n", "colons": "a:\n", "rules": "x\n----\n", "signatures": "-- \n", "addresses": "a@b.example ",
    "at signs": "a@", "angles": "<\n", "wrote": "> wrote:\n", "turns": "> a\nb\n", "phones": "Sent from my iPhone\n",
    "whole quotes": "On 3 May 2021, Ana <a@b.example> wrote:\n> q\nx\n",
    "passed on": "Forwarded message:\nFrom: a@b.c\n",
    "dates": "x On Mon, Apr 4, 2021 a@b:\n", "blocks": "From: a@b.example\nTo: b\n\n", "links": "> http://a\n(http://b\n",
    "cards": "Regards,\nAna Ruiz\nTel: +44 20 123456\n", "notices": "This email is confidential.\n\n",
    "numbers": "+44 20 1234567 ", "answers": "my answers in ", "fields below a rule": "----\nTo: a\n",
    "unknown introductions": "3.5.2021 10:00 Ana <a@b.example>:\n\n", "long names": "a " * 40 + "<a@b.c>:\n",
    "unknown fields": "x\nXy: A <a@b.c>\nZ: 10:00\nT: u\n\n", "names": "Ana Ruiz\n\n", "dashes alone": "—\nAna\n",
    "pieces of cards": "Ana Ruiz\na | b | Tel: 0123 456789 | c\n", "requests": "----\nabove this line\n",
}  # fmt: skip
_TAGS = {
    "div": "<div>", "blockquote": "<blockquote>", "closed quotes": "<blockquote></blockquote>", "td": "<td>",
    "br": "<br>",
    "hr": "<hr>", "links": "<a href=http://x>", "attributes": "<p a=1>", "pictures": '<img alt="x">',
    "open": "<",
    "comments": "<!--", "entities": "&#99999999999;",
    "borders": '<div style="border:none;border-top:solid #E1E1E1 1.0pt">',
    "containers": '<div class="gmail_quote">', "signatures": '<div id="signature">x</div>', "tables": "<table>",
}  # fmt: skip
_MIXED = b"Content-Type: multipart/mixed; boundary=b\n\n"
_BOUNCE = "From: mailer-daemon@x.example\nSubject: failure notice\n\n"
_BASE64 = b"Content-Transfer-Encoding: base64\nContent-Type: image/png\n\n"
_ICS = b"--b\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\n"


def texts(size: int) -> dict[str, str]:
    """Bodies of about that many characters."""
    return {name: piece * (size // len(piece)) for name, piece in _TEXTS.items()}


def names() -> list[str]:
    """Names of all crafted mails."""
    kinds = [f"{kind}: {name}" for kind in ("text", "bounce") for name in _TEXTS]
    return kinds + [f"html: {name}" for name in _TAGS] + list(_others())


def mail(name: str, size: int = 5_000_000) -> bytes:
    """One of them, of at most about that many bytes."""
    kind, _, piece = name.partition(": ")
    if kind == "html":
        return f"Content-Type: text/html\n\n{_TAGS[piece] * (size // len(_TAGS[piece]))}".encode()
    if kind in ("text", "bounce"):
        head = _BOUNCE if kind == "bounce" else "Subject: Fwd: x\n\n"
        return (head + _TEXTS[piece] * (size // len(_TEXTS[piece]))).encode()
    return _others()[name]()


def _others() -> dict[str, Callable[[], bytes]]:
    status = b"--b\nContent-Type: message/delivery-status\n\n"
    deep = b"--b\nContent-Type: text/html\n\n" + b"<div>" * 19_000 + b"\n"
    nested = b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n'
    return {
        "40 deep HTML parts": lambda: _MIXED + deep * 40,
        "100,000 parts": lambda: _MIXED + b"--b\nContent-Type: text/html\n\n<div>x\n" * 100_000,
        "3,000 multiparts within each other": lambda: b"".join(nested % (n, n) for n in range(3000)),
        "an address list of quotes": lambda: b"To: " + b'"a\\' * 20_000 + b"\nFrom: " + b"<" * 60_000 + b"\n\nx",
        "encoded words": lambda: b"Subject: " + b"=?utf-8?q?a?= " * 5_000 + b"\n\nx",
        "a verdict of quotes": lambda: b"Authentication-Results: " + b'"\\' * 30_000 + b"\n\nx",
        "100,000 failed addresses": lambda: _MIXED + status + b"Final-Recipient: rfc822; a@b.example\n\n" * 100_000,
        "a calendar of quotes": lambda: _MIXED + _ICS + b'ATTENDEE;PARTSTAT="' * 200_000,
        "a calendar of events": lambda: _MIXED + _ICS + b"BEGIN:VEVENT\n" * 200_000,
        "30 MB of words": lambda: b"Subject: x\n\n" + b"word " * 6_000_000,
        "30 MB of base64": lambda: _BASE64 + b"QUJD" * 7_400_000,
        "30 MB of one header": lambda: b"X-A: " + b"a" * 30_000_000,
    }


def main() -> None:
    from crmtui.mail.parse import parse

    raw = mail(sys.argv[1])
    begin = time.process_time()
    parse(raw)
    spent = time.process_time() - begin
    peak = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    print(spent, int(peak[1]) / 1024 if peak else 0)


if __name__ == "__main__":
    main()
