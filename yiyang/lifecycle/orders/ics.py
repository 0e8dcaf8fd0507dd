"""A calendar file for one order (RFC 5545). It says what, when and where, and names nobody but who does the work."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from yiyang.lifecycle.orders.protocol import Card

_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})
_LINE = 75  # octets, RFC 5545 §3.1


def calendar(card: Card, *, sequence: int, written_at: datetime, cancelled: bool = False) -> str:
    """One VEVENT; a higher `sequence` replaces the event that a calendar already holds. Times are UTC."""
    assert card.starts_at is not None
    assert card.ends_at is not None
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Yiyang//Orders//EN",
        f"METHOD:{'CANCEL' if cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{_uid(card.order_id)}",
        f"SEQUENCE:{sequence}",
        f"DTSTAMP:{_instant(written_at)}",
        f"DTSTART:{_instant(card.starts_at)}",
        f"DTEND:{_instant(card.ends_at)}",
        f"SUMMARY:{_text(' · '.join(part for part in (card.title, card.who) if part))}",
        f"LOCATION:{_text(card.where)}",
        f"DESCRIPTION:{_text(card.code)}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        *(
            ()
            if cancelled
            else ("BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT2H", f"DESCRIPTION:{_text(card.title)}", "END:VALARM")
        ),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(folded(line) + "\r\n" for line in lines)


def folded(line: str) -> str:
    """Break a line after at most 75 octets, never inside a character; the next one begins with a space."""
    parts, part, size = [], "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > _LINE:
            parts.append(part)
            part, size = " ", 1
        part, size = part + sign, size + octets
    return "\r\n".join([*parts, part])


def _uid(order_id: UUID) -> str:
    return f"{order_id}@yiyang"


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    return value.translate(_ESCAPES)
