"""Words of texts as somebody sees them, for the slow judge.

The one rule: written from the language's help; the index's own tokenizer is never asked.
"""

import re
import unicodedata

_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff]")


def tokens(text: str) -> list[str]:
    """The words of a text as somebody sees them: letters and digits, without accents and case."""
    found, word = [], ""
    for sign in text:
        category = unicodedata.category(sign)
        alone = bool(_UNSPACED.match(sign))
        if word and (alone or (category[0] not in "LN" and category != "Mn")):
            found.append(word)
            word = ""
        if category[0] in "LN":
            word += _bare(sign)
        if alone and word:
            found.append(word)
            word = ""
    return [*found, word] if word else found


def _bare(sign: str) -> str:
    base, *marks = unicodedata.normalize("NFD", sign)
    return (base if all(unicodedata.category(mark) == "Mn" for mark in marks) else sign).lower()


def holds(text: str, wanted: list[str], prefix: bool) -> bool:
    """Whether the words stand side by side in the text; with `prefix` the last may go on."""
    words = tokens(text)
    for at in range(len(words) - len(wanted) + 1):
        part = words[at : at + len(wanted)]
        if part[:-1] == wanted[:-1] and (part[-1].startswith(wanted[-1]) if prefix else part[-1] == wanted[-1]):
            return True
    return False


def same(text: str, wanted: str) -> bool:
    return ascii_lower(text) == ascii_lower(wanted)


def ascii_lower(text: str) -> str:
    return "".join(sign.lower() if sign.isascii() else sign for sign in text)
