"""Charts as SVG, drawn on the server by Vega-Lite: the form for paper and for a browser without JavaScript.

Colours stand in the drawing as `var(--token)`, so one drawing serves every theme. The engine (V8 inside vl-convert,
about 120 MB once it has begun) starts with the first chart of a process; a drawing is kept under its specification.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.utils.safestring import SafeString, mark_safe

VERSION = "6.4"  # of Vega-Lite, for server and browser alike; `script/charts` bundles the same
KEPT = 512  # drawings per process; an ordinary one has 10 kB


def drawn(specification: Mapping[str, Any]) -> SafeString:
    """The SVG of a Vega-Lite specification, as a picture that readers of screens pass by: its table says the same."""
    return _drawn(json.dumps(specification, ensure_ascii=False, sort_keys=True))


@functools.lru_cache(maxsize=KEPT)
def _drawn(text: str) -> SafeString:
    import vl_convert  # a third party's cost: it starts an engine of 120 MB, which most processes never need

    svg = vl_convert.vegalite_to_svg(text, vl_version=VERSION, allowed_base_urls=[])
    mark = (
        f"c{sha256(text.encode()).hexdigest()[:8]}"  # two drawings on one page must not share the names of their parts
    )
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{mark}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{mark}-\1)", svg)
    head, _, body = svg.partition(">")
    box = re.search(r'viewBox="[^"]+"', head)
    return mark_safe(f'<svg xmlns="http://www.w3.org/2000/svg" {box.group() if box else ""} aria-hidden="true">{body}')  # noqa: S308 – vl-convert escapes the words of the data
