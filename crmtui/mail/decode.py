"""Bytes of a mail into text: charsets and encoded words.

The one rule: what comes out can be stored anywhere (no NUL, no lone surrogate), and no input raises.
"""

import binascii
import codecs
import re
from functools import lru_cache

_ALLOWED = {
    "ascii", "utf-8", "utf-7", "utf-16", "utf-16-le", "utf-16-be", "utf-32",
    "cp437", "cp737", "cp775", "cp850", "cp852", "cp855", "cp857", "cp858", "cp860", "cp861", "cp862", "cp863",
    "cp864", "cp865", "cp866", "cp869", "cp874", "cp932", "cp949", "cp950", "cp1250", "cp1251", "cp1252", "cp1253",
    "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5",
    "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-9", "iso8859-10", "iso8859-11", "iso8859-13", "iso8859-14",
    "iso8859-15", "iso8859-16", "koi8-r", "koi8-u", "koi8-t", "kz1048", "ptcp154", "mac-roman", "mac-cyrillic",
    "mac-greek", "mac-latin2", "mac-iceland", "mac-turkish", "tis-620", "hz", "johab", "gb18030", "euc_jp",
    "euc_jis_2004", "euc_jisx0213", "euc_kr", "big5", "big5hkscs", "shift_jis_2004", "shift_jisx0213",
    "iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_3", "iso2022_jp_ext", "iso2022_jp_2004", "iso2022_kr",
}  # fmt: skip
"""Codecs a mail may name. Python knows more, and some of them (unicode_escape) make control bytes from plain text."""

_WIDER = {
    "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949",
    "big5": "cp950", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874", "iso2022_jp": "iso2022_jp_ext",
}  # fmt: skip
"""Senders name the standard and use the vendor's superset of it."""

_NAMES = {
    "": "", "default": "", "unknown": "", "x-unknown": "", "unknown-8bit": "", "user-defined": "", "x-user-defined": "",
    "8bit": "", "7bit": "", "binary": "", "none": "", "us-ascii": "ascii", "ascii": "ascii", "ansi_x3.4-1968": "ascii",
    "utf8": "utf-8", "utf-8": "utf-8", "unicode-1-1-utf-7": "utf-7", "unicode-1-1-utf-8": "utf-8", "utf8mb4": "utf-8",
    "x-utf-8": "utf-8", "latin1": "cp1252", "iso-8859-1": "cp1252", "iso-8859-8-i": "iso8859-8",
    "iso-8859-6-i": "iso8859-6", "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949", "ksc5601": "cp949", "x-sjis": "cp932",
    "x-gbk": "gb18030", "x-mac-roman": "mac-roman", "macintosh": "mac-roman", "x-mac-cyrillic": "mac-cyrillic",
    "windows-31j": "cp932", "windows-874": "cp874", "windows-949": "cp949", "windows-936": "gb18030",
    "windows-950": "cp950", "windows-932": "cp932", "ansi": "cp1252", "cp-850": "cp850",
    "iso-8859-1-windows-1252": "cp1252", "x-windows-949": "cp949", "x-euc-jp": "euc_jp", "x-big5": "cp950",
}  # fmt: skip

_NOT_ASCII_SAFE = frozenset(
    {"utf-7", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "hz", "iso2022_kr"}
    | {name for name in _ALLOWED if name.startswith("iso2022")}
)
"""Codecs in which bytes below 128 are not the ASCII letters they look like."""

_LATIN = frozenset({"ascii", "cp1252", ""})
_WORD = re.compile(rb"=\?([^?\s]{1,64})\?([bBqQ])\?([^?]*(?:\?(?!=)[^?]*){0,4})\?=")
_SPACE = re.compile(r"\s+")
_GUESS_FROM = 48
"""Bytes beyond ASCII below which a guess from letter statistics is worse than cp1252."""
_GUESS_SAMPLE = 8192


@lru_cache(maxsize=256)
def codec_for(charset: str) -> str | None:
    """The Python codec for a declared charset: "" when the name says nothing, None when it is unknown or refused."""
    name = charset.strip().strip("\"'").partition("*")[0].casefold()
    known = _NAMES.get(name)
    if known is not None:
        return known
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    found = _WIDER.get(found, found)
    return found if found in _ALLOWED else None


def storable(text: str) -> str:
    """Remove NUL and repair lone surrogates; everything else stays."""
    if "\0" in text:
        text = text.replace("\0", "")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def decode_text(data: bytes, charset: str = "") -> tuple[str, str]:
    """Decode a body or header value.

    Args:
        data: the bytes, transfer encoding already undone.
        charset: as declared, "" when nothing was.

    Returns:
        The text and a problem line, which is "" when the declared charset (or UTF-8) simply fits.
    """
    codec = codec_for(charset[:64])
    problem = ""
    if codec is None:
        codec, problem = "", f"unknown charset {charset[:40]!r}"
    if codec not in _NOT_ASCII_SAFE and data.isascii():
        # Old Japanese mailers shift charsets by escape sequences and forget to say so.
        text = (_strict(data, "iso2022_jp_ext") if b"\x1b$" in data else None) or data.decode("ascii")
        return (text.replace("\0", "") if "\0" in text else text), problem
    text, doubt = _decode_beyond_ascii(data, codec)
    return storable(text), problem or doubt


def _decode_beyond_ascii(data: bytes, codec: str) -> tuple[str, str]:
    if codec in _LATIN and data.startswith(codecs.BOM_UTF8):
        data = data[3:]
    # Text that is valid UTF-8 beyond ASCII is UTF-8, whatever a careless sender declared in the Latin family.
    for attempt in ("utf-8", codec) if codec in _LATIN else (codec, "utf-8"):
        text = _strict(data, attempt)
        if text is not None:
            return text, ""
    if codec and codec not in _LATIN:
        text = data.decode(codec, "replace")
        looked = text[:20_000]
        if looked.count("\ufffd") * 8 <= sum(1 for c in looked if c > "\x7f"):
            return text, f"some bytes are not {codec}"
    guess = _guess(data)
    text = _strict(data, guess) if guess else None
    if text is not None:
        return text, f"charset guessed as {guess}"
    return data.decode("cp1252", "replace"), "" if codec == "cp1252" else "charset guessed as cp1252"


def _strict(data: bytes, codec: str) -> str | None:
    if codec in ("", "ascii"):
        return None
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _guess(data: bytes) -> str:
    high = data.translate(None, bytes(range(128)))
    if len(high) < _GUESS_FROM:
        return ""
    # Late: the tables of chardet cost more to load than most imports need it.
    import chardet

    sample = data
    if len(data) > _GUESS_SAMPLE:
        first = next((at for at, byte in enumerate(data) if byte > 127), 0)
        sample = data[max(0, first - 512) :][:_GUESS_SAMPLE]
    found = chardet.detect(sample)
    return codec_for(found["encoding"] or "") or ""


def decode_words(value: bytes) -> str:
    """Decode an unstructured header value on one line, RFC 2047 words and raw 8-bit bytes alike.

    Adjacent encoded words of one charset are joined as bytes first: senders cut characters in two.
    """
    if b"=?" not in value:
        text = value.decode("ascii") if value.isascii() else decode_text(value)[0]
    else:
        text = _decode_words(value)
    if not text.isprintable() or "  " in text:
        text = _SPACE.sub(" ", text.replace("\0", ""))
    return text.strip()


def _decode_words(value: bytes) -> str:
    out: list[str] = []
    charset, pending = "", b""
    at = 0
    for word in _WORD.finditer(value):
        between = value[at : word.start()]
        at = word.end()
        named = word[1].decode("ascii", "replace").casefold()
        data = _undo_q(word[3]) if word[2] in b"qQ" else undo_base64(word[3])
        if pending and (named != charset or between.strip()):
            out.append(decode_text(pending, charset)[0])
            pending = b""
        if between.strip() or (between and not out and not pending):
            out.append(decode_text(between)[0])
        charset, pending = named, pending + data
    if pending:
        out.append(decode_text(pending, charset)[0])
    out.append(decode_text(value[at:])[0])
    return storable("".join(out))


def _undo_q(data: bytes) -> bytes:
    return binascii.a2b_qp(data, header=True)


def undo_base64(data: bytes) -> bytes:
    """Decode base64 leniently: foreign characters are skipped, missing padding is supplied."""
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        pass
    try:
        return binascii.a2b_base64(data + b"==")
    except binascii.Error:
        # One letter too many: its six bits are no byte.
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
        return binascii.a2b_base64(letters[: len(letters) // 4 * 4])


def undo_uu(data: bytes) -> bytes:
    """Decode a uuencoded body; lines that are none are skipped."""
    out: list[bytes] = []
    started = False
    for line in data.splitlines():
        if not started:
            started = line.startswith(b"begin ")
        elif line.strip() == b"end":
            break
        else:
            try:
                out.append(binascii.a2b_uu(line))
            except binascii.Error:
                # Some encoders pad the line wrongly: its first letter tells how much of it counts.
                length = (((line[:1] or b" ")[0] - 32) & 63) * 4 // 3 + 2
                try:
                    out.append(binascii.a2b_uu(line[:length]))
                except binascii.Error:
                    continue
    return b"".join(out)
