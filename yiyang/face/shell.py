"""What a browser may keep for the time without a network: files under a digest, and pages that know no reader.

A room offers its files and pages at start. Their contents make one digest; every address carries it, so a page and
its files always belong together, and a browser may keep them for ever. A page kept here is drawn without a request:
whatever it shows, it cannot show it to the wrong person.
"""

from __future__ import annotations

import functools
import hashlib
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation

from yiyang.face import styles

OFFLINE = "offline"
TYPES = {".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png", ".css": "text/css"}


@dataclass(frozen=True)
class Offline:
    """A page of `template` that stands in for every address below `prefix`. `title` names the way to it, a msgid.

    `background` is a file among the kept ones that the service worker runs when the network comes back.
    """

    name: str
    template: str
    prefix: str = ""
    title: str = ""
    background: str = ""


_files: list[str] = []
_pages: dict[str, Offline] = {}


def keep(*files: str, page: Offline | None = None) -> None:
    """Let browsers keep these static files, and this page, for the time without a network. Twice changes nothing."""
    _files.extend(name for name in files if name not in _files)
    if page is not None:
        _pages[page.name] = page
    _kept.cache_clear()


def pages() -> tuple[Offline, ...]:
    """The pages that stand in without a network, in the order in which they were offered."""
    return tuple(_pages.values())


def page(name: str, language: str) -> str:
    """The page in a language, as HTML; KeyError for one that nobody offered."""
    with translation.override(language):
        return render_to_string(_pages[name].template, {"language": language, "ways": pages()})


def _read() -> tuple[dict[str, bytes], str]:
    found: dict[str, bytes] = {}
    sum_of = hashlib.sha256(styles.address().encode())
    for name in _files:
        path = finders.find(name)
        if not isinstance(path, str):
            raise FileNotFoundError(name)
        found[name] = Path(path).read_bytes()
        sum_of.update(name.encode() + b"\0" + found[name])
    for offered in pages():
        sum_of.update(repr(offered).encode())
        sum_of.update(_text_of(offered).encode())
    return found, sum_of.hexdigest()[:12]


def _text_of(offered: Offline) -> str:
    """The page in every language, with no digest in it yet: the digest is what is being made."""
    turn = _making.set(True)
    try:
        return "".join(page(offered.name, code) for code, _ in settings.LANGUAGES)
    finally:
        _making.reset(turn)


_making: ContextVar[bool] = ContextVar("making", default=False)
_kept = functools.cache(_read)


def _now() -> tuple[dict[str, bytes], str]:
    return _read() if settings.DEBUG else _kept()


def digest() -> str:
    """What names this version of everything that is kept."""
    return "" if _making.get() else _now()[1]


def file(name: str) -> bytes | None:
    """A kept file, or None."""
    return _now()[0].get(name)


def address(name: str) -> str:
    """Where a kept file is found."""
    return f"/face/{digest()}/{name}"


def addresses() -> list[str]:
    """Everything a browser fetches once to be ready: stylesheet and files."""
    return [styles.address(), *(address(name) for name in _now()[0])]
