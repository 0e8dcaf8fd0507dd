"""A page of titled sections: what most duties of staff look like."""

from __future__ import annotations

from dataclasses import dataclass

from yiyang.doors.web.attempts import Attempt
from yiyang.face.components import Part, Parts, Words
from yiyang.face.components.flash import Flash


@dataclass(frozen=True, kw_only=True)
class Section:
    """`boxed` draws a card around it, as for a form; `beside` sets its parts side by side where there is room."""

    title: Words
    parts: Parts
    lead: Words = ""
    boxed: bool = False
    beside: bool = False


@dataclass(frozen=True, kw_only=True)
class SectionsPage:
    """`back` is a link above everything: address and words. `header` stands in place of the plain title."""

    title: str
    sections: tuple[Section, ...]
    back: tuple[str, Words] = ("", "")
    header: Part = ""
    lead: Words = ""
    refusal: Part = ""


def refusal_of(tried: Attempt | None, *fields: str) -> Part:
    """What was refused, unless it stands at one of these fields."""
    said = tried.elsewhere(*fields) if tried else ""
    return Flash(text=said, tone="bad") if said else ""


def status_of(tried: Attempt | None) -> int:
    """The HTTP status of a page that shows this attempt."""
    return tried.refusal.status if tried and tried.refusal else 200
