"""Whoever changes a service must manage the house that offers it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.access import services as access
from yiyang.lifecycle.offers.actions import MANAGE
from yiyang.lifecycle.offers.models import Service


def managed_service(by: Actor, now: datetime, service_id: UUID) -> Service:
    """The service, once `by` is known to manage it. Raises Unknown and what access raises."""
    service = Service.objects.filter(id=service_id).first()
    if service is None:
        raise Unknown
    access.require(by, MANAGE, now=now, organisation_id=service.organisation_id)
    return service
