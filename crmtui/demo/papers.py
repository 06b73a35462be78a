"""The files that hang on the demo's mails: a picture and some papers, made here.

The one rule: real files of their kind, small, and the same bytes every time.
"""

import struct
import zlib
from functools import lru_cache


@lru_cache(maxsize=16)
def paper(kind: str) -> tuple[str, str, bytes]:
    """(file name, content type, bytes) of what a script calls "photo", "label", "invoice" and so on."""
    if kind in ("photo", "screenshot"):
        warm = kind == "photo"
        return f"{'IMG_2041' if warm else 'screenshot'}.png", "image/png", _picture(warm)
    titles = {
        "label": ("return-label.pdf", "Return label - Fjord & Linden"),
        "invoice": ("invoice.pdf", "Invoice - Fjord & Linden"),
        "receipt": ("receipt.pdf", "Proof of posting"),
        "pricelist": ("trade-prices.pdf", "Trade prices - Fjord & Linden"),
    }
    name, title = titles[kind]
    return name, "application/pdf", _page(title)


def _picture(warm: bool, width: int = 96, height: int = 64) -> bytes:
    rows = b"".join(
        b"\0" + bytes(part for x in range(width) for part in _pixel(x / width, y / height, warm)) for y in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    # Stored, not packed: the same bytes whatever the zlib.
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 0)) + _chunk(b"IEND", b"")
    )


def _pixel(x: float, y: float, warm: bool) -> tuple[int, int, int]:
    crack = warm and abs(x - 0.3 - 0.4 * y) < 0.02
    shade = int(60 + 150 * (1 - ((x - 0.5) ** 2 + (y - 0.5) ** 2)))
    if crack:
        return 30, 25, 25
    return (shade, int(shade * 0.85), int(shade * 0.7)) if warm else (int(shade * 0.8), int(shade * 0.9), shade)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _page(title: str) -> bytes:
    text = f"BT /F1 18 Tf 60 760 Td ({title}) Tj ET".encode("ascii")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return (
        out
        + head
        + table
        + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            len(objects) + 1,
            len(out),
        )
    )
