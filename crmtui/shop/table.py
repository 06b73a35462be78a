"""From rows to orders: which row is the header, which rows belong to one order.

The one rule: the rows of an order come together wherever they stand in the file, and memory grows only with the
rows of orders that are torn apart, up to a fixed number.
"""

from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from hashlib import blake2b

from crmtui.errors import UsageError
from crmtui.shop.csvfile import CsvFile, Row
from crmtui.shop.order import RowProblem

Group = list[Row]

# One bit per order seen, in 8 MB: a false alarm costs a little memory later, never a wrong order.
_FILTER_BITS = 26
_FILTER_MASK = (1 << _FILTER_BITS) - 1
# Rows of torn orders held at once (about 200 MB); more of them are read in further passes.
_HELD_ROWS = 200_000


def find_header(file: CsvFile, names: Sequence[str]) -> tuple[int, list[str]]:
    """The first row that holds all these columns: its line, and its cells trimmed.

    Lines before it (a title, "sep=;") are a preamble and are passed over.

    Raises:
        UsageError: no row at the head of the file holds them all; names the missing one and its likeness.
    """
    wanted = [_key(name) for name in names if not name.startswith("#")]
    best: tuple[int, list[str]] | None = None
    fewest = len(wanted) + 1
    for line, cells in file.head:
        there = {_key(cell) for cell in cells}
        missing = sum(name not in there for name in wanted)
        if missing < fewest and len(cells) > 1:
            best, fewest = (line, [cell.strip() for cell in cells]), missing
    if best is None:
        raise UsageError(f"{file.path.name} has no header row")
    if fewest:
        _name_missing(file, best[1], names)
    return best


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


def _name_missing(file: CsvFile, header: list[str], names: Sequence[str]) -> None:
    there = {_key(cell): cell for cell in header}
    for name in names:
        if name.startswith("#") or _key(name) in there:
            continue
        near = get_close_matches(_key(name), there, n=1)
        hint = f"did you mean {there[near[0]]!r}?" if near else "its columns are: " + ", ".join(filter(None, header))
        raise UsageError(f"{file.path.name} has no column {name!r}", hint)


def column_index(header: Sequence[str], name: str) -> int:
    """Where a column stands; "#3" is the third.

    Raises:
        UsageError: no such column, or several of that name.
    """
    places = [i for i, cell in enumerate(header) if cell == name] or [
        i for i, cell in enumerate(header) if _key(cell) == _key(name)
    ]
    if len(places) == 1:
        return places[0]
    if places:
        numbers = " or ".join(f"#{place + 1}" for place in places)
        raise UsageError(f"{len(places)} columns are called {name!r}", f"name one by its number: {numbers}")
    if name.startswith("#") and name[1:].isdecimal() and 1 <= int(name[1:]) <= len(header):
        return int(name[1:]) - 1
    raise UsageError(f"there is no column {name!r}")


def body(file: CsvFile, header_line: int, width: int) -> Iterator[Row | RowProblem]:
    """The rows below the header, each made exactly `width` cells long; rows that are wider are problems."""
    for row in file.rows():
        if isinstance(row, RowProblem):
            yield row
            continue
        line, cells = row
        if line <= header_line:
            continue
        if len(cells) != width:
            if any(cells[width:]):
                yield RowProblem(line, f"has {len(cells)} cells where the header has {width}")
                continue
            # spreadsheets leave out empty cells at the end of a row
            cells = (cells + [""] * (width - len(cells)))[:width]
        yield line, cells


def grouped(read: Callable[[], Iterator[Row | RowProblem]], column: int) -> Iterator[Group | RowProblem]:
    """The rows of one order together, orders in the order of the file; torn ones come last.

    Args:
        read: gives all rows of the file, afresh on each call.
        column: the cell that names the order.
    """
    torn, rows = _torn_orders(read(), column)
    group: Group = []
    name = ""
    for row in read():
        if isinstance(row, RowProblem):
            yield row
            continue
        key = row[1][column].strip()
        if not key:
            yield RowProblem(row[0], "does not name its order")
            continue
        if key != name and group:
            yield group
            group = []
        if key in torn:
            name = ""
            continue
        name = key
        group.append(row)
    if group:
        yield group
    if torn:
        yield from _gather_torn(read, column, torn, rows)


def _torn_orders(rows: Iterator[Row | RowProblem], column: int) -> tuple[set[str], int]:
    """The orders whose rows may not all stand together, and how many rows there are.

    A Bloom filter of fixed size: it never misses a torn order, and rarely suspects a whole one.
    """
    seen = bytearray(1 << (_FILTER_BITS - 3))
    torn: set[str] = set()
    name, count = "", 0
    for row in rows:
        if isinstance(row, RowProblem):
            continue
        count += 1
        key = row[1][column].strip()
        if key == name or not key:
            continue
        name = key
        digest = int.from_bytes(blake2b(key.encode("utf-8", "replace"), digest_size=16).digest(), "little")
        known = True
        for shift in (0, 32, 64, 96):
            bit = (digest >> shift) & _FILTER_MASK
            if not seen[bit >> 3] & (1 << (bit & 7)):
                known = False
                seen[bit >> 3] |= 1 << (bit & 7)
        if known:
            torn.add(key)
    return torn, count


def _gather_torn(
    read: Callable[[], Iterator[Row | RowProblem]], column: int, torn: set[str], rows: int
) -> Iterator[Group]:
    """The torn orders, some of them at each pass when they are many."""
    names = sorted(torn)
    passes = 1 + rows // _HELD_ROWS if len(names) > 1 else 1
    for turn in range(passes):
        groups: dict[str, Group] = {name: [] for name in names[turn::passes]}
        for row in read():
            if isinstance(row, RowProblem):
                continue
            group = groups.get(row[1][column].strip())
            if group is not None:
                group.append(row)
        yield from (group for group in groups.values() if group)
