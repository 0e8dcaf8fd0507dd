"""The provider's published rule about what a cancellation costs, and what it says in one case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid
from yiyang.ground.trust import services as trust
from yiyang.lifecycle.offers.models import CancellationTerm
from yiyang.lifecycle.offers.services.gate import managed_service

ALL = 10_000  # basis points


def publish_cancellation(*, by: Actor, now: datetime, service_id: UUID, shares: Mapping[int, int]) -> None:
    """Replace the rule: `shares` maps hours before the start to basis points that are returned.

    Cancelling earlier never returns less than cancelling later; otherwise Invalid.
    """
    service = managed_service(by, now, service_id)
    in_order = [shares[hours] for hours in sorted(shares)]
    if any(not 0 <= share <= ALL for share in in_order) or any(hours < 0 for hours in shares):
        raise Invalid(field="shares", reason=gettext("a share lies between 0 and 100 % of the price"))
    if in_order != sorted(in_order):
        raise Invalid(field="shares", reason=gettext("cancelling earlier must not return less than cancelling later"))
    with transaction.atomic():
        CancellationTerm.objects.filter(organisation_id=service.organisation_id, service_id=service_id).delete()
        CancellationTerm.objects.bulk_create(
            CancellationTerm(
                organisation_id=service.organisation_id,
                service_id=service_id,
                hours_before=hours,
                returned_basis_points=share,
            )
            for hours, share in shares.items()
        )
        trust.record(
            "cancellation.published",
            by=by,
            now=now,
            organisation_id=service.organisation_id,
            payload={"service": str(service_id), "shares": {str(hours): share for hours, share in shares.items()}},
        )


def share_returned(*, service_id: UUID, starts_at: datetime | None, now: datetime) -> int:
    """Basis points (0 … 10,000) of the price that come back when it is cancelled now.

    The published line with the most hours that are still left decides; too late for every line returns nothing.
    A service without lines returns everything until it starts, and nothing afterwards.
    """
    lines = CancellationTerm.objects.filter(service_id=service_id).order_by("-hours_before")
    terms = list(lines.values_list("hours_before", "returned_basis_points"))
    if starts_at is None:
        return ALL
    if not terms:
        return ALL if now < starts_at else 0
    return next((share for hours, share in terms if starts_at - now >= timedelta(hours=hours)), 0)
