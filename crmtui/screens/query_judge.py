"""Tells a query bar what the language says of a text: what may be typed, what it means, what is wrong and where.

The one rule: it judges from the text and from what is known to exist; it asks no database.
"""

import re
from collections.abc import Mapping, Sequence

from crmtui.errors import QueryError
from crmtui.query.complete import offers
from crmtui.query.explain import in_words
from crmtui.query.parse import parse
from crmtui.query.syntax import Query, walk
from crmtui.widgets.query_parts import Judgement, Suggestion, Suggestions

Known = Mapping[str, Sequence[tuple[str, str]]]
"""Values that exist, with a word on each, by what they are (`agent`, `tag`)."""

_WRONG_PART = re.compile(r"""[()",]|[^\s()",]+""")


class LanguageJudge:
    """Judges queries over one kind of records; `known` may come later."""

    def __init__(self, records: str) -> None:
        self.records = records
        self.known: Known = {}

    def suggestions(self, text: str, cursor: int) -> Suggestions:
        """What may be typed at the cursor."""
        offered = offers(text, cursor, self.records, self.known)
        items = tuple(Suggestion(item.text, item.help) for item in offered.items)
        return Suggestions(offered.start, offered.stop, items)

    def judgement(self, text: str, *, typing: bool) -> Judgement:
        """What the text means, or what is wrong."""
        if not text.strip():
            return Judgement()
        try:
            return Judgement(in_words(parse(text, self.records, typing=typing), self.records))
        except QueryError as error:
            return judgement_of(text, error)

    def leaves_out(self, text: str) -> bool:
        """Whether something is not looked for as long as it is still being typed (`assignee:a`)."""
        try:
            whole, typed = (parse(text, self.records, typing=typing) for typing in (False, True))
        except QueryError:
            return False
        return _size(typed) < _size(whole)


def _size(query: Query) -> int:
    return sum(1 for _ in walk(query.root)) + len(query.sort)


def judgement_of(text: str, error: QueryError) -> Judgement:
    """A mistake with the part of the text that it is about."""
    if error.column is None:
        return Judgement("", error.message, error.hint)
    start = min(error.column, len(text))
    part = _WRONG_PART.match(text, start)
    return Judgement("", error.message, error.hint, start, part.end() if part else start + 1)
