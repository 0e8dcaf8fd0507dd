"""Calendar files (RFC 5545): events in UTC, lines folded at 75 octets. A time in UTC needs no VTIMEZONE."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})
_LINE = 75  # octets, RFC 5545 §3.1


@dataclass(frozen=True, kw_only=True)
class Event:
    """One event. `uid` is the same whenever it is written; a higher `sequence` replaces what a calendar holds."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str = ""
    description: str = ""
    sequence: int = 0
    cancelled: bool = False
    remind_hours: int = 0  # before it begins; 0: not at all


def calendar(
    events: Iterable[Event], *, written_at: datetime, name: str = "", cancel: bool = False, feed: bool = False
) -> str:
    """The whole file. `name` is what a subscribed calendar is called; `feed` says how often it is worth asking."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Yiyang//Appointments//EN"]
    lines.append(f"METHOD:{'CANCEL' if cancel else 'PUBLISH'}")
    if name:
        lines += [f"NAME:{text(name)}", f"X-WR-CALNAME:{text(name)}"]
    if feed:
        lines += ["REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"]
    for event in events:
        lines += _event(event, written_at)
    lines.append("END:VCALENDAR")
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


def instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def text(value: str) -> str:
    return value.translate(_ESCAPES)


def _event(event: Event, written_at: datetime) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{instant(written_at)}",
        f"DTSTART:{instant(event.starts_at)}",
        f"DTEND:{instant(event.ends_at)}",
        f"SUMMARY:{text(event.summary)}",
    ]
    lines += [f"LOCATION:{text(event.location)}"] if event.location else []
    lines += [f"DESCRIPTION:{text(event.description)}"] if event.description else []
    lines.append(f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}")
    if event.remind_hours and not event.cancelled:
        lines += [
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"TRIGGER:-PT{event.remind_hours}H",
            f"DESCRIPTION:{text(event.summary)}",
            "END:VALARM",
        ]
    return [*lines, "END:VEVENT"]
