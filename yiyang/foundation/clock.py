"""The only clock. It is read once per request and the instant is passed down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_frozen: ContextVar[datetime | None] = ContextVar("clock_frozen", default=None)


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def day_of(at: datetime, zone: str) -> date:
    """The calendar day of an instant as a person in `zone` (IANA name) sees it."""
    return at.astimezone(ZoneInfo(zone)).date()


@contextmanager
def frozen(at: datetime) -> Iterator[datetime]:
    """Hold the clock at one aware instant; for tests, seeds and replays."""
    if at.tzinfo is None:
        raise ValueError("at must be an aware datetime")
    token = _frozen.set(at.astimezone(UTC))
    try:
        yield at
    finally:
        _frozen.reset(token)
