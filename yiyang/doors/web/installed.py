"""What makes the site something one can put on a home screen: its manifest and its service worker."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils import translation
from django.utils.translation import gettext as _

from yiyang.face import shell

PAPER, GREEN = "#f8f5ef", "#0f4435"


def manifest(language: str) -> dict[str, Any]:
    """The web app manifest in one language; KeyError for a language this site does not speak."""
    if language not in dict(settings.LANGUAGES):
        raise KeyError(language)
    with translation.override(language):
        return {
            "id": "/",
            "name": _("Yiyang – medicine and care"),
            "short_name": _("Yiyang"),
            "description": _("Doctors, care at home and meals; one file, one order, one provable history."),
            "lang": "zh-Hans" if language == "zh-hans" else language,
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "background_color": PAPER,
            "theme_color": GREEN,
            "icons": [
                {"src": static("face/icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
                *(_icon(size, use) for size in (192, 512) for use in ("any", "maskable")),
            ],
            "shortcuts": [{"name": _("Inbox"), "url": "/inbox"}],
        }


def _icon(size: int, use: str) -> dict[str, str]:
    return {"src": static(f"face/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": use}


def worker(*, plain: bool) -> str:
    """The service worker's text; `plain` for browsers without modules there: these send only while a page is open."""
    path = finders.find("face/worker.js")
    assert isinstance(path, str), "face ships its service worker"
    known = {
        "digest": shell.digest(),
        "files": shell.addresses(),
        "pages": [{"name": page.name, "prefix": page.prefix} for page in shell.pages()],
        "languages": list(dict(settings.LANGUAGES)),
        "icon": shell.address("face/icon-192.png"),
        "name": _("Yiyang"),
    }
    background = [] if plain else [page.background for page in shell.pages() if page.background]
    imports = "".join(f"import {json.dumps(shell.address(each))};\n" for each in background)
    with open(path, encoding="utf-8") as text:
        return f"{imports}const SHELL = {json.dumps(known, ensure_ascii=False)};\n{text.read()}"
