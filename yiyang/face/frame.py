"""The frame around every page: what `face/page.html` and `face/elder.html` need, and nothing more."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from yiyang.face.components import Part
from yiyang.face.components.bar import Bar

Portal = Literal["public", "elder", "family", "staff"]
Theme = Literal["", "light", "dark", "contrast"]


@dataclass(frozen=True, kw_only=True)
class Frame:
    """`theme` is empty while the device decides. `thumb` lies at the foot of an elder's page, `home` at its head.

    `account` tells a device whether it is still in the same hands: an opaque sign, empty while nobody is signed in.
    """

    bar: Bar = field(default_factory=Bar)
    portal: Portal = "public"
    theme: Theme = ""
    large: bool = False
    here: str = "/"
    account: str = ""
    thumb: Part = ""
    flashes: tuple[Part, ...] = ()
    home: Part = ""
    appearance_href: str = ""
    large_href: str = ""
    foot: tuple[tuple[str, str], ...] = ()
