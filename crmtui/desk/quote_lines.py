"""The line above a quoted mail, "On 1 Jul 2026, 18:30 +0200, Ana wrote:", in the language of whoever reads it.

The one rule: whoever cuts quotes must know the line again, in every language that is here (`mail.quote_words`); a
language that is not here is English.
"""

import re
from datetime import datetime, tzinfo

_LINES = {
    "de": "Am {day} um {time} schrieb {who}:",
    "fr": "Le {day} à {time}, {who} a écrit :",
    "es": "El {day} a las {time}, {who} escribió:",
    "it": "Il {day} alle {time}, {who} ha scritto:",
    "nl": "Op {day} om {time} schreef {who}:",
    "pt": "Em {day} às {time}, {who} escreveu:",
    "sv": "Den {day} kl. {time} skrev {who}:",
    "da": "Den {day} kl. {time} skrev {who}:",
    "nb": "Den {day} kl. {time} skrev {who}:",
    "fi": "{weekday} {day} klo {time} {who} kirjoitti:",
    "pl": "W dniu {day} o {time} {who} napisał(a):",
    "cs": "Dne {day} v {time} {who} napsal(a):",
}
"""By the code of the language."""
_SAME = {"no": "nb", "nn": "nb"}
_ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

LANGUAGES = ("en", *_LINES)
"""Those that the line is written in."""


def written_by(who: str, at: int, zone: tzinfo, locale: str) -> str:
    """The line above what somebody wrote.

    Args:
        who: name and address.
        at: when, UTC epoch seconds.
        zone: by whose clock.
        locale: of the reader: "de", "de-AT", "pt_BR"; "" when it is not known.
    """
    language = re.split(r"[-_.]", locale.casefold())[0]
    language = _SAME.get(language, language)
    if language not in _LINES:
        return f"On {english_day(at, zone)}, {who} wrote:"
    from babel.dates import format_date  # late: 60 ms, and English needs none of it

    moment = datetime.fromtimestamp(at, zone)
    day, weekday = (format_date(moment.date(), style, locale=language) for style in ("long", "EEE"))
    return _LINES[language].format(day=day, weekday=weekday, time=_clock(moment), who=who)


def english_day(at: int, zone: tzinfo) -> str:
    """A moment that reads the same everywhere: with its offset, and months not by strftime and the machine."""
    moment = datetime.fromtimestamp(at, zone)
    return f"{moment.day} {_ENGLISH_MONTHS[moment.month - 1]} {moment.year}, {_clock(moment)}"


def _clock(moment: datetime) -> str:
    offset = f"{moment:%z}"[:5] if moment.utcoffset() else "UTC"
    return f"{moment.hour:02}:{moment.minute:02} {offset}"
