"""Carries mail from files into the desk, batch by batch.

The one rule: bytes and mark of a batch are committed before anything is made of them, so that a stop at any moment
loses nothing: what is fetched and not decided is finished by the next run of any import.
"""

import gc
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from crmtui import journal
from crmtui.db import intake_sql, sync_sql
from crmtui.db.connect import Reader as Connection
from crmtui.db.faults import FULL, fault
from crmtui.db.intake_sql import Fetched
from crmtui.db.orm import UNAVAILABLE, transaction
from crmtui.db.orm import raw as connection_here
from crmtui.db.people import next_id
from crmtui.desk.house import House
from crmtui.desk.house import house_of as house_of
from crmtui.desk.intake import Arrived, Taken, take_in
from crmtui.errors import DatabaseError, SourceError
from crmtui.mail.parse import parse
from crmtui.mail.sources import MailSources, RawMail

BATCH_MAILS = 2000
BATCH_BYTES = 8_000_000
"""Together they bound the memory, and how long others wait for the write lock (about 0.2 s)."""
_PROBLEMS_KEPT = 1000
_OBJECTS = 200_000
"""Between two collections: a few batches' worth."""
_USUAL_COLLECTION = gc.get_threshold()
_bulk_lock, _in_bulk = threading.Lock(), list[int]()
_LOG_PAGES, _USUAL_LOG_PAGES = 4000, 1000
"""Pages of the write-ahead log after which they are copied back; a page that changes often is then copied once."""


@dataclass(slots=True)
class MailReport:
    """What an import did.

    Attributes:
        read: messages found in the sources.
        known: of them, those whose place in their source the ledger had already.
        ticketed, duplicate, ignored, quarantined: what became of the others; with `known` they sum up to `read`,
            once `resumed` is taken off.
        resumed: messages that an earlier run had fetched and not decided.
        problems: files that could not be read.
    """

    read: int = 0
    known: int = 0
    ticketed: int = 0
    duplicate: int = 0
    ignored: int = 0
    quarantined: int = 0
    resumed: int = 0
    new_tickets: int = 0
    customers: int = 0
    bytes_done: int = 0
    problems: list[SourceError] = field(default_factory=list)

    def add(self, taken: Taken) -> None:
        """Count a batch."""
        self.ticketed += taken.ticketed
        self.duplicate += taken.duplicate
        self.ignored += taken.ignored
        self.new_tickets += taken.new_tickets
        self.customers += taken.customers


def import_mail(
    sources: MailSources,
    house: House,
    *,
    progress: Callable[[MailReport], None] | None = None,
    clock: Callable[[], int] = journal.now,
    turn: Callable[[], AbstractContextManager[bool]] = lambda: nullcontext(True),
) -> MailReport:
    """Take the messages of sources in; twice changes nothing.

    Args:
        sources: where to read; its problems go into the report.
        house: who we are.
        progress: is called after each batch.
        clock: the present, UTC epoch seconds.
        turn: waits until a batch may be read; False inside says to stop.

    Raises:
        DatabaseError: the database is locked or full; everything up to here is safe, and a later run goes on.
    """
    report = MailReport()
    with translated(), in_bulk():
        with turn() as ours:
            if ours:
                resume(house, report, clock)
        for batch in _batches(sources):
            report.read += len(batch)
            fetched = store(batch, report, clock())
            with turn() as ours:
                if not ours:
                    break
                take(fetched, house, report, clock())
            report.bytes_done = sources.bytes_done
            if progress:
                progress(report)
    report.bytes_done = sources.bytes_done
    report.problems = sources.problems[:_PROBLEMS_KEPT]
    return report


@contextmanager
def translated() -> Iterator[None]:
    """Tell in words when the database cannot be written."""
    try:
        yield
    except UNAVAILABLE as error:
        told = fault(error)
        what = told.message if told else f"the database cannot be written: {error}"
        first = "Make room: nothing" if what == FULL else "Nothing"
        raise DatabaseError(what, f"{first} is lost; the same import, or the next sync, goes on.") from error


@contextmanager
def in_bulk() -> Iterator[None]:
    """Collect garbage and copy the log back more rarely while very much is read and written."""
    # Mails make no cycles, but so many objects that the collector would walk them again and again.
    with _bulk_lock:
        _in_bulk.append(1)
        gc.set_threshold(_OBJECTS, *_USUAL_COLLECTION[1:])
    connection_here().pragma("wal_autocheckpoint", _LOG_PAGES)
    try:
        yield
    finally:
        connection_here().pragma("wal_autocheckpoint", _USUAL_LOG_PAGES)
        with _bulk_lock:
            _in_bulk.pop()
            # Several threads may be at it: the last one puts back what was.
            if not _in_bulk:
                gc.set_threshold(*_USUAL_COLLECTION)


def _batches(sources: Iterable[RawMail]) -> Iterator[list[RawMail]]:
    batch: list[RawMail] = []
    size = 0
    for mail in sources:
        batch.append(mail)
        size += len(mail.raw)
        if len(batch) >= BATCH_MAILS or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def store(
    batch: Sequence[RawMail],
    report: MailReport,
    at: int,
    also: Callable[[Connection], None] | None = None,
) -> list[Fetched]:
    """Keep the bytes and marks of what is new, and whatever `also` writes, in one transaction.

    Returns:
        Those of it that have to be read; `take` does it.
    """
    with transaction():
        connection = connection_here()
        if also:
            also(connection)
        sources = {name: intake_sql.ensure_source(connection, name) for name in {mail.source for mail in batch}}
        known = {
            name: intake_sql.known_marks(connection, row_id, [mail.mark for mail in batch if mail.source == name])
            for name, row_id in sources.items()
        }
        new = list({(m.source, m.mark): m for m in batch if m.mark not in known[m.source]}.values())
        new += [one for name, row_id in sources.items() for one in _rewritten(connection, row_id, name, batch, known)]
        report.known += len(batch) - len(new)
        if not new:
            return []
        first = intake_sql.first_entries(connection, {mail.digest for mail in new})
        blobs = intake_sql.store_blobs(connection, ((mail.digest, mail.raw) for mail in new))
        next_row = next_id(connection, "ledger")
        rows: list[tuple[Any, ...]] = []
        fetched: list[Fetched] = []
        for row_id, mail in enumerate(new, next_row):
            twin = first.setdefault(mail.digest, row_id)
            state, reason, decided = (
                ("fetched", "", None) if twin == row_id else ("duplicate", f"same bytes: row {twin}", at)
            )
            blob = blobs[mail.digest]
            rows.append((sources[mail.source], mail.mark, mail.digest, mail.size, blob, state, reason, at, decided))
            if twin == row_id:
                fetched.append(Fetched(row_id, mail.source, mail.raw, mail.digest, blob))
        intake_sql.add_entries(connection, rows)
    report.duplicate += len(new) - len(fetched)
    return fetched


def _rewritten(
    connection: Connection, source_id: int, name: str, batch: Sequence[RawMail], known: dict[str, set[str]]
) -> list[RawMail]:
    """Messages of a Maildir that are others than before under the same name: who wrote them was not done then."""
    if not name.startswith("maildir:") or not known[name]:
        return []
    digests = sync_sql.digests_of(connection, source_id, sorted(known[name]))
    found = [
        replace(one, mark=f"{one.mark} #{one.digest.hex()[:8]}")
        for one in batch
        if one.source == name and digests.get(one.mark, one.digest) != one.digest
    ]
    before = intake_sql.known_marks(connection, source_id, [one.mark for one in found])
    return [one for one in found if one.mark not in before]


def resume(
    house: House, report: MailReport, clock: Callable[[], int], go_on: Callable[[], bool] = lambda: True
) -> None:
    """Finish what was fetched and not decided, as long as `go_on` says so."""
    while go_on():
        left = intake_sql.undecided(connection_here(), BATCH_MAILS, BATCH_BYTES)
        if not left:
            return
        report.resumed += len(left)
        take(left, house, report, clock())


def take(fetched: Sequence[Fetched], house: House, report: MailReport, at: int) -> None:
    """Read and take in; when that fails, one by one, and quarantine the one that cannot be taken."""
    if not fetched:
        return
    try:
        report.add(_read_and_take(fetched, house, at))
    except Exception as error:  # the one boundary: no single mail may stop all others
        if isinstance(error, UNAVAILABLE) or fault(error):
            # Locked, full, damaged or gone: no mail's fault, so none is quarantined for it.
            raise
        if len(fetched) > 1:
            for one in fetched:
                take([one], house, report, at)
            return
        with transaction():
            reason = f"{type(error).__name__}: {error}"[:300]
            intake_sql.decide(connection_here(), [("quarantined", reason, None, at, fetched[0].ledger_id)])
        report.quarantined += 1


def _read_and_take(fetched: Sequence[Fetched], house: House, at: int) -> Taken:
    # Reading comes before the write lock: others may work meanwhile.
    arrived = [Arrived(one.ledger_id, one.blob_id, one.raw, parse(one.raw)) for one in fetched]
    return take_in(arrived, house, at=at, cause=fetched[0].source)
