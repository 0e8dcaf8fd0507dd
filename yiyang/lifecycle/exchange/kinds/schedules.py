"""When a service is given, week after week."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from yiyang.foundation.actors import Actor
from yiyang.foundation.clock import day_of
from yiyang.foundation.errors import gettext_noop
from yiyang.lifecycle.capacity import selectors as capacity_seen
from yiyang.lifecycle.capacity import services as capacity
from yiyang.lifecycle.capacity.errors import Occupied
from yiyang.lifecycle.exchange.actions import HAND_OUT_HOUSE, TAKE_HOUSE
from yiyang.lifecycle.exchange.kinds.kind import Batch, Kind, Outcome, Taker, Values
from yiyang.lifecycle.exchange.kinds.prices import SERVICE, service_named, the_service
from yiyang.lifecycle.exchange.reading.cells import Column

PLANNED_DAYS = 28  # how far ahead the sessions of a new line are made at once
WEEKDAYS = {
    **{f"周{sign}": number for number, sign in enumerate("一二三四五六日", 1)},
    **{f"星期{sign}": number for number, sign in enumerate("一二三四五六日", 1)},
    **{str(number): number for number in range(1, 8)},
    **{name: number for number, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), 1)},
    **{
        name: number
        for number, name in enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), 1)
    },
    "周天": 7,
    "星期天": 7,
}
COLUMNS = (
    SERVICE,
    Column("weekday", "星期", "Weekday", "choice", required=True, known=WEEKDAYS, others=("周几",), example="周一"),
    Column("begins", "开始时间", "Begins", "time", required=True, others=("时间",), example="08:30"),
    Column("numbers", "号数", "Numbers", "number", required=True, others=("号源数", "数量"), example="20"),
    Column("minutes_per_number", "每号分钟", "Minutes each", "number", required=True, others=("分钟",), example="10"),
    Column("from_on", "开始日期", "From", "day", required=True, others=("生效日期",), example="2026-12-01"),
    Column("until_on", "结束日期", "Until", "day", others=("失效日期",)),
    Column("room", "诊室", "Room", limit=60, others=("房间", "地点")),
)
_COMPARED = ("weekday", "begins", "numbers", "minutes_per_number", "from_on", "until_on")


def _key(values: Values) -> Hashable | None:
    return tuple(values.get(name) for name in ("service", "weekday", "begins", "from_on", "room"))


def _taker(by: Actor, now: datetime) -> Taker:
    services = service_named(by)
    assert by.organisation_id is not None
    standing = capacity_seen.pattern_lines(by, by.organisation_id)

    def take(values: Values) -> Outcome:
        service_id = the_service(services, values["service"])
        room = values["room"] or ""
        for line in standing:
            same = all(getattr(line, name) == values[name] for name in _COMPARED)
            if same and line.service_id == service_id and line.room == room:
                return "unchanged"
        _open(by, now, service_id, values)
        return "created"

    return take


def _open(by: Actor, now: datetime, service_id: UUID, values: Values) -> None:
    """Write the line down and make its next four weeks; a worker or room that is taken then refuses the line."""
    week = capacity.Week(values["weekday"], values["begins"], values["numbers"], values["minutes_per_number"])
    schedule_id = capacity.open_schedule(
        by=by,
        now=now,
        service_id=service_id,
        week=[week],
        from_on=values["from_on"],
        until_on=values["until_on"],
        room=values["room"] or "",
    )
    until = day_of(now, settings.TIME_ZONE) + timedelta(days=PLANNED_DAYS)
    if capacity.plan(by=by, now=now, schedule_id=schedule_id, until_on=until).occupied:
        raise Occupied(field="begins")


def _batch(viewer: Actor, now: datetime, after: UUID | None) -> Batch:
    assert viewer.organisation_id is not None
    names = ("service", *_COMPARED, "room")
    found = capacity_seen.pattern_lines(viewer, viewer.organisation_id)
    return Batch([{name: getattr(one, name) for name in names} for one in found], [], None)


SCHEDULES = Kind(
    code="schedules",
    title=gettext_noop("Schedules"),
    columns=COLUMNS,
    take_action=TAKE_HOUSE,
    hand_out_action=HAND_OUT_HOUSE,
    taker=_taker,
    key=_key,
    batch=_batch,
    fields={"week": "begins"},
)
