"""Lines in the form in which they are compared: without what programs put around the words.

The one rule: a line stays one line; nothing here decides what it is.
"""

import re

_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u200b"))
_OTHER_MARK = re.compile(r"(?: {3,}|\t\s*| ?[^\W\d_]{1,4}>+ ?|\| (?!.*\|\s*$))(?=\S)")
"""A row of a table has a bar at its end too."""
_AHEAD = 5
"""Lines among which the next words are looked for."""
_LOOKED_AT = 100
"""Characters of a line among which its mark stands."""


def plain(line: str) -> str:
    """A line without white space around it and without the invisible marks of right-to-left programs."""
    return line.strip() if line.isascii() else line.translate(_MARKS).strip()


def usually_marked(line: str) -> str:
    """A line with ">" in the place of another mark."""
    found = _OTHER_MARK.match(line[:_LOOKED_AT])
    return "> " + line[found.end() :] if found else line


def next_words(lines: list[str], at: int) -> int:
    """The next line that is not blank, a few lines on at most; the number of lines when there is none."""
    for ahead in range(at, min(len(lines), at + _AHEAD)):
        if lines[ahead].strip():
            return ahead
    return len(lines)


def trimmed(text: str) -> str:
    """A text without blank lines around it; the first line keeps its indent."""
    text = text.rstrip().lstrip("\n")
    if text[:1].isspace():
        indent = len(text) - len(text.lstrip())
        text = text[text.rfind("\n", 0, indent) + 1 :]
    return text
