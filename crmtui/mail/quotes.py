"""Two cuts through the text of a mail: the quoted rest, and the signature.

The one rule: fold, never delete. Every line of the body is in exactly one of the three pieces, whatever is cut where,
and when in doubt a line stays in the text. One pass over the lines with a bounded look around each.
"""

import re
from dataclasses import dataclass

from crmtui.mail.quote_words import (
    LABELS,
    LEADS,
    ORIGINALS,
    SENDERS,
    SENT_FROM,
    WROTE_PHRASES,
    WROTE_WORDS,
)

_WRAP = 4
"""Lines over which a mail program may wrap "On Monday, Ana Ruiz <ana@a.example> wrote:"."""
_ATTRIBUTION_CHARS = 400
_BLOCK = 8
"""Lines within which the fields of a copied header block follow each other."""
_SIGNATURE_LINES = 25
"""A longer ending after "-- " is no signature."""
_SENT_FROM_LINES = 6
"""Lines that may stand from "Sent from my phone" to the end."""

_SENT_FROM_WORDS = 8
_LONG = 70
"""A quoted line of this width may have been wrapped again."""
_TAIL = 20
"""Of an attribution whose last wrapped line looks like a quote: "> wrote:"."""

_TIME = re.compile(r"\d{1,2}\s?[:.hH時时]\s?\d{2}(?!\d)|(?<!\d)(?:19|20)\d\d(?!\d)")
_DAY = re.compile(r"\d{1,4}\s?[./年-]\s?\d{1,2}|\d{1,2}")
_ADDRESS = re.compile(r"[^\s<>@]@[^\s<>@]")
_WORD = re.compile(r"[^\s,.:;<>\"'=*-]+")
_RULE = " \t-_=*#‐–—─~+"
_FOOTER = re.compile(r"mailing list|mailman|unsubscribe|https?://|@", re.IGNORECASE)
_DASH_NAME = re.compile(r"[-–—~]{1,2} ?[^\W\d_][\w.'’]*(?: [^\W\d_][\w.'’]*){0,2}")


_BLANK, _WORDS, _QUOTE, _INTRO, _ENDING = b"bwqie"
"""What a line is, one byte each. The words that introduce a quote (_INTRO) fold with it; _ENDING is a signature or a
list's footer."""
_PILED = re.compile(rb"[wb]+|q[qb]*|e[eb]*")
_RUN = re.compile(rb"w(?:[wb]*w)?|[qi](?:[qib]*[qi])?|e(?:[eb]*e)?")


@dataclass(frozen=True, slots=True)
class Cut:
    """The three pieces of a body, outer blank lines removed."""

    text: str
    quoted: str
    signature: str


def cut(body: str) -> Cut:
    """Fold the quoted rest and the signature of a readable body away from its new words."""
    lines = body.split("\n")
    kinds = _kinds(lines)
    _mark_ending(lines, kinds)
    if _QUOTE in kinds or _INTRO in kinds:
        _keep_context(kinds)
    if _QUOTE not in kinds and _ENDING not in kinds:
        return Cut(_trimmed(body), "", "")
    # Every line goes into one of three piles, a blank one onto the pile of the line before it.
    piles: dict[int, list[str]] = {_WORDS: [], _QUOTE: [], _ENDING: []}
    for run in _PILED.finditer(kinds):
        begin, end = run.span()
        piles.get(kinds[begin], piles[_WORDS]).extend(lines[begin:end])
    return Cut(*(_trimmed("\n".join(pile)) for pile in piles.values()))


def _trimmed(text: str) -> str:
    """Without blank lines around it; the first line keeps its indent."""
    text = text.rstrip().lstrip("\n")
    if text[:1].isspace():
        indent = len(text) - len(text.lstrip())
        text = text[text.rfind("\n", 0, indent) + 1 :]
    return text


def _kinds(lines: list[str]) -> bytearray:
    """What each line is, seen by itself and its neighbours."""
    kinds = bytearray(b"w") * len(lines)
    words = False
    before = _BLANK
    for at, line in enumerate(lines):
        if not line or line[0].isspace():
            line = line.strip()
            if not line:
                kinds[at] = before = _BLANK
                continue
        first = line[0]
        if first == ">" and (line[-1] != ":" or len(line) > _TAIL or before != _WORDS):
            kinds[at] = before = _QUOTE
            continue
        # Most lines are nothing of this, and pass without a closer look.
        if (":" in line or first in _RULE or "@" in line or "：" in line) and _may_open(line):
            begin, rest = _opening(lines, kinds, at, line, words)
            if rest:
                kinds[begin:] = bytes([_QUOTE]) * (len(lines) - begin)
                return kinds
            if begin >= 0:
                kinds[begin : at + 1] = bytes([_INTRO]) * (at + 1 - begin)
                before = _INTRO
                continue
        if before == _QUOTE and _is_wrapped(lines, at, line):
            kinds[at] = _QUOTE
            continue
        words = True
        before = _WORDS
    return kinds


def _may_open(line: str) -> bool:
    """Whether a line is worth a closer look: it may introduce a quote, separate an earlier mail, or copy a header."""
    last = line[-1]
    if last in ":：" or (line[0] in _RULE and last in _RULE) or (last == ">" and "@" in line):
        return True
    if _label(line) in LABELS:
        return True
    return "@" in line and line.rpartition(" ")[2].casefold() in WROTE_WORDS


def _opening(lines: list[str], kinds: bytearray, at: int, line: str, words: bool) -> tuple[int, bool]:
    """Where a quote is introduced that ends on this line (-1: it is not), and whether it is all the rest."""
    if line[-1] in ":：" or line[0] in _RULE or "@" in line:
        begin = _attribution(lines, at, line)
        if begin >= 0:
            ahead = _next_words(lines, at + 1)
            if ahead < len(lines) and lines[ahead].lstrip()[0] == ">":
                return begin, False
            return (begin, True) if words and kinds.find(b"w", 0, begin) >= 0 else (-1, False)
    return (at, True) if words and _opens_rest(lines, at, line) else (-1, False)


def _next_words(lines: list[str], at: int) -> int:
    """The next line that is not blank, a few lines on at most; the number of lines when there is none."""
    for ahead in range(at, min(len(lines), at + _WRAP)):
        if lines[ahead].strip():
            return ahead
    return len(lines)


def _is_wrapped(lines: list[str], at: int, line: str) -> bool:
    """Whether a line is the tail of a long quoted word that was broken without a new mark."""
    if at + 1 >= len(lines) or not lines[at + 1].startswith(">"):
        return False
    before = lines[at - 1]
    return (" " not in line and "://" in before) or (len(before) >= _LONG and line[0].islower())


def _attribution(lines: list[str], at: int, line: str) -> int:
    """Where the words that introduce a quote begin when they end on this line, -1 when this is none."""
    bare = line[-1] not in ":：" and line.rstrip(_RULE).rpartition(" ")[2].casefold() not in WROTE_WORDS
    if bare and (line[-1] != ">" or not _DAY.match(line)):
        return -1
    ahead = _next_words(lines, at + 1)
    quote_follows = ahead < len(lines) and lines[ahead].lstrip()[0] == ">"
    if bare:
        return at if quote_follows and _ADDRESS.search(line[-_ATTRIBUTION_CHARS:]) else -1
    best = -1
    joined = ""
    for begin in range(at, max(-1, at - _WRAP), -1):
        piece = lines[begin].strip()
        joined = f"{piece} {joined}"
        if not piece or (piece[0] == ">" and begin < at) or len(joined) > _ATTRIBUTION_CHARS:
            break
        low = joined.casefold().lstrip(_RULE)
        when, who = _TIME.search(low), "@" in low and _ADDRESS.search(low)
        if best < 0 and when and who:
            best = begin
        # Words are looked at last: most lines that end with a colon have neither time nor address around them.
        if (when or who or quote_follows) and _says_wrote(low):
            if low.startswith(LEADS) and (when or who or _DAY.search(low)):
                return begin
            if best < 0 and quote_follows and begin == at:
                best = begin
    return best


def _says_wrote(low: str) -> bool:
    return not WROTE_WORDS.isdisjoint(_WORD.findall(low)) or any(phrase in low for phrase in WROTE_PHRASES)


def _opens_rest(lines: list[str], at: int, line: str) -> bool:
    """Whether all that follows is an earlier mail: a separator, or a copied header block."""
    if line[0] in _RULE:
        core = line.strip(_RULE + ":").casefold()
        if core in ORIGINALS:
            return True
        if not core:
            ahead = _next_words(lines, at + 1)
            return ahead < len(lines) and _is_header_block(lines, ahead)
    elif line[-1] == ":" and line[:-1].rstrip().casefold() in ORIGINALS:
        return True
    return _label(line) in LABELS and _is_header_block(lines, at)


def _label(line: str) -> str:
    """The name of a header-like line, "" when it has none."""
    head = line[:32]
    end = head.find(":")
    if end < 0:
        end = head.find("：")
    return head[:end].strip(" \t*_>|\xa0").casefold() if end > 0 else ""


def _is_header_block(lines: list[str], at: int) -> bool:
    found: set[str] = set()
    author = who = when = False
    for line in lines[at : at + _BLOCK]:
        label = _label(line)
        if label in LABELS:
            found.add(label)
            author |= label in SENDERS
            who |= _ADDRESS.search(line[:300]) is not None
            when |= _TIME.search(line[:300]) is not None
        elif line.strip() and not found:
            return False
    return author and ((len(found) > 2 and (who or when)) or (len(found) == 2 and who and when))


def _keep_context(kinds: bytearray) -> None:
    """Settle which quotes fold: not those that replies stand between, and not a mail that is nothing else.

    A single introduced quote in the middle of a reply folds; a bare one is context that the reply needs.
    """
    runs = [(kinds[run.start()], *run.span()) for run in _RUN.finditer(kinds)]
    words = [number for number, run in enumerate(runs) if run[0] == _WORDS]
    between = [run for run in runs[: words[-1]] if run[0] in (_QUOTE, _INTRO)] if words else runs
    wrapped = len(words) == 2 and kinds[runs[words[0] + 1][1]] == _INTRO
    if not words or (len(words) > 1 and not wrapped):
        for _, begin, end in between:
            kinds[begin:end] = kinds[begin:end].translate(_AS_WORDS)
    kinds[:] = kinds.translate(_AS_QUOTE)


_AS_WORDS = bytes.maketrans(b"qi", b"ww")
_AS_QUOTE = bytes.maketrans(b"i", b"q")


def _mark_ending(lines: list[str], kinds: bytearray) -> None:
    """Mark the lines of a signature or a list's footer at the end of the new words."""
    tail: list[int] = []
    at = kinds.rfind(b"w")
    while at >= 0 and len(tail) <= _SIGNATURE_LINES:
        tail.append(at)
        at = kinds.rfind(b"w", 0, at)
    tail.reverse()
    for number, at in enumerate(tail):
        near = number >= len(tail) - _SENT_FROM_LINES
        if not (near or lines[at].lstrip()[0] in _RULE) or not _opens_ending(lines, tail, number):
            continue
        # A mail that is nothing but a signature is its words.
        if number or kinds.find(b"w", 0, at) >= 0:
            for later in tail[number:]:
                kinds[later] = _ENDING
            return


def _opens_ending(lines: list[str], tail: list[int], number: int) -> bool:
    line = lines[tail[number]].strip()
    if line[0] not in _RULE:
        return number >= len(tail) - _SENT_FROM_LINES and _is_sent_from(line)
    if line == "--":
        return True
    if len(line) > 1 and not line.strip("_"):
        return any(_FOOTER.search(lines[at][:300]) for at in tail[number + 1 :])
    alone = tail[number] == 0 or not lines[tail[number] - 1].strip()
    last = number == len(tail) - 1 or not lines[tail[number + 1]].strip("_ ")
    return last and alone and len(line) < 60 and _DASH_NAME.fullmatch(line) is not None


def _is_sent_from(line: str) -> bool:
    if not line.lstrip("*_[(<").casefold().startswith(SENT_FROM):
        return False
    words = line.partition("<http")[0].split()
    # "Sent from my desk, it is easier" is somebody's sentence.
    return len(words) <= _SENT_FROM_WORDS and not any(word.endswith(",") for word in words)
