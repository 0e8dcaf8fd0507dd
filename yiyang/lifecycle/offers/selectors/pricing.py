"""Which rules stand on a service, what groups there are, and what would this person pay on that day?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.access import services as access
from yiyang.lifecycle.offers.actions import MANAGE
from yiyang.lifecycle.offers.models import CustomerGroup, PriceRule, Service
from yiyang.lifecycle.offers.prices import Customer, Quote, applies, price
from yiyang.lifecycle.offers.services.quote import RULES, SERVICE, rule_row, service_row


@dataclass(frozen=True, slots=True)
class RuleCard:
    """One price rule; ranges are half-open, None is unbounded. Exactly one of price and share is set."""

    id: UUID
    name: str
    name_en: str
    priority: int
    starts_at: datetime
    ends_at: datetime | None
    ages: tuple[int | None, int | None]
    levels: tuple[int | None, int | None]
    group: str
    group_name: str
    group_name_en: str
    price_minor: int | None
    share_basis_points: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """A group of customers a rule may speak of."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Judged:
    """One rule as it stands to one customer on one day: it decides, it is outranked, or it does not apply."""

    rule_id: UUID
    name: str
    name_en: str
    priority: int
    verdict: str  # decides, outranked, not-this-customer


@dataclass(frozen=True, slots=True)
class Preview:
    """What this customer would pay at that instant, by which rule, and why the others do not decide."""

    quote: Quote
    judged: tuple[Judged, ...]


def groups(viewer: Actor) -> list[Group]:
    """Every group of customers, by code."""
    return [Group(row.code, row.name, row.name_en) for row in CustomerGroup.objects.order_by("code")]


def rules_of(viewer: Actor, service_id: UUID) -> list[RuleCard]:
    """The active rules of a service, the strongest first, then by when they begin; one query."""
    rows = PriceRule.objects.filter(service_id=service_id, state="active").select_related("group")
    return [
        RuleCard(
            id=row.id,
            name=row.name,
            name_en=row.name_en or row.name,
            priority=row.priority,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            ages=(row.age_from, row.age_to),
            levels=(row.level_from, row.level_to),
            group=row.group_id or "",
            group_name=row.group.name if row.group else "",
            group_name_en=row.group.name_en if row.group else "",
            price_minor=row.price_minor,
            share_basis_points=row.share_basis_points,
        )
        for row in rows.order_by("-priority", "starts_at", "id")
    ]


def preview(viewer: Actor, service_id: UUID, customer: Customer, at: datetime, *, now: datetime) -> Preview:
    """The answer of the same function that prices an order, for the house's manager. Raises Unknown and access's."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {SERVICE}, {RULES} FROM offers_service s WHERE s.id = %(service)s",
            {"service": service_id, "now": at},
        )
        row = cursor.fetchone()
    if row is None:
        raise Unknown
    service = service_row(row[:14])
    access.require(viewer, MANAGE, now=now, organisation_id=service.organisation_id)
    rules = sorted((rule_row(each) for each in row[14] or ()), key=lambda rule: -rule.priority)
    quote = price(service, rules, customer, at)
    return Preview(
        quote,
        tuple(
            Judged(
                rule.id,
                rule.name,
                rule.name_en or rule.name,
                rule.priority,
                "decides"
                if rule.id == quote.rule_id
                else "outranked"
                if applies(rule, customer, at)
                else "not-this-customer",
            )
            for rule in rules
        ),
    )


def mine(viewer: Actor, service_id: UUID, now: datetime) -> Service:
    """A service of the house the viewer manages, in whatever state. Raises Unknown for another house's."""
    service = Service.objects.filter(id=service_id).first()
    if service is None or service.organisation_id != viewer.organisation_id:
        raise Unknown
    access.require(viewer, MANAGE, now=now, organisation_id=service.organisation_id)
    return service
