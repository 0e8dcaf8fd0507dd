"""A price for some customers, refused when it would leave a price in doubt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid, Overtaken, Unknown
from yiyang.foundation.identifiers import new_id
from yiyang.ground.access import services as access
from yiyang.ground.trust import services as trust
from yiyang.lifecycle.offers.actions import MANAGE
from yiyang.lifecycle.offers.errors import AmbiguousRule
from yiyang.lifecycle.offers.models import PriceRule
from yiyang.lifecycle.offers.services.gate import managed_service

_TOUCHING = """
    SELECT name FROM offers_pricerule
     WHERE organisation_id = %(organisation)s AND service_id = %(service)s AND state = 'active'
       AND priority = %(priority)s
       AND tstzrange(starts_at, ends_at) && tstzrange(%(starts_at)s, %(ends_at)s)
       AND int4range(age_from, age_to) && int4range(%(age_from)s, %(age_to)s)
       AND int4range(level_from, level_to) && int4range(%(level_from)s, %(level_to)s)
     LIMIT 1
"""
_WRITE = """
    INSERT INTO offers_pricerule (id, organisation_id, service_id, name, name_en, priority, starts_at, ends_at,
        age_from, age_to, level_from, level_to, group_id, granted_by_id, price_minor, share_basis_points, state)
    VALUES (%(id)s, %(organisation)s, %(service)s, %(name)s, %(name_en)s, %(priority)s, %(starts_at)s, %(ends_at)s,
        %(age_from)s, %(age_to)s, %(level_from)s, %(level_to)s, %(group)s, %(granted_by)s, %(price_minor)s,
        %(share_basis_points)s, 'active')
    ON CONFLICT ON CONSTRAINT price_rule_unambiguous DO NOTHING RETURNING id
"""


def set_price_rule(
    *,
    by: Actor,
    now: datetime,
    service_id: UUID,
    name: str,
    priority: int,
    starts_at: datetime,
    ends_at: datetime | None = None,
    name_en: str = "",
    ages: tuple[int | None, int | None] = (None, None),
    levels: tuple[int | None, int | None] = (None, None),
    group: str | None = None,
    granted_by_id: UUID | None = None,
    price_minor: int | None = None,
    share_basis_points: int | None = None,
) -> UUID:
    """Store a rule and return its id; exactly one of `price_minor` and `share_basis_points` (10,000 = list price).

    `ages` and `levels` are half-open; `group` is a CustomerGroup code, `granted_by_id` whose members (None:
    anyone's). Raises AmbiguousRule naming a rule of equal priority that could apply to the same person.
    """
    service = managed_service(by, now, service_id)
    values: dict[str, Any] = {
        "id": new_id(),
        "organisation": service.organisation_id,
        "service": service_id,
        "name": name,
        "name_en": name_en,
        "priority": priority,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "age_from": ages[0],
        "age_to": ages[1],
        "level_from": levels[0],
        "level_to": levels[1],
        "group": group,
        "granted_by": granted_by_id,
        "price_minor": price_minor,
        "share_basis_points": share_basis_points,
    }
    _check(values)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TOUCHING, values)
        if (other := cursor.fetchone()) is None:
            cursor.execute(_WRITE, values)
            if cursor.fetchone() is not None:
                _record("price-rule.set", by, now, service.organisation_id, values)
                return values["id"]  # type: ignore[no-any-return]
            cursor.execute(_TOUCHING, values)  # a rule saved at the same moment was first
            other = cursor.fetchone() or ("",)
    raise AmbiguousRule(field="priority", other=other[0])


def withdraw_price_rule(*, by: Actor, now: datetime, rule_id: UUID) -> None:
    """The rule applies no more; orders that were placed under it keep their price. Twice is once."""
    rule = PriceRule.objects.filter(id=rule_id).first()
    if rule is None:
        raise Unknown
    access.require(by, MANAGE, now=now, organisation_id=rule.organisation_id)
    if rule.state == "withdrawn":
        return
    with transaction.atomic():
        if PriceRule.objects.filter(id=rule_id, state="active").update(state="withdrawn") != 1:
            raise Overtaken
        _record("price-rule.withdrawn", by, now, rule.organisation_id, {"id": rule_id, "service": rule.service_id})


def _record(kind: str, by: Actor, now: datetime, organisation_id: UUID, rule: Mapping[str, Any]) -> None:
    """The rule as data: its names are the house's own words and stay out."""
    kept = {
        key: value if isinstance(value, int) else str(value)
        for key, value in rule.items()
        if value is not None and key not in ("name", "name_en")
    }
    trust.record(kind, by=by, now=now, organisation_id=organisation_id, payload=kept)


def _check(rule: Mapping[str, Any]) -> None:
    if rule["ends_at"] is not None and rule["ends_at"] <= rule["starts_at"]:
        raise Invalid(field="ends_at", reason=gettext("it must end after it begins"))
    for name in ("age", "level"):
        low, high = rule[f"{name}_from"], rule[f"{name}_to"]
        if (low is not None and low < 0) or (low is not None and high is not None and high <= low):
            raise Invalid(field=f"{name}s", reason=gettext("the upper end must lie above the lower one"))
    if (rule["price_minor"] is None) == (rule["share_basis_points"] is None):
        raise Invalid(field="price_minor", reason=gettext("give either a price or a share of the list price"))
    if (rule["price_minor"] or 0) < 0 or (rule["share_basis_points"] or 0) < 0:
        raise Invalid(field="price_minor", reason=gettext("a price cannot be below zero"))
