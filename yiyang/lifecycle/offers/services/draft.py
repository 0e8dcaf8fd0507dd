"""A manager writes a service down and changes it; nobody can order a draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid
from yiyang.foundation.money import Money
from yiyang.ground.access import services as access
from yiyang.ground.people import selectors as people
from yiyang.ground.people.reference import LICENCES
from yiyang.ground.places import services as places
from yiyang.ground.places.reference import PAPERS
from yiyang.ground.trust import services as trust
from yiyang.lifecycle.offers import states
from yiyang.lifecycle.offers.actions import MANAGE
from yiyang.lifecycle.offers.errors import NoSuchNeed, NotInList, NotOneOfOurs, ServiceRetired
from yiyang.lifecycle.offers.models import Need, Service
from yiyang.lifecycle.offers.services.gate import managed_service
from yiyang.lifecycle.offers.services.publish import check_publishable

DESCRIPTION = frozenset(
    {
        "need", "name", "name_en", "description", "description_en", "practitioner_id", "speciality", "gender",
        "insurers", "terms", "duration_minutes", "hold_minutes", "open_limit", "papers", "licence",
    }
)  # fmt: skip
GENDERS = ("", "female", "male")
# field → the least and the most it may be
RANGES = {"duration_minutes": (1, 1440), "hold_minutes": (1, 1440), "open_limit": (1, 50)}


def draft(
    *, by: Actor, now: datetime, organisation_id: UUID, mode: str, price: Money, request_key: UUID, **described: Any
) -> Service:
    """Write a service down that nobody can order yet; `described` are fields of DESCRIPTION, need and name among them.

    `request_key` becomes its id, so sending the form twice makes one. Raises what `check` refuses, with its field.
    """
    access.require(by, MANAGE, now=now, organisation_id=organisation_id)
    if standing := Service.objects.filter(id=request_key, organisation_id=organisation_id).first():
        return standing
    _check(by, now, organisation_id, {"need": "", "name": "", **described}, price)
    with transaction.atomic():
        service = Service.objects.create(
            id=request_key,
            organisation_id=organisation_id,
            mode=mode,
            state="draft",
            list_price_minor=price.minor,
            currency=price.currency,
            **described,
        )
        _record("service.drafted", by, now, service)
    return service


def describe(*, by: Actor, now: datetime, service_id: UUID, price: Money, **described: Any) -> Service:
    """Change what a service is called, needs and costs; orders that stand keep the price they were placed at.

    What is on offer must stay fit to be published: raises what `publish` raises. A retired one stays as it was.
    """
    service = managed_service(by, now, service_id)
    if service.state == "retired":
        raise ServiceRetired(service=service.name)
    _check(by, now, service.organisation_id, {"need": service.need, "name": service.name, **described}, price)
    for field, value in described.items():
        setattr(service, field, value)
    service.list_price_minor, service.currency = price.minor, price.currency
    with transaction.atomic():
        service.save(update_fields=[*described, "list_price_minor", "currency"])
        if service.state != "draft":
            check_publishable(service, now)
        _record("service.changed", by, now, service)
    return service


def _check(by: Actor, now: datetime, organisation_id: UUID, described: Mapping[str, Any], price: Money) -> None:
    if strange := set(described) - DESCRIPTION:
        raise TypeError(f"not a part of a service's description: {', '.join(sorted(strange))}")
    need = Need.objects.filter(code=described["need"]).first()
    if need is None:
        raise NoSuchNeed(field="need", need=described["need"])
    places.require_trade(organisation_id, need.category)
    if not described["name"].strip():
        raise Invalid(field="name", reason=gettext("a service has a name"))
    if price.minor < 0:
        raise Invalid(field="price", reason=gettext("a price cannot be below zero"))
    _check_words(described)
    worker = described.get("practitioner_id")
    if worker is not None and worker not in {
        one.practitioner_id for one in people.professionals_at(by, organisation_id, now)
    }:
        raise NotOneOfOurs(field="practitioner_id")


def _check_words(described: Mapping[str, Any]) -> None:
    """Numbers lie in their range and codes in their list."""
    for field, (least, most) in RANGES.items():
        if not least <= described.get(field, least) <= most:
            raise Invalid(field=field, reason=gettext("from %(least)s to %(most)s") % {"least": least, "most": most})
    for field, words in (("gender", GENDERS), ("licence", ("", *LICENCES)), ("terms", states.TERMS)):
        if described.get(field, words[0]) not in words:
            raise NotInList(field=field)
    if not set(described.get("papers", ())) <= set(PAPERS):
        raise NotInList(field="papers")


def _record(kind: str, by: Actor, now: datetime, service: Service) -> None:
    payload = {
        "service": str(service.id),
        "need": service.need,
        "price_minor": service.list_price_minor,
        "currency": service.currency,
        "state": service.state,
    }
    trust.record(kind, by=by, now=now, organisation_id=service.organisation_id, payload=payload)
