"""Icons: drawings from Lucide (ISC, see icons/LICENSE), hidden from readers; the word stands beside them."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

FOLDER = Path(__file__).parent / "icons"


@functools.cache
def drawing(name: str) -> SafeString:
    """The SVG of the icon `name`, hidden from screen readers; an unknown name is our own mistake."""
    text = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    inside = re.sub(
        r"\s+", " ", text.partition(">\n")[2].partition("<svg")[2].partition(">")[2].rpartition("</svg>")[0]
    )
    return mark_safe(  # noqa: S308 – our own files
        f'<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
        f'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{inside.strip()}</svg>'
    )
