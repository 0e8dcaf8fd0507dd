"""The safety of who visits: a position while on duty, and one key that asks the house for help."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connections, transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import gettext_noop
from yiyang.fulfilment.home_visit.models import Position, Visit
from yiyang.ground.access.actions import DESK, MANAGER, NURSE
from yiyang.ground.cases import kinds
from yiyang.ground.cases import services as cases
from yiyang.ground.cases.kinds import CaseKind, Rung

KEPT_FOR = timedelta(days=7)
ALARM = kinds.declare(
    CaseKind(
        "home_visit.alarm",
        gettext_noop("A worker calls for help"),
        ladder=(Rung("role", DESK, 1), Rung("role", MANAGER, 1), Rung("role", NURSE, 5)),
        reasons=("safe", "police", "ambulance", "by-mistake"),
        urgency="alarm",
    )
)


def raise_alarm(visit: Visit, data: Mapping[str, Any], by: Actor, now: datetime, text: str) -> UUID:
    """Open the worker's call for help, or answer the one that stands: pressing again joins it.

    Told are the place of the visit and the last position known; the case is about the worker, not the person visited.
    """
    told = [visit.address, text, _position(visit, data)]
    return cases.open_case(
        ALARM.code,
        organisation_id=visit.organisation_id,
        person_id=by.person_id,
        about_id=visit.order_id,
        now=now,
        facts={"detail": ", ".join(each for each in told if each)},
        by=by,
    )


def _position(visit: Visit, data: Mapping[str, Any]) -> str:
    if "latitude" in data:
        return f"{data['latitude']:.5f}, {data['longitude']:.5f}"
    last = (
        Position.objects.filter(organisation_id=visit.organisation_id, visit_id=visit.order_id).order_by("-at").first()
    )
    return f"{last.latitude:.5f}, {last.longitude:.5f} ({last.at:%H:%M} UTC)" if last else ""


def forget_positions(now: datetime) -> int:
    """Remove positions older than a week; answers how many. The worker calls this; twice is once."""
    with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
        cursor.execute("DELETE FROM home_visit_position WHERE at < %s", [now - KEPT_FOR])
        return int(cursor.rowcount)
