"""Where an earlier mail begins: the words that introduce a quote, copied fields, a line that sets it apart.

The one rule: a beginning is told by what every mail program writes there (who, when, "wrote", labels in a row), looked
for within a few lines and a few hundred characters, so that no text costs more than its length.
"""

import re
from enum import IntEnum

from crmtui.mail.foreign_openings import is_foreign_attribution, is_foreign_block
from crmtui.mail.header_blocks import ADDRESS, CLOCK, DATE, RULE, TIME, WORD, is_header_block, is_heading, label
from crmtui.mail.plain_lines import next_words, plain, usually_marked
from crmtui.mail.quote_words import (
    ABOVE_THIS,
    FORWARDED,
    LABELS,
    LEADS,
    ORIGINALS,
    WROTE_PHRASES,
    WROTE_WORDS,
)

WRAP = 4
"""Lines over which a mail program may wrap "On Monday, Ana Ruiz <ana@a.example> wrote:"."""
_ATTRIBUTION_CHARS = 400
_ALONE_CHARS = 120
"""Words without an address introduce a quote only when they are short."""
_SHARED = 100
"""Lines that may be broken in two; a mail has one, if any."""
_RULE = 100
"""A longer line sets nothing apart."""
_FULL = 60
"""A line of this width may have been broken because the next word did not fit."""

_DAY = re.compile(r"\d{1,4}\s?[./年-]\s?\d{1,2}|\d{1,2}")
_TOLD = re.compile(r"[@\d]")
"""What a time or an address has at the least: of most lines that end with a colon nothing else need be asked."""
_NAMED = re.compile(r"[>)\]]\s*[:\uff1a]?$")
"""Some languages' introductions end with the author and have no verb."""
_WRITES = re.compile(r"[^.!?:]{0,80}<[^<>\s]{1,200}@[^<>\s]{1,200}>\s*[^\s<>]{3,16}")
_TELLS = re.compile(
    r"\b(?:wrote|said|says|writes) (?:that|me|us)\b|schrieb(?:en)? (?:mir|uns|dass)\b|(?:écrit|escribió) que\b"
    r"|scritto che\b|schreef dat\b|escreveu que\b|skrev att\b"
)
"""Somebody tells what was written."""
_PLAIN_PHRASES = tuple(phrase for phrase in WROTE_PHRASES if phrase.isascii())
_THINGS = frozenset(("the", "a", "an", "my", "your", "our", "this", "that", "his", "her", "their"))
_PLAIN_ABOVE = tuple(phrase for phrase in ABOVE_THIS if phrase.isascii())
_FORWARDED_BY = tuple(f"{word} " for word in FORWARDED)
_INNER = re.compile(
    r"(?<=\S)[ \t-]{1,20}(?=(?:On|Am|Le|El|Il|Op|Em|Den) (?:[^\W\d]{2,12}[.,]{0,2} ){0,2}\d{1,2}[ ,./-])"
)


class Opening(IntEnum):
    """What begins on a line."""

    NONE = 0
    QUOTE = 1
    """Words that introduce the marked lines after them."""
    REST = 2
    """All that follows is an earlier mail."""
    FORWARD = 3
    """All that follows is a mail that is passed on."""


def unshare(lines: list[str]) -> list[str]:
    """Break lines in which a program put the introduction of a quote behind somebody's words."""
    found = [at for at, line in enumerate(lines) if "@" in line and line[-7:].rstrip()[-1:] == ":"]
    out, done = [], 0
    for at in found[:_SHARED]:
        line = lines[at]
        inner = _INNER.search(line, 0, _ATTRIBUTION_CHARS) if line[0] != ">" else None
        if inner and attribution([line[inner.end() :], *lines[at + 1 : at + WRAP]], 0) >= 0:
            out += [*lines[done:at], line[: inner.start()], line[inner.end() :]]
            done = at + 1
    return out + lines[done:] if done else lines


def find_opening(lines: list[str], at: int, line: str) -> tuple[Opening, int]:
    """What begins on or ends on a line that is neither blank nor marked, and at which line it began.

    Args:
        lines: the whole body.
        at: the line looked at.
        line: its `plain` form, of which `is_worth_it` is true.
    """
    if not line.strip(RULE):
        begins = _is_rule_above_fields(lines, at, line) or _is_rule_above_request(lines, at)
        return (Opening.REST if begins else Opening.NONE), at
    if is_forward(line):
        return Opening.FORWARD, at
    if is_between_marks(line):
        return Opening.REST, at
    if line[-1] in ":：>-–—" or line[0] in RULE or "@" in line:
        begin = attribution(lines, at)
        if begin >= 0:
            return (Opening.QUOTE if _quote_follows(lines, at) else Opening.REST), begin
    if _opens_rest(lines, at, line) or _goes_on(line):
        return Opening.REST, at
    return Opening.NONE, at


def is_between_marks(line: str) -> bool:
    """Whether a line is GroupWise's introduction: ">>> Ana Ruiz <ana@a.example> 03/05/21 10:00 AM >>>"."""
    return line[-4:] == " >>>" and line[:4] == ">>> " and TIME.search(line[:_ATTRIBUTION_CHARS]) is not None


def is_worth_it(line: str) -> bool:
    """Whether something may begin on a line: most pass without a closer look."""
    last = line[-1]
    if ":" not in line and "：" not in line and line[0] not in RULE and "@" not in line:
        return last in "-–—" and len(line) < _ALONE_CHARS and _last_word(line) in WROTE_WORDS
    if last in ":：" or (line[0] in RULE and (last in RULE or line[1:2] in RULE)) or (last == ">" and "@" in line):
        return True
    if label(line) in LABELS:
        return True
    return "@" in line and (_last_word(line) in WROTE_WORDS or line.casefold().startswith(LEADS))


def _quote_follows(lines: list[str], at: int) -> bool:
    ahead = next_words(lines, at + 1)
    return ahead < len(lines) and lines[ahead].lstrip()[0] == ">"


def has_other_mark(lines: list[str], at: int) -> bool:
    """Whether the lines that are introduced here have a mark of their own: initials ("AR> "), a bar, an indent."""
    ahead = next_words(lines, at + 1)
    first, second, *_ = [*lines[ahead : ahead + 2], "", ""]
    if usually_marked(first) == first:
        return False
    # The first line of a paragraph may be indented alone.
    return not first[:2].isspace() or usually_marked(second) != second


def is_forward(line: str) -> bool:
    """Whether a line says that a mail is passed on below it."""
    if line[0] in RULE or line[-1] in ":：":
        core = line.strip(RULE + ":：")[:80].casefold()
        # "Forwarded message from ana@a.example", "Forwarded by Ana on 3 May".
        return core in FORWARDED or (line[0] in RULE and core.startswith(_FORWARDED_BY))
    return False


def attribution(lines: list[str], at: int) -> int:
    """Where the words that introduce a quote begin when they end on this line, -1 when this is none."""
    line = plain(lines[at])
    core = line.rstrip(RULE)
    if line[-1] not in ":：" and core[-1:] not in (":", "：") and _last_word(core) not in WROTE_WORDS:
        # Old Gmail, or a reader that lost the last word: "2011/4/7 Ana <ana@a.example>".
        bare = line[-1] == ">" and _DAY.match(line) and _quote_follows(lines, at)
        return at if bare and ADDRESS.search(line[-_ATTRIBUTION_CHARS:]) else -1
    marked = _quote_follows(lines, at)
    if not marked and not any(map(_TOLD.search, lines[max(0, at - WRAP - 4) : at + 1])):
        return -1
    found = _begins(lines, at, marked)
    return _with_its_first_line(lines, found, at) if found >= 0 else -1


def _begins(lines: list[str], at: int, marked: bool) -> int:
    best = -1
    joined, depth = "", 0
    for begin in range(at, max(-1, at - (WRAP + 4 if lines[at].lstrip()[:1] == ">" else WRAP)), -1):
        piece = plain(lines[begin])
        depth += piece.count(">") - piece.count("<")
        # An address on lines of its own may have blank ones around it.
        apart = depth > 0 or joined.startswith("<")
        if (not piece and not apart) or (piece[:1] == ">" and begin < at):
            break
        joined = f"{piece} {joined}"
        if len(joined) > _ATTRIBUTION_CHARS:
            break
        low = joined.casefold().strip(RULE)
        when, who = TIME.search(low), "@" in low and ADDRESS.search(low)
        # Words are looked at last: most lines that end with a colon have neither time nor address around them.
        wrote = (when or who or marked) and _says_wrote(low)
        if best < 0 and when and who and (wrote or marked or _NAMED.search(low)):
            best = begin
        if (
            best < 0
            and not wrote
            and (marked or who)
            and _starts_paragraph(lines, begin)
            and is_foreign_attribution(joined, marked=marked)
        ):
            best = begin
        if wrote:
            if low.startswith(LEADS) and (when or who or _DAY.search(low)):
                return begin
            if best < 0 and _is_alone(lines, begin, low, marked and begin == at, bool(who)):
                best = begin
    return best


def _is_alone(lines: list[str], begin: int, low: str, marked: bool, who: bool) -> bool:
    """Whether a paragraph that says "wrote" introduces a quote without both an address and a time."""
    if marked:
        return who or not _is_no_name(plain(lines[begin]))
    if who and lines[begin].startswith("--") and lines[begin].rstrip().endswith("--"):
        return True
    if len(low) > _ALONE_CHARS or not _starts_paragraph(lines, begin):
        return False
    if CLOCK.search(low) and DATE.search(low):
        return True
    return who and _WRITES.fullmatch(low.rstrip(" :：")) is not None


def _starts_paragraph(lines: list[str], begin: int) -> bool:
    return not begin or not lines[begin - 1].strip()


def _is_no_name(line: str) -> bool:
    """Whether a thing speaks and nobody: "The order page says:"."""
    *who, verb = line.rstrip(" :").split() or [""]
    if verb not in ("says", "said") or len(who) < 2 or not who[-1].isalpha() or not who[-1].islower():
        return False
    return len(who) > 2 or who[0].casefold() in _THINGS


def _with_its_first_line(lines: list[str], begin: int, at: int) -> int:
    """One line further up when the line found goes on what was broken there: a name before its address, a date."""
    line = plain(lines[begin])
    if begin == 0 or at - begin >= WRAP - 1 or line.casefold().startswith(LEADS):
        return begin
    before = plain(lines[begin - 1])
    if not before or before[0] == ">" or before[-1] in ".!?:" or len(before) > _ALONE_CHARS:
        return begin
    goes_on = line[0] in "<(" or (
        _DAY.search(before) is not None and len(before) + len(line.partition(" ")[0]) >= _FULL
    )
    starts_paragraph = begin == 1 or not lines[begin - 2].strip() or before.casefold().startswith(LEADS)
    return begin - 1 if goes_on or (starts_paragraph and _DAY.match(before)) else begin


def _last_word(line: str) -> str:
    return line.rstrip(RULE).rpartition(" ")[2].casefold()


def _says_wrote(low: str) -> bool:
    if WROTE_WORDS.isdisjoint(WORD.findall(low)):
        phrases = _PLAIN_PHRASES if low.isascii() else WROTE_PHRASES
        if not any(phrase in low for phrase in phrases):
            return False
    return not _TELLS.search(low)


def _goes_on(line: str) -> bool:
    """Whether a line introduces a quote and has its first words behind it, as some phones write."""
    if "@" not in line:
        return False
    head = line[:_ATTRIBUTION_CHARS]
    end = head.find(": ", head.find("@") + 1)
    low = head[:end].casefold()
    return (
        end > 0 and "@" in low and low.startswith(LEADS) and TIME.search(low) is not None
        and low.rpartition(" ")[2].strip(">") in WROTE_WORDS
    )  # fmt: skip


def _is_rule_above_fields(lines: list[str], at: int, line: str) -> bool:
    if len(line) >= _RULE:
        return False
    ahead = next_words(lines, at + 1)
    return ahead < len(lines) and (is_header_block(lines, ahead) or is_foreign_block(lines, ahead))


def _is_rule_above_request(lines: list[str], at: int) -> bool:
    """Whether a help desk asks below a rule that the answer be written above it."""
    below = lines[at + 1].strip() if at + 1 < len(lines) else ""
    return 0 < len(below) < _ALONE_CHARS and _asks_above(below.casefold())


def _asks_above(low: str) -> bool:
    return any(phrase in low for phrase in (_PLAIN_ABOVE if low.isascii() else ABOVE_THIS))


def _opens_rest(lines: list[str], at: int, line: str) -> bool:
    """Whether all that follows is an earlier mail: a separator, or a copied header block."""
    if line[0] in RULE:
        core = line[:80].strip(RULE + ":").casefold()
        if "&nbsp;" in core:
            core = core.replace("&nbsp;", " ").strip()
        # Some phones put the fields behind it on the same line.
        if core in ORIGINALS or core.partition("--")[0].strip() in ORIGINALS:
            return True
        if line[-1] in RULE and _asks_above(core):
            return True
        if not core and _is_rule_above_fields(lines, at, line):
            return True
    elif line[-1] == ":" and line[:-1].rstrip().casefold() in ORIGINALS:
        return True
    if label(line) in LABELS:
        return is_header_block(lines, at)
    return line[-1] == ">" and (is_foreign_block(lines, at) or is_heading(lines, at))
