"""What a file really is, whatever its name says; a picture is drawn again, so that nothing hides in it.

Writing a picture anew drops the place and camera that a telephone puts into it, everything after its end, and whatever
else is not picture. It is turned upright first, since the sign that says how it was held goes too.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from yiyang.care.records.errors import AttachmentBroken, AttachmentTooLarge, AttachmentUnknownKind

BYTES_MAX = 10_000_000
PIXELS_MAX = 50_000_000  # a telephone's best camera; beyond it a small file unfolds into gigabytes
SIDE_MAX = 4096  # pixels kept on the longer side; a wound is judged on far fewer
SMALL_SIDE = 320
PDF = "application/pdf"
_PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
KINDS = (*_PICTURES.values(), PDF)
ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", PDF: ".pdf"}
_QUALITY = {"JPEG": {"quality": 90}, "PNG": {}, "WEBP": {"quality": 90}}


@dataclass(frozen=True)
class Content:
    """What will be kept: `small` is a JPEG of at most 320 pixels a side, empty for what is no picture."""

    kind: str
    body: bytes
    small: bytes = b""


def read(content: bytes) -> Content:
    """The content as it will be kept. Raises AttachmentTooLarge, AttachmentUnknownKind, AttachmentBroken."""
    if len(content) > BYTES_MAX:
        raise AttachmentTooLarge(field="content", megabytes=BYTES_MAX // 1_000_000)
    if b"%PDF-" in content[:1024]:
        if b"%%EOF" not in content[-2048:]:
            raise AttachmentBroken(field="content")
        return Content(PDF, content)
    return _picture(content)


def _picture(content: bytes) -> Content:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of strange hidden data, which does not survive
            with Image.open(io.BytesIO(content), formats=list(_PICTURES)) as opened:
                shape = opened.format or ""
                if opened.width * opened.height > PIXELS_MAX:
                    raise AttachmentTooLarge(field="content", megabytes=BYTES_MAX // 1_000_000)
                opened.load()
                upright = ImageOps.exif_transpose(opened)
    except UnidentifiedImageError:
        raise AttachmentUnknownKind(field="content") from None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):  # what the decoders raise for bad bytes
        raise AttachmentBroken(field="content") from None
    upright.thumbnail((SIDE_MAX, SIDE_MAX))
    return Content(_PICTURES[shape], _written(upright, shape), _small(upright))


def _small(picture: Image.Image) -> bytes:
    small = picture.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE))
    if small.mode not in ("RGB", "L"):
        shown = small.convert("RGBA")
        paper = Image.new("RGBA", shown.size, "white")
        small = Image.alpha_composite(paper, shown)
    return _written(small, "JPEG")


def _written(picture: Image.Image, shape: str) -> bytes:
    bare = picture.convert("RGB") if shape == "JPEG" and picture.mode != "L" else picture
    bare.info = {}  # Pillow writes back what it finds here
    out = io.BytesIO()
    bare.save(out, shape, **_QUALITY[shape])
    return out.getvalue()
