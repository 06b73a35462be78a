"""Carries orders from files into the customer book, batch by batch.

The one rule: memory does not grow with the file, a batch is there as a whole or not at all, and the report adds up:
every row is in an order, or named with its reason.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cysqlite

from crmtui.customers.orders import Stored, compare, store
from crmtui.shop.detect import read_orders
from crmtui.shop.mapped_rows import ReadOptions
from crmtui.shop.mapping import Mapping
from crmtui.shop.order import RowProblem, ShopOrder

# Lines of orders in one transaction: large enough that committing costs nothing, small enough not to hold others up.
_BATCH_LINES = 4000
_BATCH_ORDERS = 1000
# Problems that are kept word for word; a file of a million bad rows must not fill the memory.
_PROBLEMS_KEPT = 1000


@dataclass(slots=True)
class Money:
    """What the orders of one currency come to, in minor units."""

    total: int = 0
    refunded: int = 0

    @property
    def net(self) -> int:
        """The totals less what was given back."""
        return self.total - self.refunded


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A problem and the file that has it."""

    file: str
    problem: RowProblem


@dataclass(slots=True)
class ImportReport:
    """What an import did, or would do.

    Attributes:
        made, changed, unchanged: orders.
        lines: items of all orders read.
        rows: rows of the files that went into orders.
        customers: customers that were made; None on a dry run.
        ownerless: new and changed orders that name nobody.
        rows_left_out: rows that could not be read, those of whole orders with them; `rows` and these are all there are.
        remarks: rows that were used although something in them is odd.
        problems: the first thousand of both, word for word.
        money: per currency, over all orders read.
    """

    dry_run: bool = False
    files: int = 0
    made: int = 0
    changed: int = 0
    unchanged: int = 0
    lines: int = 0
    rows: int = 0
    customers: int | None = 0
    ownerless: int = 0
    rows_left_out: int = 0
    remarks: int = 0
    problems: list[FileProblem] = field(default_factory=list)
    money: dict[str, Money] = field(default_factory=dict)

    @property
    def orders(self) -> int:
        """All orders that were read."""
        return self.made + self.changed + self.unchanged

    def add(self, done: Stored, orders: Sequence[ShopOrder]) -> None:
        """Count a batch."""
        self.made += done.made
        self.changed += done.changed
        self.unchanged += done.unchanged
        self.ownerless += done.ownerless
        if self.customers is not None:
            self.customers += done.customers
        for order in orders:
            self.lines += len(order.lines)
            self.rows += len(order.source_lines)
            money = self.money.setdefault(order.currency, Money())
            money.total += order.total
            money.refunded += order.refunded

    def add_problem(self, file: str, problem: RowProblem) -> None:
        """Count a problem, and keep its words while there is room."""
        if problem.fatal:
            self.rows_left_out += problem.rows
        else:
            self.remarks += 1
        if len(self.problems) < _PROBLEMS_KEPT:
            self.problems.append(FileProblem(file, problem))


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What is to be imported, and how the files are to be read; see `read_orders`."""

    paths: tuple[Path, ...]
    shop: str = ""
    mapping: Mapping | None = None
    options: ReadOptions | None = None
    delimiter: str = ""
    encoding: str = ""


def import_orders(
    request: ImportRequest,
    *,
    dry_run: cysqlite.Connection | None = None,
    progress: Callable[[ImportReport], None] | None = None,
) -> ImportReport:
    """Take the orders of files in; twice changes nothing.

    Args:
        request: the files and how to read them.
        dry_run: a reading connection: then only tell what would be done.
        progress: is called after each batch.

    Raises:
        SourceError: a file is none that holds orders; earlier files have been taken in.
        UsageError: a file needs a mapping, a date format or a decimal mark; earlier batches have been taken in.
    """
    report = ImportReport(dry_run=dry_run is not None, customers=None if dry_run is not None else 0)
    for path in request.paths:
        found = read_orders(
            path,
            shop=request.shop,
            mapping=request.mapping,
            options=request.options,
            delimiter=request.delimiter,
            encoding=request.encoding,
        )
        report.files += 1
        for batch in _batches(_problems_aside(found, path.name, report)):
            done = compare(dry_run, batch) if dry_run is not None else store(batch, cause=path.name)
            report.add(done, batch)
            if progress is not None:
                progress(report)
    return report


def _problems_aside(found: Iterable[ShopOrder | RowProblem], file: str, report: ImportReport) -> Iterator[ShopOrder]:
    for item in found:
        if isinstance(item, RowProblem):
            report.add_problem(file, item)
        else:
            yield item


def _batches(orders: Iterable[ShopOrder]) -> Iterator[list[ShopOrder]]:
    """Orders in batches of about as many lines each."""
    batch: list[ShopOrder] = []
    lines = 0
    for order in orders:
        batch.append(order)
        lines += len(order.lines)
        if lines >= _BATCH_LINES or len(batch) >= _BATCH_ORDERS:
            yield batch
            batch, lines = [], 0
    if batch:
        yield batch
