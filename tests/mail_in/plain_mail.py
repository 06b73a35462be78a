"""A plain mail to the shop, as a server would hand it over."""

from crmtui.mail.message import ParsedMail
from crmtui.mail.parse import parse


def read(subject: str, body: str, sender: str = "info@mx.example", headers: str = "") -> ParsedMail:
    """What is read of a mail with these words; each line of `headers` ends with a line break."""
    head = f"From: {sender}\nTo: support@shop.example\nSubject: {subject}\n{headers}"
    return parse(f"{head}Content-Type: text/plain; charset=utf-8\n\n{body}\n".encode())
