"""Guesses how a person is addressed by their first name.

The one rule: no guess is better than a wrong one: "" means that the letter has to settle it.
"""

import re

_TITLES = frozenset(
    "mr mrs ms miss mx dr prof sir herr frau m mme mlle sr sra srta sig signora dott ing dhr mevr pan pani".split()  # noqa: SIM905 - a list of words
)
_FAMILY_FIRST = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_NO_PERSON = re.compile(r"[@\d/\\<>{}|_]|\b(gmbh|ltd|llc|inc|bv|sarl|aps|ab|team|support|shop|info|office)\b", re.I)


def first_name(name: str) -> str:
    """The first name in a full name; "" when it cannot be told.

    "Okafor, Jide" and "Dr. Jide Okafor" give Jide, "JIDE OKAFOR" too; Chinese, Japanese and Korean names stand family
    first: with a blank the last part is taken, without one nothing. Firms and addresses have none.
    """
    words = " ".join(name.split())
    if not words or _NO_PERSON.search(words):
        return ""
    if _FAMILY_FIRST.search(words):
        return words.rpartition(" ")[2] if " " in words else ""
    family, comma, given = words.partition(",")
    parts = (given if comma and given.strip() else family).split()
    while len(parts) > 1 and parts[0].strip(".").casefold() in _TITLES:
        parts.pop(0)
    first = parts[0].strip(".,") if parts else ""
    if len(first) < 2 or first.casefold() in _TITLES:
        return ""
    return first.title() if first.isupper() and len(first) > 2 else first
