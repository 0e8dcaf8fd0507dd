"""One service as a page shows it, an organisation's services, and what is left of a person's packages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.foundation.money import Money
from yiyang.lifecycle.offers.models import Allowance, CancellationTerm, Service, Standing


@dataclass(frozen=True, slots=True)
class ServiceCard:
    """A service with its standing and published cancellation rule.

    `score_milli` is in thousandths of a star, None before the first rating; `cancellation` maps hours before the
    start to the basis points returned, most hours first.
    """

    id: UUID
    organisation_id: UUID
    organisation: str
    organisation_en: str
    practitioner_id: UUID | None
    practitioner: str
    practitioner_en: str
    title: str
    title_en: str
    mode: str
    need: str
    name: str
    name_en: str
    description: str
    description_en: str
    state: str
    list_price: Money
    terms: str
    duration_minutes: int
    hold_minutes: int
    gender: str
    insurers: tuple[str, ...]
    score_milli: int | None
    score_count: int
    cancellation: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ServiceName:
    """A service as a list names it."""

    name: str
    name_en: str


def service_card(viewer: Actor, service_id: UUID) -> ServiceCard:
    """The card of one service, offered or retired. Raises Unknown."""
    found = _cards(Service.objects.filter(id=service_id))
    if not found:
        raise Unknown
    return found[0]


def services_of(viewer: Actor, organisation_id: UUID, *, practitioner_id: UUID | None = None) -> list[ServiceCard]:
    """What an organisation (or one professional there) offers at present, in three queries whatever their number."""
    rows = Service.objects.filter(organisation_id=organisation_id, state="active")
    if practitioner_id is not None:
        rows = rows.filter(practitioner_id=practitioner_id)
    return _cards(rows.order_by("need", "name", "id"))


def every_service_of(viewer: Actor, organisation_id: UUID) -> list[ServiceCard]:
    """All a house ever wrote down, drafts and retired ones included, for its own people; three queries."""
    if viewer.organisation_id != organisation_id:
        raise Unknown
    return _cards(Service.objects.filter(organisation_id=organisation_id).order_by("need", "name", "id"))


def service_names(viewer: Actor, service_ids: Collection[UUID]) -> dict[UUID, ServiceName]:
    """The names of services for a list, in one query; an id that is no service is missing from the answer."""
    rows = Service.objects.filter(id__in=service_ids).values_list("id", "name", "name_en") if service_ids else ()
    return {key: ServiceName(name, name_en or name) for key, name, name_en in rows}


def allowances_of(viewer: Actor, person_id: UUID, now: datetime) -> list[tuple[UUID, str, int, int, datetime, str]]:
    """(service, package name, uses left, uses, ends, English name) for the live allowances the viewer may see.

    In the order in which they are used: the one that ends first comes first.
    """
    rows = Allowance.objects.filter(person_id=person_id, ends_at__gt=now, given_back_at=None)
    return [
        (row.service_id, row.package.name, row.uses - row.used, row.uses, row.ends_at, row.package.name_en)
        for row in rows.select_related("package").order_by("ends_at", "id")
    ]


def _cards(rows: models.QuerySet[Service]) -> list[ServiceCard]:
    services = list(rows.select_related("organisation", "practitioner"))
    ids = [service.id for service in services]
    standings = Standing.objects.in_bulk(ids)
    terms: dict[UUID, list[tuple[int, int]]] = {}
    for term in CancellationTerm.objects.filter(service_id__in=ids).order_by("-hours_before"):
        terms.setdefault(term.service_id, []).append((term.hours_before, term.returned_basis_points))
    return [_card(service, standings.get(service.id), terms.get(service.id, [])) for service in services]


def _card(service: Service, standing: Standing | None, terms: list[tuple[int, int]]) -> ServiceCard:
    house, worker = service.organisation, service.practitioner
    return ServiceCard(
        id=service.id,
        organisation_id=house.id,
        organisation=house.name,
        organisation_en=house.name_en or house.name,
        practitioner_id=service.practitioner_id,
        practitioner=worker.name if worker else "",
        practitioner_en=(worker.name_en or worker.name) if worker else "",
        title=worker.title if worker else "",
        title_en=worker.title_en if worker else "",
        mode=service.mode,
        need=service.need,
        name=service.name,
        name_en=service.name_en or service.name,
        description=service.description,
        description_en=service.description_en or service.description,
        state=service.state,
        list_price=Money(service.list_price_minor, service.currency),
        terms=service.terms,
        duration_minutes=service.duration_minutes,
        hold_minutes=service.hold_minutes,
        gender=service.gender,
        insurers=tuple(service.insurers),
        score_milli=standing.score_milli if standing else None,
        score_count=standing.score_count if standing else 0,
        cancellation=tuple(terms),
    )
