"""The door between text from outside and a terminal: cleaning, widths, and human dates, ages and money.

The one rule: nothing that a customer, shop, file or server can influence reaches a screen, a terminal or a log
without `clean` (or `one_line`). The mapping goes character by character and never shortens a sequence to another
one, so that cleaned text cannot be made to re-assemble a control sequence; what was tampered with stays visible,
and what had to be taken out is told by `has_hidden`. `cells`, `cut` and `pad` expect cleaned text.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise

_REPLACEMENT = 0xFFFD
_TAB = 8
# Zalgo text climbs over the lines above and below; no living script stacks more.
_MAX_MARKS = 4
# A hostile text could otherwise make the table hold all of Unicode.
_TABLE_LIMIT = 16_384

# Invisible characters: soft hyphen, joiners, bidi marks, embeddings and isolates, fillers, tags, annotation anchors.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_INVISIBLE_ONE = re.compile(f"[{_INVISIBLE}]")
# What honest writing uses: variation selectors, joiners inside emoji and inside Arabic or Indic words, flags of
# regions, a byte order mark in front. They are taken out too (terminals disagree on their widths), but not told.
_HONEST = re.compile(
    "\\A\ufeff|[\ufe00-\ufe0f\u180b-\u180d\u180f\U000e0100-\U000e01ef]"
    "|(?<=[\u2190-\u2bff\ufe0f\U0001f000-\U0001ffff])\u200d(?=[\u2190-\u2bff\U0001f000-\U0001ffff])"
    "|(?<=[\u0600-\u0dff])[\u200c\u200d](?=[\u0600-\u0dff])"
    "|(?<=\U0001f3f4)[\U000e0020-\U000e007f]+"
)


def _mapped(code: int) -> int | None:
    """What a code point becomes on a screen; None takes it out."""
    if code < 0x20:
        return 0x2400 + code
    if code < 0x7F:
        return code
    if code == 0x7F:
        return 0x2421
    char = chr(code)
    if _INVISIBLE_ONE.match(char):
        return None
    category = unicodedata.category(char)
    if category in ("Cc", "Cs", "Co"):
        return _REPLACEMENT
    if category == "Cn" and (code & 0xFFFE) == 0xFFFE:
        return _REPLACEMENT
    return 0x20 if category == "Zs" and code != 0x3000 else code


class _Table(dict[int, int | None]):
    """The mapping of `clean`, filled as characters turn up; line ends and tabs are seen to before it is used."""

    def __missing__(self, code: int) -> int | None:
        if len(self) > _TABLE_LIMIT:
            self.clear()
        value = self[code] = _mapped(code)
        return value


_TABLE = _Table({0x0A: 0x0A})
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")


def clean(s: str, *, newlines: bool = False) -> str:
    """Make any string safe to show.

    C0 controls become their visible pictures, C1 controls, lone surrogates and private use U+FFFD; bidi controls
    and zero-width characters go; at most four combining marks stand in a row; tabs become spaces.

    Args:
        s: Anything.
        newlines: Keep line ends (CRLF, a lone CR and U+2028/2029 become LF); otherwise each is one space.
    """
    if s.isascii() and s.isprintable():
        return s
    s = _LINE_ENDS.sub("\n", s)
    if not newlines:
        s = s.replace("\n", " ").replace("\t", " ")
    elif "\t" in s:
        s = s.expandtabs(_TAB)
    s = s.translate(_TABLE)
    return s if s.isascii() else _fewer_marks(s)


def _fewer_marks(s: str) -> str:
    marks = [char for char in set(s) if unicodedata.category(char) in ("Mn", "Me")]
    if not marks:
        return s
    some = "".join(re.escape(char) for char in marks)
    return re.sub(f"([{some}]{{{_MAX_MARKS}}})[{some}]+", r"\1", s)


_BLANKS = re.compile(r"\s+")


def one_line(s: str) -> str:
    """Clean a string and squeeze every run of blanks and line ends to one space, for titles and list columns."""
    s = clean(s)
    return _BLANKS.sub(" ", s).strip() if "  " in s or s[:1] == " " or s[-1:] == " " else s


def repair(s: str) -> str:
    """Make a string storable in every database and mail: join surrogate pairs, replace lone ones, drop NUL."""
    if not s.isascii():
        try:
            s.encode()
        except UnicodeEncodeError:
            s = s.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return s.replace("\0", "") if "\0" in s else s


def has_hidden(s: str) -> bool:
    """Whether `clean` takes characters out of this text that honest writing has no use for (worth a badge)."""
    if s.isascii() or not _INVISIBLE_ONE.search(s):
        return False
    return _INVISIBLE_ONE.search(_HONEST.sub("", s)) is not None


# -- widths ------------------------------------------------------------------------------------------------------

_cell_len: Callable[[str], int] | None = None


def cells(s: str) -> int:
    """Width of a cleaned string in terminal cells."""
    global _cell_len
    if s.isascii():
        return len(s)
    if _cell_len is None:
        # Late: commands that print plain ASCII need no width tables.
        from rich.cells import cell_len

        _cell_len = cell_len
    return _cell_len(s)


def cut(s: str, width: int) -> str:
    """Shorten a cleaned string to at most `width` cells; what was left out shows as "…"."""
    if cells(s) <= width:
        return s
    if width <= 1:
        return "…" if width == 1 else ""
    if s.isascii():
        return s[: width - 1] + "…"
    from rich.cells import split_graphemes

    spans, _ = split_graphemes(s)
    used = end = 0
    for _start, stop, size in spans:
        if used + size > width - 1:
            break
        used, end = used + size, stop
    return s[:end] + "…"


def pad(s: str, width: int, *, right: bool = False) -> str:
    """Bring a cleaned string to exactly `width` cells, cut or filled with spaces (in front when `right`)."""
    s = cut(s, width)
    blanks = " " * (width - cells(s))
    return blanks + s if right else s + blanks


def wrap(s: str, width: int) -> list[str]:
    """Break a cleaned text into lines of at most `width` cells, at blanks where there are some.

    Its own line ends and leading blanks stay; a word longer than a line is broken hard. Linear in the text.
    """
    width = max(2, width)
    lines: list[str] = []
    for whole in s.split("\n"):
        line = whole.rstrip()
        start = 0
        while (end := _fitting(line, start, width)) < len(line):
            blank = line.rfind(" ", start + 1, end + 1)
            # A blank inside the indentation is no place to break at.
            if blank > 0 and not line[start:blank].isspace():
                end = blank
            lines.append(line[start:end].rstrip())
            start = end
            while start < len(line) and line[start] == " ":
                start += 1
        lines.append(line[start:])
    return lines


def _fitting(line: str, start: int, width: int) -> int:
    """Where a line of at most `width` cells that begins at `start` ends (at least one character on)."""
    # Looking no further keeps a long line linear; a character and its marks are at most five.
    head = line[start : start + width + 5]
    if head.isascii():
        return min(start + width, len(line))
    if cells(head) <= width:
        head = line[start : start + width * 6]
        if len(head) < width * 6 and cells(head) <= width:
            return len(line)
    from rich.cells import split_graphemes

    used = end = 0
    for _start, stop, size in split_graphemes(head)[0]:
        if used + size > width:
            break
        used, end = used + size, stop
    return start + max(1, end)


# -- human words -------------------------------------------------------------------------------------------------

_MINUTE, _HOUR, _DAY, _WEEK, _YEAR = 60, 3600, 86_400, 604_800, 31_557_600
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def age(seconds: int) -> str:
    """An age in at most three cells: now, 31m, 2h, 4d, 3w, 2y."""
    if seconds < _MINUTE:
        return "now"
    for limit, unit, letter in ((_HOUR, _MINUTE, "m"), (_DAY, _HOUR, "h"), (2 * _WEEK, _DAY, "d"), (_YEAR, _WEEK, "w")):
        if seconds < limit:
            return f"{seconds // unit}{letter}"
    return f"{min(seconds // _YEAR, 99)}y"


def duration(seconds: int) -> str:
    """A length of time in its two largest units: "45s", "12m", "1h 12m", "3d 4h"; "-" in front when negative."""
    if seconds < 0:
        return "-" + duration(-seconds)
    if seconds < _MINUTE:
        return f"{seconds}s"
    units = ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "m"))
    for (size, letter), (below, small) in pairwise(units):
        if seconds >= size:
            rest = seconds % size // below
            return f"{seconds // size}{letter} {rest}{small}" if rest else f"{seconds // size}{letter}"
    return f"{seconds // _MINUTE}m"


# ISO 4217 minor units that are not two.
_UNUSUAL = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
EXPONENTS = {code: places for places, codes in _UNUSUAL.items() for code in codes.split()}


def exponent(currency: str) -> int:
    """How many decimal places a currency's minor unit stands for (ISO 4217; 2 where unknown)."""
    return EXPONENTS.get(currency.upper(), 2)


def money(minor: int, currency: str) -> str:
    """An amount in minor units as "312.40 EUR", "-5 JPY", "1.250 KWD"."""
    places = exponent(currency)
    sign = "-" if minor < 0 else ""
    whole, part = divmod(abs(minor), 10**places)
    amount = f"{sign}{whole}.{part:0{places}}" if places else f"{sign}{whole}"
    return f"{amount} {clean(currency)}".rstrip()


def when(epoch: int, now: int, tz: tzinfo | None = None) -> str:
    """A moment as a reader would say it: "today 12:04", "yesterday 09:30", "18 Nov", "18 Nov 2024".

    What is still to come keeps its hour: "tomorrow 09:00", "Tue 24 Nov 09:00", "4 Jan 2027 09:00".

    Args:
        epoch: The moment, UTC epoch seconds.
        now: The reader's present, UTC epoch seconds.
        tz: The reader's zone; None is the machine's.
    """
    try:
        then, today = _local(epoch, tz), _local(now, tz)
    except (OverflowError, ValueError, OSError):
        return "unknown date"
    if then.date() == today.date():
        return f"today {then:%H:%M}"
    if then.date() == (today - timedelta(days=1)).date():
        return f"yesterday {then:%H:%M}"
    if then.date() == (today + timedelta(days=1)).date():
        return f"tomorrow {then:%H:%M}"
    day = f"{then.day} {_MONTHS[then.month - 1]}"
    if then.year != today.year:
        return f"{day} {then.year}" + (f" {then:%H:%M}" if epoch > now else "")
    return f"{_DAYS[then.weekday()]} {day} {then:%H:%M}" if epoch > now else day


def _local(epoch: int, tz: tzinfo | None) -> datetime:
    return datetime.fromtimestamp(epoch, UTC).astimezone(tz)


def plural(n: int, one: str, many: str = "") -> str:
    """A count with its noun: "1 ticket", "50 tickets", or with `many` where an s does not do."""
    return f"{n} {one if n == 1 else many or one + 's'}"


def file_size(count: int) -> str:
    """A number of bytes as "312 B", "412 KB", "3.1 MB"."""
    if count < 1000:
        return f"{count} B"
    if count < 999_500:
        return f"{round(count / 1000)} KB"
    return f"{count / 1_000_000:.1f} MB"
