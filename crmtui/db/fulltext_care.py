"""Looks the full-text index and the counts of tickets over, and makes them anew.

The one rule: a rebuild that was stopped leaves a mark in `meta`, so that nobody takes half an index for a whole one.
"""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cysqlite

from crmtui.db import fulltext, recount
from crmtui.db import fulltext_docs as docs
from crmtui.db.connect import raw_transaction

_MARK = "index_rebuild"
_BATCH = 2000
"""Ids in one transaction of a rebuild: others wait no longer than for a batch of mail."""
_SAMPLE = 200
_WINDOW = 4

Progress = Callable[[str, int, int], None]
"""Told what is looked at or made, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Part:
    """One full-text table: how many documents and bytes it has."""

    table: str
    documents: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that is not as it should be: where, what, how often, and the first of them."""

    table: str
    what: str
    count: int
    ids: tuple[int, ...] = ()


def unfinished_since(connection: cysqlite.Connection) -> int | None:
    """When a rebuild began that never came to its end; None when all is whole."""
    began = connection.execute_scalar("SELECT value FROM meta WHERE key = ?", (_MARK,))
    return None if began is None else int(began)


def state(connection: cysqlite.Connection) -> list[Part]:
    """The sizes of the full-text tables."""
    parts = []
    for index in docs.INDEXES.values():
        documents = int(connection.execute_scalar(f"SELECT count(*) FROM {index.table}_docsize"))
        size = int(connection.execute_scalar(f"SELECT coalesce(sum(length(block)), 0) FROM {index.table}_data"))
        parts.append(Part(index.table, documents, size))
    return parts


# -- checking ----------------------------------------------------------------------------------------------------------


def check(connection: cysqlite.Connection, progress: Progress | None = None) -> list[Wrong]:
    """What is wrong with the index and the counts: all documents are there, a sample is found by its words."""
    tell = progress or _silent
    found: list[Wrong] = []
    if unfinished_since(connection) is not None:
        found.append(Wrong("index", "a rebuild was stopped before its end", 1))
    for number, index in enumerate(docs.INDEXES.values()):
        tell(index.table, number, len(docs.INDEXES))
        found += _complete(connection, index)
        found += _sampled(connection, index)
    for table in ("ticket_rank", "ticket_count"):
        tell(table, len(docs.INDEXES), len(docs.INDEXES))
        differ = recount.wrong(connection, table)
        if differ:
            found.append(Wrong(table, "rows differ from a recount", differ))
    return found


def _complete(connection: cysqlite.Connection, index: docs.Index) -> Iterator[Wrong]:
    there, sizes = f"SELECT r.id FROM {index.there}", f"{index.table}_docsize"
    lacking = f"{there} AND NOT EXISTS (SELECT 1 FROM {sizes} d WHERE d.id = r.id)"
    orphans = f"SELECT d.id FROM {sizes} d WHERE NOT EXISTS ({there} AND r.id = d.id)"
    for what, sql in (("records without a document", lacking), ("documents without a record", orphans)):
        ids = [row_id for (row_id,) in connection.execute(sql)]
        if ids:
            yield Wrong(index.table, what, len(ids), tuple(ids[:5]))


def _sampled(connection: cysqlite.Connection, index: docs.Index) -> Iterator[Wrong]:
    """Some documents at random: each must be found by a few words of each of its columns."""
    top = connection.execute_scalar(f"SELECT max(r.id) FROM {index.there}") or 0
    picked = f"""SELECT r.id FROM {index.there} AND r.id >= ?
        AND EXISTS (SELECT 1 FROM {index.table}_docsize d WHERE d.id = r.id) ORDER BY r.id LIMIT 1"""
    spots = [random.randint(1, top) for _ in range(_SAMPLE if top else 0)]  # noqa: S311 - a sample, no secret
    ids = {row[0] for spot in spots if (row := connection.execute_one(picked, (spot,)))}
    lost = []
    for row_id, *texts in docs.read(connection, index, ids):
        windows = zip(index.columns, map(_window, texts), strict=True)
        match = " AND ".join(f'{{{column}}} : "{words}"' for column, words in windows if words)
        sql = f"SELECT EXISTS (SELECT 1 FROM {index.table} WHERE {index.table} MATCH ? AND rowid = ?)"
        if match and not connection.execute_scalar(sql, (match, row_id)):
            lost.append(row_id)
    if lost:
        yield Wrong(index.table, "sampled records are not found by their words", len(lost), tuple(sorted(lost)[:5]))


def _window(text: str) -> str:
    """A few neighbouring words; "" when there are none among them."""
    pieces = fulltext.quotable(text).split()
    start = random.randint(0, max(0, len(pieces) - _WINDOW))  # noqa: S311 - a sample, no secret
    words = " ".join(pieces[start : start + _WINDOW])
    return words if any(letter.isalnum() for letter in words) else ""


# -- rebuilding --------------------------------------------------------------------------------------------------------


def rebuild(
    connection: cysqlite.Connection,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> bool:
    """Make the index and the counts anew, in many short transactions; False when it was cancelled on the way.

    Others may work meanwhile: they find what is indexed so far. Whoever stops it leaves the mark of it behind.

    Args:
        connection: one that may write, outside of a transaction.
        progress: told after each batch.
        cancelled: asked before each batch.
    """
    tell = progress or _silent
    with raw_transaction(connection):
        connection.execute(
            "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            (_MARK, str(int(time.time()))),
        )
        for index in docs.INDEXES.values():
            connection.execute(f"INSERT INTO {index.table} ({index.table}) VALUES ('delete-all')")
    for index in docs.INDEXES.values():
        last = int(connection.execute_scalar(f"SELECT max(r.id) FROM {index.there}") or 0)
        for low in range(1, last + 1, _BATCH):
            if cancelled and cancelled():
                return False
            with raw_transaction(connection):
                _again(connection, index, low, low + _BATCH - 1)
            tell(index.table, min(low + _BATCH - 1, last), last)
    with raw_transaction(connection):
        recount.again(connection)
        connection.execute("DELETE FROM meta WHERE key = ?", (_MARK,))
    return True


def _again(connection: cysqlite.Connection, index: docs.Index, low: int, high: int) -> None:
    # What somebody changed since the rebuild began has its document already.
    known = connection.execute(f"SELECT id FROM {index.table}_docsize WHERE id BETWEEN ? AND ?", (low, high)).fetchall()
    docs.drop(connection, index, [row_id for (row_id,) in known])
    docs.add(connection, index, fulltext.cut(docs.read_between(connection, index, low, high)))


def _silent(what: str, done: int, total: int) -> None:
    """Nobody asked."""
