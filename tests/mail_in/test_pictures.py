"""Pictures of mails, decoded within bounds; what is broken or too large is an error with words."""

import random
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from crmtui.errors import SourceError
from crmtui.mail.pictures import read_picture

RED, WHITE = (255, 0, 0), (255, 255, 255)


def saved(image: Image.Image, kind: str = "PNG", **settings: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **settings)
    return out.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("RGB", "PNG"), ("P", "GIF"), ("1", "PNG"), ("L", "JPEG"), ("CMYK", "JPEG"), ("I;16", "PNG"), ("RGB", "WEBP"),
     ("RGB", "BMP"), ("LA", "PNG")],
)  # fmt: skip
def test_every_kind_becomes_rows_of_colors(mode: str, kind: str) -> None:
    picture = read_picture(saved(Image.new(mode, (40, 20)), kind))
    rows = picture.fitted(10, 10)
    assert (picture.width, picture.height, len(rows), {len(row) for row in rows}) == (40, 20, 5, {10})


def test_it_fits_its_place_and_is_never_larger_than_it_is() -> None:
    picture = read_picture(saved(Image.new("RGB", (2000, 1000), RED)))
    assert [len(rows) for rows in (picture.fitted(80, 22), picture.fitted(200, 10))] == [40, 20]
    small = read_picture(saved(Image.new("RGB", (4, 3), RED))).fitted(80, 22)
    assert small == [[RED] * 4] * 3


def test_what_is_transparent_is_paper() -> None:
    assert read_picture(saved(Image.new("RGBA", (2, 2), (255, 0, 0, 0)))).fitted(2, 1) == [[WHITE] * 2] * 2


def test_a_camera_held_upright_is_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = read_picture(saved(Image.new("RGB", (40, 20)), "JPEG", exif=exif))
    assert (picture.width, picture.height) == (20, 40)


def test_a_claim_of_ten_thousand_million_pixels_is_refused() -> None:
    header = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    with pytest.raises(SourceError, match="too large to draw"):
        read_picture(bomb)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_broken_files_are_told(kind: str) -> None:
    rng = random.Random(kind)
    noise = Image.frombytes("RGB", (32, 32), rng.randbytes(32 * 32 * 3))
    whole, refused = saved(noise, kind), 0
    for _ in range(60):
        broken = bytearray(whole[: rng.randrange(len(whole))] if rng.random() < 0.5 else whole)
        for _ in range(rng.randrange(1, 9)):
            if broken:
                broken[rng.randrange(len(broken))] = rng.randrange(256)
        try:
            read_picture(bytes(broken)).fitted(8, 8)
        except SourceError:
            refused += 1
    assert refused


def test_a_scan_in_sixteen_bits_of_grey_keeps_its_greys() -> None:
    for value in (0, 300, 30_000, 60_000):
        picture = read_picture(saved(Image.new("I;16", (1, 3000), value)))
        grey = value // 256
        assert picture.fitted(10, 10)[0][0] == (grey, grey, grey)


def test_a_picture_with_broken_notes_of_the_camera_is_drawn_as_it_is() -> None:
    notes = Image.Exif()
    notes[0x112], notes[0x10E] = 6, "hello"
    content = saved(Image.new("RGB", (60, 40), RED), "JPEG", exif=notes)
    # A text where the width of the picture stands.
    at = content.index(struct.pack(">H", 0x10E), content.index(b"Exif"))
    picture = read_picture(content[:at] + struct.pack(">H", 0x100) + content[at + 2 :])
    assert (picture.width, picture.height) == (60, 40)
