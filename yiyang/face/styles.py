"""One stylesheet from many small files: tokens, themes, elements, layout, then each component's own."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from django.conf import settings

from yiyang.face import components

FOLDER = Path(__file__).parent / "css"
THEMES = {"dark": "prefers-color-scheme: dark", "contrast": "prefers-contrast: more"}


def _theme(name: str, query: str) -> str:
    """A token set, chosen by the reader or, when nothing was chosen, by the device."""
    tokens = (FOLDER / "themes" / f"{name}.css").read_text(encoding="utf-8")
    chosen = f'[data-theme="{name}"], [data-theme="{name}"] .portal-elder {{ {tokens} }}'
    asked = f":root:not([data-theme]), :root:not([data-theme]) .portal-elder {{ {tokens} }}"
    return f"@layer tokens {{ {chosen} @media ({query}) {{ {asked} }} }}"


def _read() -> tuple[str, str]:
    def files(*names: str) -> list[str]:
        return [(FOLDER / f"{name}.css").read_text(encoding="utf-8") for name in names]

    own = [components.FOLDER / name / "style.css" for name in components.names()]
    pieces = files("layers", "tokens") + [_theme(name, query) for name, query in THEMES.items()]
    pieces += files("elements", "layout")
    pieces += [f"@layer components {{\n{path.read_text(encoding='utf-8')}}}" for path in own if path.exists()]
    pieces += files("portals", "print")
    text = "\n".join(piece.strip() for piece in pieces) + "\n"
    return text, hashlib.sha256(text.encode()).hexdigest()[:12]


_kept = functools.cache(_read)


def sheet() -> tuple[str, str]:
    """The text of the stylesheet and the digest that names it."""
    return _read() if settings.DEBUG else _kept()


def address() -> str:
    """Where the sheet is found; a new text has a new address, so browsers may keep it for ever."""
    return f"/face/{sheet()[1]}.css"
