"""Numbers and instants in the words of the reader; the zone is Django's current one."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import formats, timezone
from django.utils.translation import get_language, gettext, ngettext, pgettext

from yiyang.foundation.money import Money

SIGNS = {"CNY": "¥", "EUR": "€", "USD": "$", "GBP": "£"}


def money(amount: Money) -> str:
    """`¥ 1,234.50`; a minus stands before the sign, as on a bill."""
    whole, part = divmod(abs(amount.minor), 100)
    sign = "− " if amount.minor < 0 else ""
    return f"{sign}{SIGNS.get(amount.currency, amount.currency)} {whole:,}.{part:02d}"


def day(at: date | datetime) -> str:
    """`Monday 23 November`, `11月23日 星期一`."""
    return formats.date_format(_local(at), pgettext("date with weekday, Django format", "l j F"))


def short_day(at: date | datetime) -> str:
    """`Mon 23 Nov`, `11月23日 周一`."""
    return formats.date_format(_local(at), pgettext("short date with weekday, Django format", "D j M"))


def full_day(at: date | datetime) -> str:
    """`23 November 2026`, `2026年11月23日`: for what may lie years away."""
    return formats.date_format(_local(at), pgettext("date with year, Django format", "j F Y"))


def month(at: date) -> str:
    """`November 2026`, `2026年11月`."""
    return formats.date_format(at, pgettext("month with year, Django format", "F Y"))


def hour(at: datetime) -> str:
    """`08:40`."""
    return f"{_local(at):%H:%M}"


def moment(at: datetime) -> str:
    """`Mon 23 Nov, 08:40`."""
    return gettext("%(day)s, %(hour)s") % {"day": short_day(at), "hour": hour(at)}


def full_moment(at: datetime) -> str:
    """Day with year, hour and minute."""
    return gettext("%(day)s, %(hour)s") % {"day": full_day(at), "hour": hour(at)}


def span(starts_at: datetime, ends_at: datetime) -> str:
    """`08:30–12:00`."""
    return f"{hour(starts_at)}–{hour(ends_at)}"


def ago(at: datetime, now: datetime) -> str:
    """How old a live value is: `8 s`, `12 min`, `3 h`, `5 days`."""
    seconds = max(0, int((now - at).total_seconds()))
    if seconds < 60:
        return gettext("%(n)s s ago") % {"n": seconds}
    if seconds < 3600:
        return gettext("%(n)s min ago") % {"n": seconds // 60}
    if seconds < 86_400:
        return gettext("%(n)s h ago") % {"n": seconds // 3600}
    days = seconds // 86_400
    return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}


def near_day(at: datetime, now: datetime) -> str:
    """`Today`, `Tomorrow`, `Yesterday`, else the date."""
    days = (_local(at).date() - _local(now).date()) // timedelta(days=1)
    return {0: gettext("Today"), 1: gettext("Tomorrow"), -1: gettext("Yesterday")}.get(days) or short_day(at)


def age(born: date, today: date) -> int:
    """Whole years lived."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def chinese() -> bool:
    """Whether the reader reads Chinese."""
    return (get_language() or "").startswith("zh")


def named(row: object) -> str:
    """The name of a row in the reader's language; the other one when there is only one."""
    local, english = getattr(row, "name", ""), getattr(row, "name_en", "") or getattr(row, "name_latin", "")
    return str(local if chinese() or not english else english)


def distance(metres: int) -> str:
    """`350 m`, `2.1 km`."""
    return f"{round(metres, -1)} m" if metres < 1000 else f"{round(metres / 1000, 1):g} km"


def _local(at: date | datetime) -> datetime:
    if isinstance(at, datetime):
        return timezone.localtime(at)
    return datetime(at.year, at.month, at.day)  # noqa: DTZ001 – a calendar day has no zone
