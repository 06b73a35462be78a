"""Reads a picture that came with a mail, small enough for a terminal, with Pillow where it is installed.

The one rule: a file is only decoded when somebody asked for it, and never larger than a bound in pixels and memory,
whatever it claims to be.
"""

import struct
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING
from warnings import catch_warnings

from crmtui.errors import SourceError

if TYPE_CHECKING:
    from PIL.Image import Image

PICTURES = frozenset(f"image/{kind}" for kind in ("png", "jpeg", "jpg", "pjpeg", "gif", "webp", "bmp", "x-ms-bmp"))
"""Media types that are decoded."""
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
_MOST_PIXELS = 40_000_000
_KEPT = 1024
"""Pixels to a side that are kept: more than a terminal has cells."""
_BROKEN = (
    OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, ArithmeticError, struct.error,
)  # fmt: skip
"""What Pillow's decoders raise over broken files."""
_PAPER = (255, 255, 255)
"""What shows through where a picture is transparent: most are drawn for a white page."""

Pixel = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture.

    Attributes:
        width, height: of the file, in pixels.
        image: the pixels that are kept.
    """

    width: int
    height: int
    image: "Image"

    def fitted(self, columns: int, lines: int) -> list[list[Pixel]]:
        """The rows of pixels, two to a line of the terminal, as large as fits and never larger than it is."""
        wide, high = self.image.size
        scale = min(columns / wide, lines * 2 / high, 1)
        wide, high = max(1, round(wide * scale)), max(1, round(high * scale))
        raw = self.image.resize((wide, high)).tobytes()
        pixels: list[Pixel] = list(zip(raw[::3], raw[1::3], raw[2::3], strict=True))
        return [pixels[row * wide : (row + 1) * wide] for row in range(high)]


def can_draw() -> bool:
    """Whether pictures can be decoded here: the extra `images` is installed."""
    try:
        import PIL  # noqa: F401 - only whether it is there
    except ImportError:
        return False
    return True


def read_picture(content: bytes) -> Picture:
    """Decode the first frame of a picture.

    Raises:
        SourceError: not a picture of a known kind, broken, or too large.
    """
    from PIL import Image

    # Our own bound below is lower; Pillow's would be a warning first.
    Image.MAX_IMAGE_PIXELS = None
    try:
        # Decoders warn of oddities on standard error, which is the app's screen.
        with catch_warnings(action="ignore"), Image.open(BytesIO(content), formats=_FORMATS) as file:
            width, height = file.size
            if width * height > _MOST_PIXELS:
                raise SourceError(f"the picture is too large to draw ({width} x {height})", "Save it instead.")
            file.draft("RGB", (_KEPT, _KEPT))
            # Scans in 16 bits of grey: Pillow would make everything but black white.
            eight = file.point(lambda grey: grey * (1 / 256)).convert("L") if file.mode.startswith("I") else file
            eight.thumbnail((_KEPT, _KEPT))
            turned = _upright(eight).convert("RGBA")
    except _BROKEN as error:
        raise SourceError(f"the picture cannot be read ({type(error).__name__})", "Save it instead.") from error
    if (turned.width < turned.height) != (width < height):
        # A camera held upright: the file says how it is to be turned.
        width, height = height, width
    paper = Image.new("RGBA", turned.size, (*_PAPER, 255))
    return Picture(width, height, Image.alpha_composite(paper, turned).convert("RGB"))


def _upright(image: "Image") -> "Image":
    """Turned as the camera's notes say; as it is where they are broken."""
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(image)
    except _BROKEN:
        return image
