"""The words of messages that begin with some letters, so that a beginning can be asked as the words that it means.

The one rule: the full-text index reads a word lazily from its newest hit on, but merges all it has for a beginning
before it gives the first; beginnings of two and three letters have an index of their own, longer ones are few words.
"""

import re

import cysqlite

from crmtui.db.text_conditions import phrase

_LAST = re.compile(r"(?:\A|[^\w])([A-Za-z0-9]{4,})\Z", re.ASCII)
"""A last word that the index's own tokenizer takes as it is, but for its case."""
_MOST = 64


def spelled_out(connection: cysqlite.Connection, text: str, *, prefix: bool) -> str:
    """The full-text expression, for messages, of words side by side; a long beginning as the words that it may be."""
    last = _LAST.search(text) if prefix else None
    terms = _terms(connection, last[1].lower()) if last else []
    if last is None or not 0 < len(terms) <= _MOST:
        return phrase(text, prefix=prefix)
    before = text[: last.start(1)]
    return f"({' OR '.join(phrase(before + term, prefix=False) for term in terms)})"


def _terms(connection: cysqlite.Connection, begun: str) -> list[str]:
    # The list of words is read from an index that the connection must have seen before.
    connection.execute("SELECT rowid FROM message_fts WHERE rowid = -1").fetchall()
    rows = connection.execute(
        "SELECT term FROM message_words WHERE term >= ? AND term < ? LIMIT ?",
        (begun, begun[:-1] + chr(ord(begun[-1]) + 1), _MOST + 1),
    )
    return [term for (term,) in rows]
