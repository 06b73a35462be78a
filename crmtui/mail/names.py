"""Names of attachments, made safe to be a file's name.

The one rule: what comes out is one plain name in one directory, on any system, and shows the type it really has.
"""

import re

_MAX_BYTES = 180
"""Short enough for every file system, with room for a number that avoids a clash."""
_MAX_SUFFIX = 16
_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f<>:\"/\\|?*\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufff0-\uffff]"
)
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)", re.IGNORECASE)
_EXTENSIONS = {
    "text/plain": ".txt", "text/html": ".html", "text/calendar": ".ics", "text/csv": ".csv", "text/vcard": ".vcf",
    "image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp", "image/heic": ".heic",
    "application/pdf": ".pdf", "application/zip": ".zip", "message/rfc822": ".eml", "video/mp4": ".mp4",
    "message/delivery-status": ".txt", "text/rfc822-headers": ".txt", "application/pgp-signature": ".asc",
}  # fmt: skip


def safe_filename(name: str, content_type: str = "", number: int = 1) -> str:
    """A name under which an attachment can be saved.

    Args:
        name: what the sender called it, anything at all.
        content_type: gives an extension to a file without a usable name.
        number: its place among the attachments, for a name made up.
    """
    plain = _UNSAFE.sub("_", name.replace("\\", "/").rpartition("/")[2] or name)
    plain = " ".join(plain.split()).strip(". ").lstrip("-~")
    if not plain.strip("_. "):
        return f"attachment-{number}{_EXTENSIONS.get(content_type, '.bin')}"
    if _RESERVED.fullmatch(plain.partition(".")[0].strip()):
        plain = "_" + plain
    return _shortened(plain)


def _shortened(name: str) -> str:
    if len(name.encode()) <= _MAX_BYTES:
        return name
    stem, dot, suffix = name.rpartition(".")
    suffix = dot + suffix if stem and len(suffix.encode()) <= _MAX_SUFFIX else ""
    stem = stem if suffix else name
    room = _MAX_BYTES - len(suffix.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(". ") + suffix
