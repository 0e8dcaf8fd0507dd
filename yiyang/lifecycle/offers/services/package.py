"""Packages with a number of uses (R28): a use is reserved with the order, taken when done, given back in time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import connection, transaction
from django.utils.translation import gettext

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid, Unknown
from yiyang.foundation.identifiers import new_id
from yiyang.foundation.money import Money
from yiyang.ground.access import services as access
from yiyang.ground.trust import services as trust
from yiyang.lifecycle.offers.actions import MANAGE
from yiyang.lifecycle.offers.errors import PackageUsedUp
from yiyang.lifecycle.offers.models import Allowance, Package, PackageItem, PackageUse, Service

SOLD_AS = "package"  # the need of a service that sells a package; not in the catalogue of needs
HOLD_MINUTES = 30

# The allowance that ends first is used first. The row lock makes the count exact; the CHECK would refuse anyway.
_RESERVE = """
    WITH purse AS (
        SELECT id, organisation_id FROM offers_allowance
         WHERE person_id = %(person)s AND service_id = %(service)s AND used < uses
           AND starts_at <= %(now)s AND ends_at > %(now)s AND given_back_at IS NULL
         ORDER BY ends_at, id LIMIT 1 FOR UPDATE),
    taken AS (
        UPDATE offers_allowance a SET used = a.used + 1 FROM purse
         WHERE a.id = purse.id AND a.used < a.uses AND a.given_back_at IS NULL
        RETURNING a.id, a.organisation_id, a.used)
    INSERT INTO offers_packageuse (id, organisation_id, person_id, allowance_id, order_id, number, state, changed_at)
    SELECT %(id)s, organisation_id, %(person)s, id, %(order)s, used, 'reserved', %(now)s FROM taken
    RETURNING number
"""
_GIVE_BACK = """
    WITH given AS (
        UPDATE offers_packageuse SET state = 'returned', changed_at = %(now)s
         WHERE order_id = %(order)s AND state = 'reserved' RETURNING allowance_id)
    UPDATE offers_allowance SET used = used - 1 FROM given WHERE id = given.allowance_id RETURNING id
"""


def make_package(
    *, by: Actor, now: datetime, organisation_id: UUID, name: str, price: Money, valid_days: int,
    uses: Mapping[UUID, int], name_en: str = "", sold_by: str = "", return_days: int = 7,
    request_key: str = "",
) -> UUID:  # fmt: skip
    """Put services of one organisation into a package; `uses` maps service ids to how often each may be used.

    With the code of a mode that sells packages as `sold_by` it is on offer at once, paid beforehand; the mode takes it
    back within `return_days` of buying while nothing of it is used. The same `request_key` makes one package.
    """
    access.require(by, MANAGE, now=now, organisation_id=organisation_id)
    if not uses or any(number < 1 for number in uses.values()):
        raise Invalid(field="uses", reason=gettext("a package holds at least one use of a service"))
    own = Service.objects.filter(id__in=uses, organisation_id=organisation_id, state="active").count()
    if own != len(uses):
        raise Invalid(field="uses", reason=gettext("a package holds only services this house offers"))
    package_id = uuid5(organisation_id, request_key) if request_key else new_id()
    if Package.objects.filter(id=package_id).exists():
        return package_id
    about: dict[str, Any] = {"organisation_id": organisation_id, "name": name, "name_en": name_en}
    with transaction.atomic():
        package = Package.objects.create(
            id=package_id,
            **about,
            price_minor=price.minor,
            currency=price.currency,
            valid_days=valid_days,
            return_days=return_days,
            service=_on_sale(about, price, sold_by, now) if sold_by else None,
        )
        PackageItem.objects.bulk_create(
            PackageItem(organisation_id=organisation_id, package=package, service_id=service, uses=number)
            for service, number in uses.items()
        )
        trust.record(
            "package.made",
            by=by,
            now=now,
            organisation_id=organisation_id,
            payload={
                "package": str(package.id),
                "price_minor": price.minor,
                "currency": price.currency,
                "valid_days": valid_days,
                "return_days": return_days,
                "uses": {str(service): number for service, number in uses.items()},
            },
        )
    return package.id


def _on_sale(about: Mapping[str, Any], price: Money, mode: str, now: datetime) -> Service:
    """The service that sells a package. It answers no need of its own, so that no search mixes it with its parts."""
    return Service.objects.create(
        **about,
        mode=mode,
        need=SOLD_AS,
        list_price_minor=price.minor,
        currency=price.currency,
        terms="prepaid",
        hold_minutes=HOLD_MINUTES,
        offered_at=now,
    )


def grant_package(*, package_id: UUID, person_id: UUID, order_id: UUID, now: datetime) -> None:
    """Fill a person's purse once the order that bought the package is agreed. Repeating it changes nothing."""
    package = Package.objects.filter(id=package_id).first()
    if package is None:
        raise Unknown
    Allowance.objects.bulk_create(
        (
            Allowance(
                organisation_id=package.organisation_id,
                person_id=person_id,
                package=package,
                service_id=item.service_id,
                bought_for_id=order_id,
                uses=item.uses,
                starts_at=now,
                ends_at=now + timedelta(days=package.valid_days),
            )
            for item in PackageItem.objects.filter(package=package)
        ),
        ignore_conflicts=True,
    )


def reserve_use(*, service_id: UUID, person_id: UUID, order_id: UUID, now: datetime) -> int:
    """Reserve one use for an order and return which one it is. Raises PackageUsedUp; repeating it changes nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT number FROM offers_packageuse WHERE order_id = %s", [order_id])
        if (already := cursor.fetchone()) is not None:
            return int(already[0])
        values: dict[str, Any] = {
            "service": service_id,
            "person": person_id,
            "order": order_id,
            "now": now,
            "id": new_id(),
        }
        cursor.execute(_RESERVE, values)
        row = cursor.fetchone()
    if row is None:
        raise PackageUsedUp
    return int(row[0])


def end_package(*, order_id: UUID, now: datetime) -> bool:
    """Nothing more of the package this order bought can be used; whether something of it is used or reserved.

    The row locks make the answer exact against a use that is being reserved. Repeating it changes nothing.
    """
    bought = Allowance.objects.filter(bought_for_id=order_id).order_by("id").select_for_update()
    used = any(allowance.used for allowance in bought)
    Allowance.objects.filter(bought_for_id=order_id, given_back_at=None).update(given_back_at=now)
    return used


def bought_by(*, order_id: UUID) -> tuple[UUID, bool] | None:
    """The order that bought the package of which this order took a use, and whether all its uses are taken now."""
    taken = PackageUse.objects.filter(order_id=order_id, state="taken")
    use = taken.values_list("allowance__bought_for_id", flat=True).first()
    if use is None:
        return None
    bought = Allowance.objects.filter(bought_for_id=use)
    waiting = PackageUse.objects.filter(allowance__in=bought, state="reserved").exists()
    return use, not waiting and all(each.used == each.uses for each in bought)


def take_use(*, order_id: UUID, now: datetime) -> bool:
    """The service was done: the use is gone. False when the order reserved none (or it was given back)."""
    moved = PackageUse.objects.filter(order_id=order_id, state="reserved").update(state="taken", changed_at=now)
    return bool(moved) or PackageUse.objects.filter(order_id=order_id, state="taken").exists()


def give_back_use(*, order_id: UUID, now: datetime) -> bool:
    """Cancelled in time: the use can be used again. False when there was none to give back."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, {"order": order_id, "now": now})
        return cursor.fetchone() is not None
