"""What an enemy types, or a cat on the keyboard: a query or a refusal at once, whatever its size."""

from random import Random

import pytest

from crmtui.errors import QueryError
from crmtui.query.parse import LONGEST, parse
from crmtui.query.syntax import Query

HUGE = 100_000
_UNITS = (
    "(",
    ")",
    "()",
    "((a) ",
    '"',
    '""',
    '"a',
    "\\",
    '\\"',
    "\0",
    "\ud800",
    "\udc00a",
    "\u202e",
    "\u2066x",
    "\u0301",
    "\u200d",
    "-",
    "- ",
    "NOT ",
    "NOT(",
    "-(",
    "a OR ",
    "OR ",
    "AND ",
    "a AND ",
    "*",
    "a*",
    ":",
    "is:",
    "is:open ",
    "is:open,",
    "status:,",
    "tag:a,",
    "<",
    "spent:>",
    "..",
    "created:1d..",
    "1..2 ",
    "created:..2d ",
    "sort:created ",
    "customer.",
    "customer.is:lead ",
    "a.b.c.d.e.",
    "小",
    "ไ",
    "💥",
    " ",
    "\t\n",
    "9",
    "9d ",
    "number:9",
    "number:" + "9" * 400 + " ",
    "spent:" + "9" * 400 + " ",
    "created:9999-99-99 ",
    "created:last ",
    "|",
    ";",
    "'",
    "' OR 1=1 --",
    "\x1b[31m",
    "\r",
    "\u2028",
    "e\u0301",
    "ﷺ",
    "İ",
)


def outcome(text: str, records: str, *, typing: bool) -> Query | QueryError:
    try:
        return parse(text, records, typing=typing)
    except QueryError as error:
        return error


@pytest.mark.parametrize("typing", [False, True], ids=["whole", "typing"])
@pytest.mark.parametrize("unit", _UNITS, ids=lambda unit: ascii(unit)[1:25])
def test_repeated_for_ever_it_is_read_or_refused(unit: str, typing: bool) -> None:
    for size in (HUGE, 4000, 3999, 60):
        found = outcome((unit * (size // len(unit) + 1))[:size], "ticket", typing=typing)
        if isinstance(found, QueryError):
            assert found.message
            assert len(found.message) < 300
            assert len(found.hint) < 600
            assert found.column is None or 0 <= found.column <= size
        elif len(str(found)) <= LONGEST:  # quotes and stars may make the one spelling a little longer
            assert parse(str(found), "ticket") == found


@pytest.mark.parametrize("seed", range(20))
def test_random_bytes_are_read_or_refused(seed: int) -> None:
    rng = Random(seed)
    for size in (HUGE, 3000, 300, 30):
        raw = rng.randbytes(size)
        for text in (raw.decode("latin-1"), raw.decode("utf-8", "surrogateescape"), raw.decode("utf-16-le", "replace")):
            for records in ("ticket", "customer", "order"):
                outcome(text, records, typing=bool(seed % 2))


def test_more_than_anybody_types_is_refused_before_it_is_read() -> None:
    with pytest.raises(QueryError, match="longer than") as caught:
        parse("a " * HUGE)
    assert caught.value.hint
