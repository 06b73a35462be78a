"""What may help when a query finds nothing.

The one rule: it looks at what was typed, never at the desk.
"""

_SMALL = ("and", "or", "not")


def advice(text: str, *, typing: bool = False) -> str:
    """One sentence on what to try, "" when there is none.

    Args:
        text: the query.
        typing: its last word is still being written, and is found by its beginning anyway.
    """
    words = text.split()
    plain = [word for word in words if word.isalnum()]
    if any(word in _SMALL for word in plain) and len(words) > 1:
        return "OR and NOT are written in capitals; what stands side by side must all hold."
    if typing and plain and text.endswith(words[-1]) and plain[-1] == words[-1]:
        plain.pop()
    half = next((word for word in reversed(plain) if not word.isupper() and not word.isdecimal()), "")
    return f"Half a word needs a star: {half}*" if half else ""
