"""A mail that a person passed on: whose it is."""

import re

_SUBJECT = re.compile(
    r"\s*\[?(?:fwd?|fw|wg|tr|rv|i|doorst|enc|vb|vs|videresendt|vl|pd|przekaż|továbbítás|ilt|i̇lt|yml|προωθ|转发|轉寄|転送|전달)\s*[::\]]",
    re.IGNORECASE,
)


def is_passed_on(subject: str) -> bool:
    """Whether a subject says that the mail passes another on."""
    return _SUBJECT.match(subject, 0, 60) is not None
