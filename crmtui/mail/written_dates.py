"""Dates as mail programs write them for people: "lun. 3 mai 2021 à 10:00", "2021年5月3日 午前10:00".

The one rule: what can be read in two ways is not read. A word is looked up in the languages that the labels around it
are in, and only where it is no month there in all of them, where it has to mean the same month in each.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta, timezone, tzinfo

from crmtui.zones import LOCAL

_LONGEST = 120
_FIRST_YEAR, _LAST_YEAR = 1971, 2100
_BUDDHIST = 543
_LENIENT = 10
"""Letters that a word may have beyond the stem of a month: endings of cases."""

_STEMS = {
    "en": "jan feb mar apr may jun jul aug sep oct nov dec",
    "de": "jan/jän feb mär/mrz apr mai jun jul aug sep okt nov dez",
    "fr": "janv fév mars avr mai juin juil août/aout sept oct nov déc",
    "es": "ene feb mar abr may jun jul ago sep/set oct nov dic",
    "it": "gen feb mar apr mag giu lug ago set ott nov dic",
    "nl": "jan feb maa/mrt apr mei jun jul aug sep okt nov dec",
    "pt": "jan fev mar abr mai jun jul ago set out nov dez",
    "sv": "jan feb mar apr maj jun jul aug sep okt nov dec",
    "da": "jan feb mar apr maj jun jul aug sep okt nov dec",
    "no": "jan feb mar apr mai jun jul aug sep okt nov des",
    "fi": "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu",
    "pl": "sty lut mar kwi maj/maja cze lip sie wrz paź lis gru",
    "cs": "led/jan úno/feb bře/mar dub/apr kvě/máj červ/čvn/čer/jún července/červenec/čvc/júl srp/aug zář/sep říj/okt"
    " lis/nov pro/dec",
    "ru": "янв/січ/яну фев/лют мар/бер апр/квіт май/мая/трав июн/черв/юни июл/лип/юли авг/серп сен/вер/сеп окт/жовт"
    " ноя/лист/ное дек/груд",
    "tr": "oca şub mar nis may haz tem ağu eyl eki kas ara",
    "hu": "jan febr márc ápr máj jún júl aug szept okt nov dec",
    "ro": "ian feb mar apr mai iun iul aug sept oct noi/nov dec",
    "el": "ιαν φεβ μαρ απρ μαι ιουν ιουλ αυγ σεπ οκτ νοε δεκ",
    "he": "ינו פבר מרץ/מרס אפר מאי יונ/יוני יול/יולי אוג ספט אוק נוב דצמ",
    "ar": "يناير/جانفي فبراير/شباط مارس/آذار/اذار أبريل/ابريل/نيسان مايو/أيار يونيو/يونيه/حزيران يوليو/يوليه/تموز"
    " أغسطس/اغسطس/آب سبتمبر/أيلول أكتوبر/اكتوبر نوفمبر ديسمبر",
    "ca": "gen febr març abr maig juny jul ag set oct nov des",
    "hr": "sij/jan/јан velj/feb/феб ožu/mar/мар tra/apr/апр svi/maj/мај lip/jun/јун srp/jul/јул kol/avg/авг ruj/sep/сеп"
    " lis/okt/окт stu/nov/нов pro/dec/дец",
    "sl": "jan feb mar apr maj jun jul avg sep okt nov dec",
    "lt": "saus vas kov bal geg birž liep rugp rugs spal lapkr gruod",
    "lv": "janv febr mart apr mai jūn jūl aug sept okt nov dec",
    "et": "jaan veebr märts apr mai juun juul aug sept okt nov dets",
    "th": "ม.ค/มกรา ก.พ/กุมภา มี.ค/มีนา เม.ย/เมษา พ.ค/พฤษภา มิ.ย/มิถุนา ก.ค/กรกฎา ส.ค/สิงหา ก.ย/กันยา"
    " ต.ค/ตุลา พ.ย/พฤศจิ ธ.ค/ธันวา",
    "id": "jan feb mar apr mei jun jul ag sep okt nov des",
    "fa": "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه/جولای اوت/آگوست سپتامبر اکتبر نوامبر دسامبر",
}
"""How the names of the months begin, those of a month with / between; long and short names, in every case."""

_NUMBERED = ("ja", "zh", "ko", "vi")
"""Languages that count their months."""
_DAY_FIRST = frozenset(_STEMS) - {"en", "hu", "lt", "sv"} | {"vi"}
"""Where 3/5 and 3.5.21 are always in May; in the others it may be the month, or the year, that comes first."""
_LETTER = r"[^\W\d_]"
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?(?:[-/.年]|년)\s?(\d{1,2})\s?(?:[-/.月]|월)\s?(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d:])")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?::(\d{2}))?(?!\d)")
_DOTTED_CLOCK = re.compile(r"(?<![\d.])(\d{1,2})(?:\.|\s?[h時时点시]\s?)(\d{2})(?:[.:](\d{2})|分)?(?![\d.])")
_BEFORE = re.compile(r"(午前|上午|오전|凌晨|早上)\s*\Z|(午後|下午|오후|晚上)\s*\Z")
_AFTER = re.compile(rf"\s*(?:(a\.?\s?m|π\.?\s?μ|oo|sa|ص)|(p\.?\s?m|μ\.?\s?μ|os|ch|م))\.?(?!{_LETTER})")
_OFFSET = re.compile(r"\s*(?:(?:gmt|utc)\s*([+-])(\d{1,2})(?::?(\d{2}))?|([+-])(\d{2}):?(\d{2}))(?!\d)")
_ZONE = re.compile(rf"\s*\(?([a-z]{{1,4}})(?!{_LETTER})")
_ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "bst": 1, "cet": 1, "mez": 1, "cest": 2, "mesz": 2, "eet": 2, "eest": 3, "msk": 3,
    "jst": 9, "est": -5, "edt": -4, "pst": -8, "pdt": -7,
}  # fmt: skip
"""Hours east of UTC of names that mean one zone only."""
_COUNTED = re.compile(r"(?:thang|thg)\s?(\d{1,2})(?!\d)")
_COUNTED_WEEKDAY = re.compile(r"\bthu?\.?\s?\d(?!\d)")
_PIECE = re.compile(r"\d+|[^\s\d,،/()]+")


def written_date(text: str, languages: Collection[str] = (), zone: tzinfo = LOCAL) -> int | None:
    """The moment that a date means, UTC epoch seconds; None when it is none, or could be two days.

    Args:
        text: the date, with or without a clock time; without one the day's first second.
        languages: those that it may be written in (codes of `quote_words`), none for no idea.
        zone: where it was, when it does not say so itself.
    """
    line = _plain(text[:_LONGEST])
    day, rest = _day(line, languages)
    if day is None:
        return None
    clock, offset = _clock(rest)
    try:
        where = timezone(offset) if offset is not None else zone
        moment = datetime(*day, *clock, tzinfo=where)
        return int(moment.timestamp())
    except (ValueError, OverflowError):
        return None


def _plain(text: str) -> str:
    """Casefolded, with our digits, without accents on Latin, Greek and Cyrillic letters and marks of direction."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(sign for sign in apart if not "\u0300" <= sign <= "\u036f" and unicodedata.category(sign) != "Cf")
    digits = "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in kept)
    return unicodedata.normalize("NFC", digits).replace("’", "'")


def _table() -> dict[str, list[tuple[str, int]]]:
    return {
        code: sorted(
            ((_plain(stem), number) for number, stems in enumerate(row.split(), 1) for stem in stems.split("/")),
            key=lambda one: -len(one[0]),
        )
        for code, row in _STEMS.items()
    }


_MONTHS = _table()


def _day(line: str, languages: Collection[str]) -> tuple[tuple[int, int, int] | None, str]:
    """Year, month and day; and the line without them."""
    found = _YEAR_FIRST.search(line)
    if found:
        year, month, day = (int(piece) for piece in found.groups())
        return _checked(year, month, day), line[: found.start()] + " " + line[found.end() :]
    found = _YEAR_LAST.search(line)
    if found:
        return _year_last(found, languages), line[: found.start()] + " " + line[found.end() :]
    return _in_words(line, languages), line


def _year_last(found: re.Match[str], languages: Collection[str]) -> tuple[int, int, int] | None:
    first, mark, second, last = int(found[1]), found[2], int(found[3]), found[4]
    day_first = bool(languages) and _DAY_FIRST.issuperset(languages)
    if len(last) == 2 and not day_first:
        return None
    year = int(last) + (2000 if len(last) == 2 else 0)
    if mark == "." or day_first or first > 12 or first == second:
        return _checked(year, second, first)
    return _checked(year, first, second) if second > 12 else None


def _in_words(line: str, languages: Collection[str]) -> tuple[int, int, int] | None:
    counted = _COUNTED.search(line)
    if counted:
        line = _COUNTED_WEEKDAY.sub(" ", line[: counted.start()] + " " + line[counted.end() :])
    pieces = _PIECE.findall(_without_clock(line))
    numbers = [(at, int(piece)) for at, piece in enumerate(pieces) if piece.isdecimal() and len(piece) <= 4]
    years = [(at, value) for at, value in numbers if value >= _FIRST_YEAR]
    days = [(at, value) for at, value in numbers if 1 <= value <= 31]
    if len(years) != 1 or len(days) != 1:
        return None
    (year_at, year), (day_at, day) = years[0], days[0]
    if counted:
        return _checked(year, int(counted[1]), day)
    inside = range(min(year_at, day_at) + 1, max(year_at, day_at))
    # "mar. 4 mai 2021": what stands between day and year is the month, whatever else begins like one.
    for some in ([pieces[at] for at in inside], [piece for at, piece in enumerate(pieces) if at not in inside]):
        months = _months(some, languages)
        if months:
            return _checked(year, months.pop(), day) if len(months) == 1 else None
    return None


def _months(words: Iterable[str], languages: Collection[str]) -> set[int]:
    """What words mean in these languages; where that is nothing, in all of them."""
    some = list(words)
    known = [code for code in languages if code in _MONTHS]
    return {month for word in some for month in _month(word, known)} or {
        month for word in some for month in _month(word, _MONTHS)
    }


def _month(word: str, languages: Iterable[str]) -> set[int]:
    bare = word.rstrip(".").removeprefix("d'")
    found = set()
    for code in languages:
        name = bare.removeprefix("ב") if code == "he" else bare
        for stem, number in _MONTHS[code]:
            if name.startswith(stem) and len(name) <= len(stem) + _LENIENT:
                found.add(number)
                break
    return found


def _checked(year: int, month: int, day: int) -> tuple[int, int, int] | None:
    if _FIRST_YEAR + _BUDDHIST <= year <= _LAST_YEAR + _BUDDHIST:
        year -= _BUDDHIST
    return (year, month, day) if _FIRST_YEAR <= year <= _LAST_YEAR else None


def _find_clock(line: str) -> re.Match[str] | None:
    return _CLOCK.search(line) or _DOTTED_CLOCK.search(line)


def _without_clock(line: str) -> str:
    found = _find_clock(line)
    if found is None:
        return line
    end = found.end()
    for one in (_AFTER, _OFFSET):
        more = one.match(line, end)
        end = more.end() if more else end
    return line[: found.start()] + " " + line[end:]


def _clock(line: str) -> tuple[tuple[int, int, int], timedelta | None]:
    """Hour, minute and second of a line without its date, and how far east of UTC, None when that is not said."""
    found = _find_clock(line)
    if found is None:
        return (0, 0, 0), None
    hour, minute, second = (int(piece or 0) for piece in found.groups())
    after = _AFTER.match(line, found.end())
    before = _BEFORE.search(line, 0, found.start())
    half = before or after
    if half and hour <= 12:
        hour = hour % 12 + (12 if half[2] else 0)
    return (hour, minute, second), _offset(line, after.end() if after else found.end())


def _offset(line: str, at: int) -> timedelta | None:
    found = _OFFSET.match(line, at)
    if found:
        sign, hours, minutes = (found[1], found[2], found[3]) if found[1] else (found[4], found[5], found[6])
        east = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return east if sign == "+" else -east
    named = _ZONE.match(line, at)
    return timedelta(hours=_ZONES[named[1]]) if named and named[1] in _ZONES else None
