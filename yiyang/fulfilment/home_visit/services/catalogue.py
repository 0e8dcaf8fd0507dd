"""Decide what may be done at home in a province, and what a house undertakes of it. Every change is a new version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Overtaken
from yiyang.foundation.money import Money
from yiyang.fulfilment.home_visit.actions import KEEP_LIST, UNDERTAKE
from yiyang.fulfilment.home_visit.errors import NobodySuch, NotOnTheList, NotSuchAnItem, SoldAsDomestic
from yiyang.fulfilment.home_visit.models import Consumable, Item, Undertaking, WorkerTerms
from yiyang.fulfilment.home_visit.selectors.catalogue import PATTERN, in_force, item_in_force, province_of, terms_of
from yiyang.fulfilment.home_visit.services.choice import HOME_HELP
from yiyang.fulfilment.home_visit.states import KINDS, MEDICAL
from yiyang.fulfilment.home_visit.titles import TITLES
from yiyang.ground.access import services as access
from yiyang.ground.people import selectors as people
from yiyang.ground.places import services as places
from yiyang.ground.trust import services as trust
from yiyang.lifecycle.offers import selectors as offers

WEEK_MAX = 3_600


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What a province says of one item. Medical work needs a licence and an order, whoever says otherwise."""

    name: str
    name_en: str
    kind: str
    allowed: bool
    licence: str
    years_min: int
    title_min: str
    needs_order: bool
    needs_assessment: bool
    minutes: int
    checklist: tuple[str, ...]
    checklist_en: tuple[str, ...]
    source: str


@transaction.atomic
def take_over(*, by: Actor, now: datetime, province: str) -> int:
    """Put the pattern list in force in a province, item by item that it says nothing about yet; answers how many.

    The platform's operator does this and answers for it; until then nothing may be done at home there. Twice is once.
    """
    access.require(by, KEEP_LIST, now=now, organisation_id=by.organisation_id)
    if len(province) != 2 or not province.isdigit() or province == PATTERN:
        raise NotSuchAnItem(field="province", reason="GB/T 2260")
    known = set(Item.objects.filter(province=province).values_list("code", flat=True))
    fresh = [each for each in in_force(PATTERN) if each.code not in known]
    for item in fresh:
        _add(item_rule(item), by, now, province, item.code, 1, status=item.status, reason="")
    return len(fresh)


@transaction.atomic
def change_item(*, by: Actor, now: datetime, province: str, code: str, version: int, rule: Rule, reason: str) -> Item:
    """Write the next version of an item, or the first; the last one read is `version` (0 for a new code).

    Raises NotSuchAnItem naming the field, and Overtaken when somebody else changed it meanwhile. The same rule again
    changes nothing.
    """
    access.require(by, KEEP_LIST, now=now, organisation_id=by.organisation_id)
    _check(rule, province, code, reason)
    standing = item_in_force(province, code)
    if standing is not None and item_rule(standing) == rule:
        return standing
    if (standing.version if standing else 0) != version:
        raise Overtaken
    try:
        with transaction.atomic():
            return _add(rule, by, now, province, code, version + 1, status="local", reason=reason)
    except IntegrityError:
        raise Overtaken from None


def item_rule(item: Item) -> Rule:
    """What an item says, without who said it and when."""
    return Rule(
        name=item.name,
        name_en=item.name_en,
        kind=item.kind,
        allowed=item.allowed,
        licence=item.licence,
        years_min=item.years_min,
        title_min=item.title_min,
        needs_order=item.needs_order,
        needs_assessment=item.needs_assessment,
        minutes=item.minutes,
        checklist=tuple(item.checklist),
        checklist_en=tuple(item.checklist_en),
        source=item.source,
    )


def _add(
    rule: Rule, by: Actor, now: datetime, province: str, code: str, version: int, *, status: str, reason: str
) -> Item:
    content = {**vars(rule), "checklist": list(rule.checklist), "checklist_en": list(rule.checklist_en)}
    item = Item.objects.create(
        keeper_id=by.organisation_id,
        province=province,
        code=code,
        version=version,
        status=status,
        reason=reason,
        changed_by_id=by.person_id,
        changed_at=now,
        **content,
    )
    payload = {"province": province, "code": code, "version": version, "allowed": rule.allowed, "kind": rule.kind}
    trust.record("home-visit.item-changed", by=by, now=now, organisation_id=by.organisation_id, payload=payload)
    return item


def _check(rule: Rule, province: str, code: str, reason: str) -> None:
    wrong = {
        "province": len(province) != 2 or not province.isdigit() or province == PATTERN,
        "code": not code or len(code) > 30 or not code.replace("-", "").isalnum(),
        "name": not rule.name.strip() or not rule.name_en.strip(),
        "kind": rule.kind not in KINDS,
        "licence": rule.kind == MEDICAL and not rule.licence,
        "needs_order": rule.kind == MEDICAL and not rule.needs_order,
        "title_min": rule.title_min not in ("", *TITLES),
        "minutes": not 5 <= rule.minutes <= 720,
        "checklist": not rule.checklist or len(rule.checklist) != len(rule.checklist_en) or len(rule.checklist) > 30,
        "source": not rule.source.strip(),
        "reason": not reason.strip() or len(reason) > 200,
    }
    for field, is_wrong in wrong.items():
        if is_wrong:
            raise NotSuchAnItem(field=field, reason=field)


@transaction.atomic
def undertake(
    *, by: Actor, now: datetime, service_id: UUID, item_code: str, travel_fee: Money | None = None
) -> Undertaking:
    """Say that a service of one's house is an item of the list, with so much for the way. Saying it again changes it.

    The house must be of a kind that sells it; medical work sold as household help is refused (R41). Raises Unknown,
    NotOnTheList, SoldAsDomestic, and what `places.require_trade` raises.
    """
    card = offers.service_card(by, service_id)
    access.require(by, UNDERTAKE, now=now, organisation_id=card.organisation_id)
    item = item_in_force(province_of(card.organisation_id), item_code)
    if item is None or not item.allowed:
        raise NotOnTheList(field="item_code")
    if item.kind == MEDICAL:
        places.require_trade(card.organisation_id, "nursing")
    row, _ = Undertaking.objects.update_or_create(
        service_id=service_id,
        defaults={
            "organisation_id": card.organisation_id,
            "item_code": item_code,
            "travel_fee_minor": (travel_fee or Money(0)).minor,
            "changed_at": now,
        },
    )
    terms = terms_of(service_id)
    if item.kind == MEDICAL and terms is not None and terms.category == HOME_HELP:
        raise SoldAsDomestic(field="item_code")
    payload = {"service": str(service_id), "item": item_code, "travel_fee_fen": row.travel_fee_minor}
    trust.record("home-visit.undertaken", by=by, now=now, organisation_id=card.organisation_id, payload=payload)
    return row


@transaction.atomic
def price_consumable(
    *, by: Actor, now: datetime, code: str, name: str, name_en: str, price: Money, active: bool = True
) -> Consumable:
    """Put something used up at visits on the house's list, or change it; visits already handed in keep their price."""
    access.require(by, UNDERTAKE, now=now, organisation_id=by.organisation_id)
    if not code.strip() or not name.strip() or price.minor < 0:
        raise NotSuchAnItem(field="name" if code.strip() else "code", reason="name")
    assert by.organisation_id is not None  # required above
    row, _ = Consumable.objects.update_or_create(
        organisation_id=by.organisation_id,
        code=code.strip()[:30],
        defaults={"name": name.strip(), "name_en": name_en.strip(), "price_minor": price.minor, "active": active},
    )
    return row


@transaction.atomic
def set_worker_terms(
    *,
    by: Actor,
    now: datetime,
    practitioner_id: UUID,
    weekly_minutes_max: int,
    radius_metres: int | None,
    visits: bool,
) -> WorkerTerms:
    """How much a worker does for the house in a week, how far away, and whether at all. Raises NobodySuch."""
    access.require(by, UNDERTAKE, now=now, organisation_id=by.organisation_id)
    house = by.organisation_id
    if house is None or not 0 <= weekly_minutes_max <= WEEK_MAX:
        raise NotSuchAnItem(field="weekly_minutes_max", reason=f"0 … {WEEK_MAX}")
    if practitioner_id not in {each.practitioner_id for each in people.professionals_at(by, house, now)}:
        raise NobodySuch(field="practitioner_id")
    row, _ = WorkerTerms.objects.update_or_create(
        organisation_id=house,
        practitioner_id=practitioner_id,
        defaults={
            "weekly_minutes_max": weekly_minutes_max,
            "radius_metres": radius_metres,
            "visits": visits,
            "changed_at": now,
        },
    )
    return row
