"""Reads a text sign by sign: where we are, what comes next, and how a mistake there is told.

The one rule: it moves forward only, and knows no field.
"""

import re
import unicodedata

from crmtui.errors import QueryError

DEEPEST = 40
"""Levels of parentheses and negations: beyond what anybody writes by hand."""

PLAIN = re.compile(r"""(?:[^\s"()|\\]|\\.)+""")
"""A word without quotes."""
FIELD = re.compile(r"([A-Za-z_][\w.]*):(?!//)", re.ASCII)
"""The name of a field with its colon; an address of the web is none."""
VALUE = re.compile(r"""(?:[^\s"(),|\\]|\\.)*""")
"""A value without quotes, which may be empty."""
OPERATOR = re.compile(r"<=|>=|<|>|=")

_SPACE = re.compile(r"\s+")


class Scanner:
    """A text and a place in it."""

    def __init__(self, text: str, *, typing: bool) -> None:
        self.text, self.typing = text, typing
        self.at = 0
        self.depth = 0

    def deeper(self, begin: int) -> None:
        """One level further in; the caller comes back out."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.wrong(f"more than {DEEPEST} levels of parentheses", "Say it in fewer.", begin)

    def ended(self) -> bool:
        """Whether the text, or what is in parentheses, ends here."""
        return self.at >= len(self.text) or self.text[self.at] == ")"

    def blank(self) -> None:
        """Pass over blanks."""
        space = _SPACE.match(self.text, self.at)
        if space:
            self.at = space.end()

    def take(self, sign: str) -> bool:
        """Pass over a sign, if it is here."""
        if self.text.startswith(sign, self.at):
            self.at += len(sign)
            return True
        return False

    def peek_word(self, word: str) -> bool:
        """Whether a word of the language stands here."""
        end = self.at + len(word)
        return self.text.startswith(word, self.at) and (end >= len(self.text) or self.text[end] in " \t\n\r()")

    def take_word(self, word: str) -> bool:
        """Pass over a word of the language, if it is here."""
        if self.peek_word(word):
            self.at += len(word)
            return True
        return False

    def wrong(self, message: str, hint: str, column: int | None = None) -> QueryError:
        """A mistake, here or at a column."""
        return QueryError(message, hint, self.at if column is None else column)

    def quoted(self) -> tuple[str, bool]:
        """What stands between quotes, and whether they are closed."""
        begin, at, out = self.at, self.at + 1, list[str]()
        while at < len(self.text):
            sign = self.text[at]
            if sign == '"':
                self.at = at + 1
                return "".join(out), True
            if sign == "\\" and at + 1 < len(self.text):
                at += 1
                sign = self.text[at]
            out.append(sign)
            at += 1
        if not self.typing:
            raise self.wrong('a quote " without its end', 'Add the second ".', begin)
        self.at = at
        return "".join(out), False


def unescaped(text: str) -> str:
    """The text without its backslashes."""
    return re.sub(r"\\(.)", r"\1", text) if "\\" in text else text


def begun(text: str) -> tuple[str, bool]:
    """A text whose end is being typed: what of it can be looked for, and whether its last word may go on.

    One letter begins half of all words, and tells nothing yet; in scripts without case it may be a word itself, and one
    digit is a number.
    """
    last = text[-1:]
    alone = last.isalnum() and not text[-2:-1].isalnum()
    if alone and last.isdecimal():
        return text, False
    return (text[:-1] if alone and unicodedata.category(last) != "Lo" else text), True


def ends_in_word(text: str) -> bool:
    """Whether the last sign is of a word, so that the word may go on."""
    return bool(text) and text[-1].isalnum()
