"""From a text to the tree of a query.

The one rule: every text gives a query or a `QueryError` that says what is wrong, where (column), and what to do; in
bounded time, and nothing is guessed.
"""

import re
from collections.abc import Sequence

from crmtui.errors import QueryError
from crmtui.query import checks
from crmtui.query.fields import PATHS, Field, Kind, fields_of, find_field, names_of, sorts_of
from crmtui.query.scan import FIELD, OPERATOR, PLAIN, VALUE, Scanner, begun, ends_in_word, unescaped
from crmtui.query.syntax import And, Node, Not, Op, Or, Query, Sort, Term, Test, Words, joined
from crmtui.query.values import DATE_WORDS, Text
from crmtui.text import repair

LONGEST, MOST = 4_000, 200
"""Characters and terms of a query: beyond what anybody writes by hand."""

_SECOND_WORD = re.compile(r"\s+(\w+)")
_SECONDS = frozenset(word.partition("-")[2] for word in DATE_WORDS if "-" in word)


def parse(text: str, records: str = "ticket", *, typing: bool = False) -> Query:
    """Read a query.

    Args:
        text: what somebody wrote.
        records: what it picks: ticket, customer or order.
        typing: it is being typed: an unfinished end is left out, and the word at the end may go on.

    Raises:
        QueryError: it cannot be read; `column` is where.
    """
    if len(text) > LONGEST:
        raise QueryError(f"the query is longer than {LONGEST} characters", "Say it in fewer words.", LONGEST)
    return _Parser(repair(text), records, typing=typing).query()


class _Parser(Scanner):
    def __init__(self, text: str, records: str, *, typing: bool) -> None:
        super().__init__(text, typing=typing)
        self.records = records
        self.terms = 0
        self.sorts: list[Sort] = []

    # -- the grammar ---------------------------------------------------------------------------------------------

    def query(self) -> Query:
        root = self._either(top=True)
        if self.at < len(self.text):
            raise self.wrong('a ")" without its "("', "Take it out, or put the words in quotes.")
        if root is None and not self.typing and not self.text.strip().isascii():
            # A picture, say: it was meant to be found, and nothing left of it would mean everything.
            raise self.wrong(
                f"{checks.cited(self.text.strip())} holds no letter and no digit", "Only words can be found.", 0
            )
        return Query(root, tuple(self.sorts))

    def _either(self, *, top: bool = False) -> Node | None:
        items: list[Node] = []
        while True:
            begin = self.at
            one = self._all(top=top)
            if one is not None:
                items.append(one)
            elif not self.typing and (items or self.peek_word("OR")):
                raise self.wrong("OR needs something on both sides", "Write: tag:lost OR tag:late.", begin)
            if not self.take_word("OR"):
                break
            if one is None and not self.typing:
                raise self.wrong("OR needs something on both sides", "Write: tag:lost OR tag:late.", begin)
        if len(items) > 1 and self.sorts and top:
            self._refuse_sort_in_or(items)
        return joined(Or, items) if items else None

    def _refuse_sort_in_or(self, items: Sequence[Node]) -> None:
        # `a OR b sort:x` reads well, and means the whole list: only one in front of an OR could be meant otherwise.
        first = self.sorts[0]
        if any(getattr(item, "at", 0) > first.at for item in items):
            raise self.wrong("sort: stands in the middle of an OR", "Write it at the end.", first.at)

    def _all(self, *, top: bool) -> Node | None:
        items: list[Node] = []
        while True:
            self.blank()
            if self.take_word("AND"):
                self.blank()
                if not self.typing and (not items or self.ended()):
                    raise self.wrong("AND needs something on both sides", "Words beside each other mean AND already.")
                continue
            if self.ended() or self.peek_word("OR"):
                break
            one = self._one(top=top)
            if one is not None:
                items.append(one)
        return joined(And, items) if items else None

    def _one(self, *, top: bool) -> Node | None:
        begin = self.at
        if self.take_word("NOT"):
            return self._negated(begin)
        if self.take("-"):
            # A dash with nothing right behind it is a dash among words.
            dash = self.ended() or self.text[self.at].isspace()
            return None if dash else self._negated(begin)
        if self.take("("):
            self.deeper(begin)
            inner = self._either()
            self.depth -= 1
            if not self.take(")") and not self.typing:
                raise self.wrong('a "(" without its ")"', 'Add the ")".', begin)
            if inner is None and not self.typing:
                raise self.wrong("there is nothing between the parentheses", "Write something there.", begin)
            return inner
        return self._leaf(top=top)

    def _negated(self, begin: int) -> Node | None:
        self.deeper(begin)
        self.blank()
        lacking = self.ended() or self.peek_word("OR") or self.peek_word("AND")
        inner = None if lacking else self._one(top=False)
        self.depth -= 1
        if inner is None:
            if self.typing:
                return None
            raise self.wrong("NOT needs something after it", "Write: -tag:wholesale.", begin)
        return inner.item if isinstance(inner, Not) else Not(inner)

    def _leaf(self, *, top: bool) -> Node | None:
        self.terms += 1
        if self.terms > MOST:
            raise self.wrong(f"more than {MOST} terms", "Say it in fewer.")
        named = FIELD.match(self.text, self.at)
        if named:
            return self._term(named, top=top)
        return self._words()

    # -- words ---------------------------------------------------------------------------------------------------

    def _words(self) -> Node | None:
        begin = self.at
        if self.text[self.at] == '"':
            words, closed = self.quoted()
            prefix = self.take("*")
            if not closed and self.typing:
                words, prefix = begun(words)
        else:
            found = PLAIN.match(self.text, self.at)
            if not found:
                sign = self.text[self.at]
                raise self.wrong(f'"{sign}" has no meaning here', f'Put it in quotes to look for it: "{sign}".')
            self.at = found.end()
            raw = found[0]
            prefix = raw.endswith("*") and not raw.endswith("\\*")
            words = unescaped(raw.rstrip("*") if prefix else raw)
            if self.typing and self.at == len(self.text) and ends_in_word(words):
                words, prefix = begun(words)
        words = " ".join(words.split())
        if not any(sign.isalnum() for sign in words):
            if self.typing or len(words) < 2:
                return None
            raise self.wrong(f"{checks.cited(words)} holds no letter and no digit", "Only words can be found.", begin)
        return Words(words, prefix and ends_in_word(words), begin, self.at)

    # -- fields --------------------------------------------------------------------------------------------------

    def _term(self, named: re.Match[str], *, top: bool) -> Node | None:
        begin, name = self.at, named[1]
        if name.casefold() == "sort":
            self.at = named.end()
            self._sort(begin, top=top)
            return None
        found = find_field(name, self.records)
        if found is None:
            raise self._unknown(name, begin)
        canonical, one = found
        self.at = named.end()
        tests = self._tests(one)
        if not tests:
            if self.typing and self.at >= len(self.text):
                return None
            raise self.wrong(f"{canonical}: needs a value", f"For example {one.example}.", self.at)
        return Term(canonical, tuple(dict.fromkeys(tests)), begin, self.at)

    def _unknown(self, name: str, begin: int) -> QueryError:
        from difflib import get_close_matches  # only mistakes pay for it

        folded = name.casefold()
        owner = next((path for path in PATHS[self.records] if folded in fields_of(path)), "")
        if owner and "." not in name:
            hint = f"It is a field of the {owner}: {owner}.{fields_of(owner)[folded].name}."
        else:
            known = [*fields_of(self.records), *(known for known, _ in names_of(self.records)), "sort"]
            near = get_close_matches(folded, known, n=1, cutoff=0.6)
            if self.records == "ticket" and folded in checks.ELSEWHERE:
                hint = f"Write {checks.ELSEWHERE[folded]}."
            elif near:
                hint = f"Did you mean {near[0]}:?"
            else:
                hint = f"To find the word, quote it: {checks.cited(name + ':')}. `crmtui help query` lists the fields."
        return QueryError(f"there is no field {checks.cited(name)}", hint, begin)

    def _sort(self, begin: int, *, top: bool) -> None:
        found = VALUE.match(self.text, self.at)
        word = found[0].casefold() if found else ""
        self.at += len(word)
        if not word and self.typing:
            return
        if not top or self.depth:
            raise self.wrong("sort: stands inside parentheses or a NOT", "Write it at the end.", begin)
        if self._unfinished() and any(name.startswith(word) and name != word for name in sorts_of(self.records)):
            return
        self.sorts.append(checks.check_sort(word, self.records, begin))
        if len(self.sorts) > 3:
            raise self.wrong("more than three sort:", "Two are plenty.", begin)

    def _tests(self, one: Field) -> list[Test]:
        tests: list[Test] = []
        while True:
            at = self.at
            test = self._test(one)
            if test is not None:
                tests.append(test)
            if not self.take(","):
                break
            if test is None and not self.typing:
                raise self.wrong("there is nothing before the comma", f"For example {one.example}.", at)
            if len(tests) > MOST:
                raise self.wrong(f"more than {MOST} values", "Say it in fewer.", at)
        if tests and self.at and self.text[self.at - 1] == "," and not self.typing:
            raise self.wrong("there is nothing after the comma", "Take it out, or add a value.", self.at)
        return tests

    def _test(self, one: Field) -> Test | None:
        at = self.at
        operator = OPERATOR.match(self.text, self.at)
        if operator:
            self.at = operator.end()
        low, quoted = self._raw(one)
        if not quoted and not operator and ".." in low and one.kind not in (Kind.WORDS, Kind.EXACT, Kind.PERSON):
            before, _, after = low.partition("..")
            return checks.span(one, before, after, at, typing=self._unfinished())
        if not low and not quoted:
            if operator and not (self.typing and self.at >= len(self.text)):
                raise self.wrong(f"{operator[0]} needs a value", f"For example {one.example}.", at)
            return None
        op = Op(operator[0].replace("=", "") if operator and operator[0] == "=" else operator[0] if operator else "")
        prefix = low.endswith("*") and not quoted and not low.endswith("\\*")
        value = unescaped(low.rstrip("*") if prefix else low) if not quoted else low
        if quoted and self.take("*"):
            prefix = True
        return checks.compare(one, op, Text(value, prefix), at, typing=self._unfinished())

    def _unfinished(self) -> bool:
        return self.typing and self.at >= len(self.text)

    def _raw(self, one: Field) -> tuple[str, bool]:
        """One value as written, and whether it stood in quotes."""
        if self.at < len(self.text) and self.text[self.at] == '"':
            words, closed = self.quoted()
            if not closed and not words:
                return "", False
            return words, True
        found = VALUE.match(self.text, self.at)
        word = found[0] if found else ""
        self.at += len(word)
        if one.kind in (Kind.TIME, Kind.AGE) and word.casefold() in ("last", "this", "next"):
            second = _SECOND_WORD.match(self.text, self.at)
            if second and second[1].casefold() in _SECONDS:
                self.at = second.end()
                return f"{word}-{second[1]}", False
        return word, False
