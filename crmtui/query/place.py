"""What stands at a place of a query: a word, the value of a field, what a list is ordered by, or nothing to offer for.

The one rule: it reads what is in front of the place as the parser does, and never complains.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from crmtui.query.fields import COMPARED, Field, Kind, find_field
from crmtui.query.scan import FIELD, OPERATOR, PLAIN, VALUE

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"\*?', re.DOTALL)
_TWO_WORDS = re.compile(r"(last|this|next)\s+(\w*)", re.IGNORECASE)
_REST_OF_NAME = re.compile(r"[\w.]*:?(?!//)", re.ASCII)
_REST_OF_VALUE = re.compile(r"""(?:(?!\.\.)[^\s"(),|\\])*""")


class What(StrEnum):
    """What stands there."""

    NOTHING = "nothing"
    WORD = "word"
    VALUE = "value"
    SORT = "sort"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a query.

    Attributes:
        start: where what is being written begins.
        stop: where it ends, which may be behind the cursor.
        typed: what of it stands before the cursor, without quotes.
        quoted: whether it stands in quotes.
        field: whose value it is.
        operator: the operator in front of the value.
        ranged: whether it is the second side of a range.
        given: the values in front of it, as they are written.
        joins: whether OR may follow: there is something in front of it to join.
        negated: whether a "-" or NOT stands right in front of it.
        inside: whether it stands in parentheses.
    """

    what: What
    start: int
    stop: int
    typed: str = ""
    quoted: bool = False
    field: Field | None = None
    operator: str = ""
    ranged: bool = False
    given: tuple[str, ...] = ()
    joins: bool = False
    negated: bool = False
    inside: bool = False


def place_of(text: str, cursor: int, records: str) -> Place:
    """What stands at the cursor."""
    cursor = max(0, min(cursor, len(text)))
    return _Reader(text, cursor, records).read()


class _Reader:
    def __init__(self, text: str, cursor: int, records: str) -> None:
        self.text, self.cursor, self.records = text, cursor, records
        self.head = text[:cursor]
        self.at = 0
        self.depth = 0
        self.joins = self.negated = False

    def read(self) -> Place:
        while self.at < self.cursor:
            found = self._step()
            if found is not None:
                return found
        before = self.head[-1:]
        if before and not before.isspace() and before not in "(-":
            return self._nothing()
        return self._word("")

    def _step(self) -> Place | None:
        """Read one thing; where the cursor stands in it, that is it."""
        sign = self.head[self.at]
        if sign.isspace() or sign in "()|":
            self._sign(sign)
            return None
        if sign == "-" and not self.negated:
            self.at += 1
            self.negated = not self.head[self.at : self.at + 1].isspace()
            return None
        named = FIELD.match(self.head, self.at)
        if named:
            return self._field(named)
        pattern = _QUOTED if sign == '"' else PLAIN
        found = pattern.match(self.head, self.at)
        if not found:
            return self._nothing()
        if found.end() == self.cursor and sign != '"':
            return self._word(found[0])
        self.at = found.end()
        self._passed(found[0])
        return None

    def _sign(self, sign: str) -> None:
        self.at += 1
        if sign == "(":
            self.depth += 1
            self.joins = self.negated = False
        elif sign == ")":
            self.depth = max(0, self.depth - 1)
            self.joins, self.negated = True, False

    def _passed(self, word: str) -> None:
        self.negated = word == "NOT"
        self.joins = self.joins if word == "NOT" else word not in ("OR", "AND")

    def _field(self, named: re.Match[str]) -> Place | None:
        self.at = named.end()
        if named[1].casefold() == "sort":
            found = VALUE.match(self.head, self.at)
            typed = found[0] if found else ""
            if self.at + len(typed) == self.cursor:
                return self._value(What.SORT, self.at, typed, None)
            self.at += len(typed)
            return None
        known = find_field(named[1], self.records)
        place = self._values(known[1] if known else None)
        if place is not None:
            return place if known else self._nothing()
        self._passed("")
        self.joins = True
        return None

    def _values(self, field: Field | None) -> Place | None:
        given: list[str] = []
        while True:
            sign = OPERATOR.match(self.head, self.at)
            operator = sign[0] if sign else ""
            self.at += len(operator)
            begin = self.at
            if self.head.startswith('"', begin):
                closed = _QUOTED.match(self.head, begin)
                if not closed:
                    return self._quoted(begin, field, operator, given)
                self.at = closed.end()
                if self.at == self.cursor:
                    return self._nothing()
            else:
                place = self._bare(begin, field, operator, given)
                if place is not None:
                    return place
            if not self.head.startswith(",", self.at):
                return None
            given.append(self.head[begin : self.at].strip('"'))
            self.at += 1

    def _bare(self, begin: int, field: Field | None, operator: str, given: list[str]) -> Place | None:
        """A value without quotes; the place when the cursor stands in it."""
        timed = field is not None and field.kind in (Kind.TIME, Kind.AGE)
        two = _TWO_WORDS.match(self.head, begin) if timed else None
        if two and two.end() == self.cursor:
            return self._value(What.VALUE, begin, f"{two[1]}-{two[2]}", field, operator, given)
        found = VALUE.match(self.head, begin)
        typed = found[0] if found else ""
        self.at = begin + len(typed)
        if self.at < self.cursor:
            return None
        if ".." in typed and field is not None and field.kind in COMPARED:
            before, _, typed = typed.partition("..")
            place = self._value(What.VALUE, begin + len(before) + 2, typed, field, operator, given)
            return replace(place, ranged=True)
        return self._value(What.VALUE, begin, typed, field, operator, given)

    def _quoted(self, begin: int, field: Field | None, operator: str, given: list[str]) -> Place:
        rest = self.text[self.cursor :]
        # An odd number of quotes behind the cursor: the first one closes this value.
        stop = self.cursor + rest.index('"') + 1 if rest.count('"') % 2 else self.cursor
        typed = self.head[begin + 1 :].replace('\\"', '"')
        return Place(
            What.VALUE, begin, stop, typed, True, field, operator, False, tuple(given), self.joins, self.negated,
            self.depth > 0,
        )  # fmt: skip

    def _value(
        self,
        what: What,
        begin: int,
        typed: str,
        field: Field | None,
        operator: str = "",
        given: list[str] | None = None,
    ) -> Place:
        rest = _REST_OF_VALUE.match(self.text, self.cursor)
        stop = rest.end() if rest else self.cursor
        return Place(
            what, begin, stop, typed, False, field, operator, False, tuple(given or ()), self.joins, self.negated,
            self.depth > 0,
        )  # fmt: skip

    def _word(self, typed: str) -> Place:
        rest = _REST_OF_NAME.match(self.text, self.cursor)
        stop = rest.end() if rest and typed else self.cursor
        return Place(
            What.WORD, self.cursor - len(typed), stop, typed, joins=self.joins, negated=self.negated,
            inside=self.depth > 0,
        )  # fmt: skip

    def _nothing(self) -> Place:
        return Place(What.NOTHING, self.cursor, self.cursor)
