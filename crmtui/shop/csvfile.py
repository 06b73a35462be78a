"""Delimited text files as people really have them: packed, in odd encodings, spoiled by spreadsheets.

The one rule: a row that cannot be read is named by its line and reason, and the rows after it are read all the same;
memory does not grow with the file.
"""

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from crmtui.errors import SourceError
from crmtui.shop.order import RowProblem

# A row, with the line of the file on which it starts (1-based).
Row = tuple[int, list[str]]

_SAMPLE_BYTES = 65536
_SAMPLE_ROWS = 30
# A note of a thousand pages is not a note but a quote that nobody closed.
_FIELD_LIMIT = 1 << 20
_ROW_LINES = 1000
# A packed file may hold a line without end in a few bytes.
_LINE_CHARS = 4 << 20
_DELIMITERS = (",", ";", "\t", "|")
_GZIP_MAGIC = b"\x1f\x8b"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NOT_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-", b"SQLite format 3\x00")


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are not UTF-8 as what spreadsheets on Windows write."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("crmtui-cp1252", _as_cp1252)


class _RowTooLongError(Exception):
    """More lines in one row than any row has."""


class _Lines(Iterator[str]):
    """The lines of the file, with the lines of the current row kept so that they can be read again."""

    def __init__(self, stream: Iterator[str]) -> None:
        self._stream = stream
        self._again: list[str] = []
        self._row: list[str] = []
        self.row_line = 1
        self.had_nul = False
        self.at_end = False

    def __next__(self) -> str:
        if len(self._row) >= _ROW_LINES:
            raise _RowTooLongError
        try:
            line = self._again.pop() if self._again else next(self._stream)
        except StopIteration:
            self.at_end = True
            raise
        self._row.append(line)
        if "\0" in line:
            self.had_nul = True
            line = line.replace("\0", "")
        return line

    def next_row(self) -> None:
        """Forget the row that was read."""
        self.row_line += len(self._row)
        self._row.clear()
        self.had_nul = False

    def retry_after_first(self) -> None:
        """Give back all lines of the row but its first."""
        self._again.extend(reversed(self._row[1:]))
        del self._row[1:]
        self.at_end = False

    def quote_is_open(self) -> bool:
        """Whether the file ended within a quoted field of this row."""
        return sum(line.count('"') for line in self._row) % 2 == 1


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A delimited file that was looked at and can be read, as often as one likes.

    Attributes:
        encoding: for people; bytes that do not fit UTF-8 are read as Windows-1252.
        delimiter: what stands between the cells.
        head: the first rows, at most 30, for telling what the file is.
    """

    path: Path
    encoding: str
    delimiter: str
    packed: bool
    head: tuple[Row, ...]

    def rows(self) -> Iterator[Row | RowProblem]:
        """All rows from the first, blank ones left out; the problems stand where they occurred.

        Raises:
            SourceError: the file cannot be opened any more.
        """
        with ExitStack() as stack:
            stream = stack.enter_context(_open_text(self.path, self.packed, self.encoding))
            yield from _read(_lines_of(stream), self.delimiter)


def open_csv(path: Path, *, delimiter: str = "", encoding: str = "") -> CsvFile:
    """Look at a .csv or .csv.gz (told by content) and say how it is to be read.

    Args:
        path: the file.
        delimiter: what stands between the cells; "" finds out.
        encoding: a Python codec name; "" finds out.

    Raises:
        SourceError: no such file, not a delimited text file, or spoiled from the first row on.
    """
    start, packed = _first_bytes(path)
    if start.startswith(_NOT_TEXT):
        raise SourceError(f"{path.name} is not a text file", "export it again as CSV")
    if not start.strip(b"\0 \r\n\t"):
        raise SourceError(f"{path.name} is empty")
    codec = _codec(encoding) if encoding else _guess_encoding(start)
    with _open_text(path, packed, codec) as stream:
        sample = _first_lines(_lines_of(stream))
    mark = delimiter or _guess_delimiter(sample)
    found = list(_read(iter(sample), mark))
    rows = [row for row in found if not isinstance(row, RowProblem)]
    if not rows:
        worst = next((row for row in found if isinstance(row, RowProblem)), RowProblem(1, "holds no row"))
        raise SourceError(
            f"{path.name}, line {worst.line}: {worst.reason}",
            "export the file again and import it without opening it in a spreadsheet",
        )
    if not delimiter and all(len(cells) < 2 for _, cells in rows):
        raise SourceError(f"{path.name} has only one column", "name what stands between its cells with --delimiter")
    return CsvFile(path, codec, mark, packed, tuple(rows[:_SAMPLE_ROWS]))


def _first_bytes(path: Path) -> tuple[bytes, bool]:
    """The unpacked start of the file, and whether it was packed."""
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == _GZIP_MAGIC
            raw.seek(0)
            if not packed:
                return raw.read(_SAMPLE_BYTES), False
            with gzip.GzipFile(fileobj=raw) as unpacked:
                return unpacked.read(_SAMPLE_BYTES), True
    except FileNotFoundError:
        raise SourceError(f"there is no file {path}") from None
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(f"{path} cannot be read: {error}") from error


def _open_text(path: Path, packed: bool, codec: str) -> io.TextIOWrapper:
    """The file as text with its line ends kept."""
    try:
        raw: IO[bytes] = gzip.GzipFile(path) if packed else path.open("rb")  # type: ignore[assignment]
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error}") from error
    errors = "crmtui-cp1252" if codec.startswith("utf-8") else "replace"
    return io.TextIOWrapper(raw, encoding=codec, errors=errors, newline="")


def _lines_of(stream: io.TextIOWrapper) -> Iterator[str]:
    """The lines of a file; one that is longer than any row comes in pieces."""
    while line := stream.readline(_LINE_CHARS):
        yield line


def _codec(name: str) -> str:
    """The codec that the user named."""
    try:
        codec = codecs.lookup(name)
    except LookupError:
        raise SourceError(f"no encoding is called {name!r}", "for instance utf-8, cp1252, utf-16, shift_jis") from None
    if not getattr(codec, "_is_text_encoding", True):
        raise SourceError(f"{name} is not an encoding of text")
    return codec.name


def _guess_encoding(start: bytes) -> str:
    """The encoding that the first bytes show."""
    for bom, name in _BOMS:
        if start.startswith(bom):
            return name
    # Latin letters in UTF-16 are half NULs, and the half tells the byte order.
    if start.count(0) > len(start) // 4:
        return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"
    return "utf-8"


def _first_lines(stream: Iterator[str]) -> list[str]:
    """The lines of the sample, without the last one when it may be cut."""
    lines: list[str] = []
    size = 0
    try:
        for line in stream:
            lines.append(line)
            size += len(line)
            if size > _SAMPLE_BYTES:
                break
    except (EOFError, OSError, UnicodeError, zlib.error):
        pass  # the reading proper names the line at which a broken archive ends
    return lines


def _guess_delimiter(lines: list[str]) -> str:
    """The delimiter that cuts the first rows into the most, and the most even, cells."""
    first = lines[0].strip().casefold() if lines else ""
    if first.startswith("sep=") and len(first) == 5:
        return first[4]
    best, best_score = ",", (0.0, 0)
    for mark in _DELIMITERS:
        counts = [len(row[1]) for row in _read(iter(lines), mark) if not isinstance(row, RowProblem)][:_SAMPLE_ROWS]
        wide = max(counts, default=0)
        if wide < 2:
            continue
        score = (sum(count == wide for count in counts) / len(counts), wide)
        if score > best_score:
            best, best_score = mark, score
    return best


def _read(stream: Iterator[str], delimiter: str) -> Iterator[Row | RowProblem]:
    """Rows and problems of a stream of lines."""
    csv.field_size_limit(_FIELD_LIMIT)
    lines = _Lines(stream)
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        lines.next_row()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _RowTooLongError):
            lines.retry_after_first()
            # the reader still holds half a row: a new one starts clean
            reader = csv.reader(lines, delimiter=delimiter)
            closed = not lines.quote_is_open()
            why = (
                f"a cell has more than {_FIELD_LIMIT:,} characters"
                if closed
                else "a quote is opened here and not closed"
            )
            yield RowProblem(lines.row_line, why)
            continue
        except (EOFError, OSError, UnicodeError, zlib.error) as error:
            yield RowProblem(lines.row_line, f"the file ends in the middle or is damaged: {error}")
            return
        if lines.at_end and lines.quote_is_open():
            lines.retry_after_first()
            reader = csv.reader(lines, delimiter=delimiter)
            yield RowProblem(lines.row_line, "a quote is opened here and not closed")
            continue
        if not any(cells):
            continue
        if lines.had_nul:
            yield RowProblem(lines.row_line, "NUL bytes were taken out of this row", fatal=False)
        if len(cells) == 1 and cells[0].count(delimiter) > 1:
            yield RowProblem(lines.row_line, "the whole row sits inside one field: a spreadsheet spoiled it")
            continue
        yield lines.row_line, cells
