"""Quiet hours on a person's own clock. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

USUAL = (time(22), time(7))  # for whoever chose nothing


def next_loud(at: datetime, begins: time, ends: time, zone: str) -> datetime:
    """`at` itself, or the end of the quiet hours it falls into; half-open, `begins` is quiet and `ends` is not."""
    local = at.astimezone(ZoneInfo(zone))
    clock = local.time()
    quiet = begins <= clock < ends if begins <= ends else clock >= begins or clock < ends
    if not quiet:
        return at
    day = local.date() if clock < ends else local.date() + timedelta(days=1)
    return datetime.combine(day, ends, ZoneInfo(zone)).astimezone(at.tzinfo)
