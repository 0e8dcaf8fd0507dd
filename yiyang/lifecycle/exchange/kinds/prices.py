"""Who pays which price for a service, from when to when."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import gettext_noop
from yiyang.lifecycle.exchange.actions import HAND_OUT_HOUSE, TAKE_HOUSE
from yiyang.lifecycle.exchange.errors import NoSuchService, SeveralFit
from yiyang.lifecycle.exchange.kinds.kind import Batch, Kind, Outcome, Taker, Values
from yiyang.lifecycle.exchange.reading.cells import Column
from yiyang.lifecycle.offers import selectors as offers_seen
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.offers.selectors import RuleLine

SERVICE = Column("service", "服务名称", "Service", required=True, others=("服务",), example="心内科专家门诊")
COLUMNS = (
    SERVICE,
    Column("name", "规则名称", "Rule", required=True, others=("名称",), example="70 岁以上优惠"),
    Column("name_en", "英文名称", "Name in English", example="70 and older"),
    Column("priority", "优先级", "Priority", "number", required=True, example="10"),
    Column("starts_on", "开始日期", "From", "day", required=True, others=("生效日期",), example="2026-01-01"),
    Column("ends_on", "结束日期", "Until", "day", others=("失效日期",)),
    Column("age_from", "年龄从", "Age from", "number", example="70"),
    Column("age_to", "年龄到", "Age to", "number"),
    Column("level_from", "等级从", "Level from", "number"),
    Column("level_to", "等级到", "Level to", "number"),
    Column("group", "客户群", "Customer group", limit=40),
    Column("price", "价格", "Price", "amount", others=("价格元",)),
    Column("percent", "折扣百分比", "Per cent of list price", "number", others=("百分比", "折扣"), example="80"),
)
_BOX = ("priority", "starts_at", "ends_at", "age_from", "age_to", "level_from", "level_to", "group", "price_minor",
        "share_basis_points", "name_en")  # fmt: skip


def service_named(by: Actor) -> dict[str, list[UUID]]:
    """The house's services by name."""
    assert by.organisation_id is not None
    found: dict[str, list[UUID]] = {}
    for one in offers_seen.services_of(by, by.organisation_id):
        found.setdefault(one.name, []).append(one.id)
    return found


def the_service(services: dict[str, list[UUID]], name: str) -> UUID:
    """The one service of this name. Raises NoSuchService, SeveralFit."""
    found = services.get(name, [])
    if len(found) != 1:
        raise SeveralFit(field="service") if found else NoSuchService(field="service")
    return found[0]


def midnight(day: date | None) -> datetime | None:
    """The beginning of a day where the site is."""
    return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE)) if day else None


def _key(values: Values) -> Hashable | None:
    return tuple(values.get(name) for name in ("service", "name", "starts_on", "priority"))


def _rule(values: Values) -> dict[str, Any]:
    return {
        "name_en": values["name_en"] or "",
        "priority": values["priority"],
        "starts_at": midnight(values["starts_on"]),
        "ends_at": midnight(values["ends_on"]),
        "age_from": values["age_from"],
        "age_to": values["age_to"],
        "level_from": values["level_from"],
        "level_to": values["level_to"],
        "group": values["group"] or "",
        "price_minor": values["price"],
        "share_basis_points": values["percent"] * 100 if values["percent"] is not None else None,
    }


def _same(line: RuleLine, rule: dict[str, Any]) -> bool:
    return all(getattr(line, name) == rule[name] for name in _BOX)


def _taker(by: Actor, now: datetime) -> Taker:
    services = service_named(by)
    assert by.organisation_id is not None
    standing = offers_seen.rule_lines(by, by.organisation_id)

    def take(values: Values) -> Outcome:
        service_id, rule = the_service(services, values["service"]), _rule(values)
        if any(
            line.service_id == service_id and line.name == values["name"] and _same(line, rule) for line in standing
        ):
            return "unchanged"
        offers.set_price_rule(
            by=by,
            now=now,
            service_id=service_id,
            name=values["name"],
            name_en=rule["name_en"],
            priority=rule["priority"],
            starts_at=rule["starts_at"],
            ends_at=rule["ends_at"],
            ages=(rule["age_from"], rule["age_to"]),
            levels=(rule["level_from"], rule["level_to"]),
            group=rule["group"] or None,
            price_minor=rule["price_minor"],
            share_basis_points=rule["share_basis_points"],
        )
        return "created"

    return take


def _batch(viewer: Actor, now: datetime, after: UUID | None) -> Batch:
    assert viewer.organisation_id is not None
    zone = ZoneInfo(settings.TIME_ZONE)
    lines = [
        {
            "service": one.service,
            "name": one.name,
            "name_en": one.name_en,
            "priority": one.priority,
            "starts_on": one.starts_at.astimezone(zone).date(),
            "ends_on": one.ends_at.astimezone(zone).date() if one.ends_at else None,
            "age_from": one.age_from,
            "age_to": one.age_to,
            "level_from": one.level_from,
            "level_to": one.level_to,
            "group": one.group,
            "price": one.price_minor,
            "percent": one.share_basis_points // 100 if one.share_basis_points is not None else None,
        }
        for one in offers_seen.rule_lines(viewer, viewer.organisation_id)
    ]
    return Batch(lines, [], None)


PRICES = Kind(
    code="prices",
    title=gettext_noop("Prices"),
    columns=COLUMNS,
    take_action=TAKE_HOUSE,
    hand_out_action=HAND_OUT_HOUSE,
    taker=_taker,
    key=_key,
    batch=_batch,
    fields={
        "ends_at": "ends_on",
        "starts_at": "starts_on",
        "ages": "age_to",
        "levels": "level_to",
        "price_minor": "price",
    },
)
