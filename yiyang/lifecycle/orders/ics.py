"""A calendar file for one order (RFC 5545). It says what, when and where, and names nobody but who does the work."""

from __future__ import annotations

from datetime import datetime

from yiyang.foundation import calendars
from yiyang.foundation.calendars import folded
from yiyang.lifecycle.orders.protocol import Card

__all__ = ["calendar", "folded"]


def calendar(card: Card, *, sequence: int, written_at: datetime, cancelled: bool = False) -> str:
    """One VEVENT; a higher `sequence` replaces the event that a calendar already holds. Times are UTC."""
    assert card.starts_at is not None
    assert card.ends_at is not None
    event = calendars.Event(
        uid=f"{card.order_id}@yiyang",
        starts_at=card.starts_at,
        ends_at=card.ends_at,
        summary=" · ".join(part for part in (card.title, card.who) if part),
        location=card.where,
        description=card.code,
        sequence=sequence,
        cancelled=cancelled,
        remind_hours=2,
    )
    return calendars.calendar([event], written_at=written_at, cancel=cancelled)
