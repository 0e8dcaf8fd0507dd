"""Register a house as a draft, describe it, and hang it into the network."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid, Unknown
from yiyang.ground.access import services as access
from yiyang.ground.places import credit_code as credit_codes
from yiyang.ground.places.actions import REGISTER, RUN
from yiyang.ground.places.errors import ParentLoop, PeriodImpossible, UnknownKind, WrongCreditCode
from yiyang.ground.places.models import Area, Kind, OpeningHours, Organisation, ServiceArea
from yiyang.ground.places.services.names import index_house
from yiyang.ground.places.states import OPERATING_MODES
from yiyang.ground.trust import services as trust

DESCRIPTION = frozenset(
    {
        "name", "name_en", "address", "address_en", "phone", "zone", "latitude", "longitude", "operating_mode",
        "service_radius_metres", "credit_code", "area_id",
    }
)  # fmt: skip


@transaction.atomic
def register_organisation(
    *,
    by: Actor,
    now: datetime,
    name: str,
    kinds: Iterable[str],
    organisation_id: UUID | None = None,
    source: str = "",
    **described: Any,
) -> Organisation:
    """Write a new house down as a draft under the acting house's review; it sells nothing before it is live.

    `described` takes the fields of DESCRIPTION. `source` names an imported row: the same source again returns the
    standing draft. Raises UnknownKind, WrongCreditCode, Invalid.
    """
    access.require(by, REGISTER, now=now, organisation_id=by.organisation_id)
    if source and (known := Organisation.objects.filter(registrar_id=by.organisation_id, source=source).first()):
        return known
    wanted = check_kinds(kinds)
    organisation = Organisation(
        registrar_id=by.organisation_id, kinds=wanted, name=name, state="draft", source=source, **_checked(described)
    )
    if organisation_id is not None:
        organisation.id = organisation_id
    organisation.save(force_insert=True)
    index_house(organisation.id, organisation.name, organisation.name_en)
    trust.record(
        "organisation.registered",
        by=by,
        now=now,
        organisation_id=organisation.id,
        payload={"kinds": wanted, "registrar": str(by.organisation_id)},
    )
    return organisation


@transaction.atomic
def describe_organisation(*, by: Actor, now: datetime, organisation_id: UUID, **described: Any) -> Organisation:
    """Change names, address, telephone, position or the way the house is run; never its kinds or state."""
    organisation = own_or_registered(by, now, organisation_id)
    for field, value in _checked(described).items():
        setattr(organisation, field, value)
    organisation.save(update_fields=list(described))
    if {"name", "name_en"} & set(described):
        index_house(organisation.id, organisation.name, organisation.name_en)
    return organisation


@transaction.atomic
def set_parent(*, by: Actor, now: datetime, organisation_id: UUID, parent_id: UUID | None) -> Organisation:
    """Hang a house below another, or let it stand alone. Raises ParentLoop."""
    organisation = own_or_registered(by, now, organisation_id)
    if parent_id is not None and not Organisation.objects.filter(id=parent_id).exists():
        raise Unknown
    organisation.parent_id = parent_id
    try:
        with transaction.atomic():
            organisation.save(update_fields=["parent"])
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) in ("parent_loop", "parent_depth"):
            raise ParentLoop(field="parent") from None
        raise
    return organisation


@transaction.atomic
def set_opening_hours(
    *, by: Actor, now: datetime, organisation_id: UUID, hours: Iterable[tuple[int, time, time]]
) -> None:
    """Replace the week: (ISO weekday 1–7, opens, closes) in the house's own zone. Raises PeriodImpossible."""
    access.require(by, RUN, now=now, organisation_id=organisation_id)
    rows = [
        OpeningHours(organisation_id=organisation_id, weekday=day, opens_at=opens, closes_at=closes)
        for day, opens, closes in hours
    ]
    for row in rows:
        if not 1 <= row.weekday <= 7:
            raise Invalid(field="weekday", reason="1–7")
        if row.closes_at <= row.opens_at:
            raise PeriodImpossible(field="closes_at")
    OpeningHours.objects.filter(organisation_id=organisation_id).delete()
    OpeningHours.objects.bulk_create(rows)


@transaction.atomic
def set_service_areas(*, by: Actor, now: datetime, organisation_id: UUID, area_ids: Iterable[UUID]) -> None:
    """Replace the areas a house comes to; each stands for the whole subtree below it."""
    access.require(by, RUN, now=now, organisation_id=organisation_id)
    wanted = set(area_ids)
    if Area.objects.filter(id__in=wanted).count() != len(wanted):
        raise Unknown
    ServiceArea.objects.filter(organisation_id=organisation_id).delete()
    ServiceArea.objects.bulk_create([ServiceArea(organisation_id=organisation_id, area_id=one) for one in wanted])


def own_or_registered(by: Actor, now: datetime, organisation_id: UUID) -> Organisation:
    """The house, for its own manager or for an officer of its registrar; everyone else is refused."""
    organisation = Organisation.objects.filter(id=organisation_id).first()
    if organisation is None:
        raise Unknown
    house = by.organisation_id if by.organisation_id == organisation.registrar_id else organisation_id
    access.require(by, REGISTER if house != organisation_id else RUN, now=now, organisation_id=house)
    return organisation


def check_kinds(kinds: Iterable[str]) -> list[str]:
    """The kinds in order and once each. Raises UnknownKind."""
    wanted = sorted(set(kinds))
    known = set(Kind.objects.filter(code__in=wanted).values_list("code", flat=True))
    for kind in wanted:
        if kind not in known:
            raise UnknownKind(field="kinds", kind=kind)
    return wanted


def _checked(described: dict[str, Any]) -> dict[str, Any]:
    if unknown := set(described) - DESCRIPTION:
        raise TypeError(f"not a part of a description: {', '.join(sorted(unknown))}")
    if described.get("operating_mode", OPERATING_MODES[0]) not in OPERATING_MODES:
        raise Invalid(field="operating_mode", reason=", ".join(OPERATING_MODES))
    if code := described.get("credit_code"):
        if (written := credit_codes.normalised(code)) is None:
            raise WrongCreditCode(field="credit_code")
        described["credit_code"] = written
    return described
