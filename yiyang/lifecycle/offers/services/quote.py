"""What does it cost this person? One statement reads all that the price depends on; `prices.price` decides."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from yiyang.foundation import clock
from yiyang.foundation.errors import Unknown
from yiyang.foundation.money import Money
from yiyang.lifecycle.offers.errors import ServiceRetired
from yiyang.lifecycle.offers.prices import Customer, Quote, Rule, ServiceRow, price

SERVICE = """s.id, s.organisation_id, s.practitioner_id, s.mode, s.need, s.name, s.name_en, s.state,
           s.list_price_minor, s.currency, s.terms, s.duration_minutes, s.hold_minutes, s.open_limit"""
RULES = """(SELECT json_agg(json_build_array(r.id, r.service_id, r.name, r.name_en, r.priority, r.starts_at, r.ends_at,
                r.age_from, r.age_to, r.level_from, r.level_to, r.group_id, r.granted_by_id, r.price_minor,
                r.share_basis_points)) FROM offers_pricerule r
             WHERE r.organisation_id = s.organisation_id AND r.service_id = s.id AND r.state = 'active'
               AND r.starts_at <= %(now)s AND (r.ends_at IS NULL OR r.ends_at > %(now)s))"""
_MEMBERSHIPS = """(SELECT json_agg(json_build_array(m.group_id, m.organisation_id, m.level) ORDER BY m.starts_at, m.id)
              FROM offers_membership m
             WHERE m.person_id = %(person)s
               AND m.starts_at <= %(now)s AND (m.ends_at IS NULL OR m.ends_at > %(now)s))"""
_BIRTH = "(SELECT birth_on FROM people_person WHERE id = %(person)s)"
Facts = tuple[date | None, list[list[Any]]]  # day of birth; memberships as (group, granted by, level)
_ONE = f"""
    SELECT {SERVICE}, {RULES}, {_BIRTH}, {_MEMBERSHIPS},
           (SELECT zone FROM places_organisation WHERE id = s.organisation_id)
      FROM offers_service s WHERE s.id = %(service)s
"""


def quote(
    *, service_id: UUID, person_id: UUID | None, now: datetime, on: datetime | None = None, groups: Iterable[str] = ()
) -> Quote:
    """The price for this person at the instant `on` (default: now), with the rule that made it and every line.

    `groups` are group codes the caller vouches for (`child-payer`); memberships that organisations granted are
    read here. The same question has the same answer. Raises Unknown and ServiceRetired.
    """
    at = on or now
    with connection.cursor() as cursor:
        cursor.execute(_ONE, {"service": service_id, "person": person_id, "now": at})
        row = cursor.fetchone()
    if row is None:
        raise Unknown
    service = service_row(row[:14])
    if service.state != "active":
        raise ServiceRetired(service=service.name)
    rules, birth_on, memberships, zone = row[14:]
    customer = customer_of(birth_on, memberships or (), groups, clock.day_of(at, zone))
    return price(service, [rule_row(each) for each in rules or ()], customer, at)


def facts_of(person_id: UUID, now: datetime) -> Facts:
    """What the caller may see of a person that a price may depend on; for pricing a whole list at once."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_BIRTH}, {_MEMBERSHIPS}", {"person": person_id, "now": now})
        birth_on, memberships = cursor.fetchone()
    return birth_on, memberships or []


def service_row(row: tuple[Any, ...]) -> ServiceRow:
    """A service from the fourteen leading columns of the statement above."""
    identifier, organisation, practitioner, mode, need, name, name_en, state, minor, currency, *terms = row
    listed = Money(minor, currency)
    return ServiceRow(identifier, organisation, practitioner, mode, need, name, name_en, state, listed, *terms)


def rule_row(row: list[Any]) -> Rule:
    """A rule from the JSON array of the statement above."""
    identifier, service, name, name_en, priority, starts, ends, *ranges = row
    age_from, age_to, level_from, level_to, group, granted_by, price_minor, share = ranges
    return Rule(
        id=UUID(identifier),
        service_id=UUID(service),
        name=name,
        name_en=name_en,
        priority=priority,
        starts_at=datetime.fromisoformat(starts),
        ends_at=datetime.fromisoformat(ends) if ends else None,
        age_from=age_from,
        age_to=age_to,
        level_from=level_from,
        level_to=level_to,
        group=group,
        granted_by_id=UUID(granted_by) if granted_by else None,
        price_minor=price_minor,
        share_basis_points=share,
    )


def customer_of(birth_on: date | None, memberships: Iterable[list[Any]], vouched: Iterable[str], day: date) -> Customer:
    """What is known about somebody on a calendar day; the latest stated level of need counts."""
    age = None
    if birth_on is not None:
        age = day.year - birth_on.year - ((day.month, day.day) < (birth_on.month, birth_on.day))
    level, groups = None, {(code, None) for code in vouched}
    known: set[tuple[str, UUID | None]] = {*groups}
    for group, granted_by, stated in memberships:
        if group is None:
            level = stated
        else:
            known.add((group, UUID(granted_by)))
    return Customer(age=age, level=level, groups=frozenset(known))
