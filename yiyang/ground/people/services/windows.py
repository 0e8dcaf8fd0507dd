"""When a professional works where: never at two places at once, travel included (R10)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.foundation.identifiers import new_id
from yiyang.ground.access import services as access
from yiyang.ground.people.actions import EMPLOY
from yiyang.ground.people.errors import Elsewhere, NotEmployedHere, TooFarApart, WindowImpossible
from yiyang.ground.people.models import PractitionerRole, WorkingWindow

WINDOW_MAX = timedelta(days=1)
_CLAIM = """
    INSERT INTO people_workingwindow (id, practitioner_id, organisation_id, during, added_at)
    VALUES (%s, %s, %s, tstzrange(%s, %s), %s)
    ON CONFLICT ON CONSTRAINT window_one_place DO NOTHING RETURNING id
"""


@transaction.atomic
def add_window(*, by: Actor, now: datetime, practitioner_id: UUID, starts_at: datetime, ends_at: datetime) -> UUID:
    """Let a professional work at the acting house from `starts_at` to `ends_at`; the same window again returns it.

    Raises NotEmployedHere without a contract for the whole stretch, Elsewhere when it overlaps another window
    anywhere, TooFarApart when the way from the window before or to the one after takes longer than the gap.
    """
    access.require(by, EMPLOY, now=now, organisation_id=by.organisation_id)
    house = by.organisation_id
    if house is None:
        raise Unknown
    if not timedelta(0) < ends_at - starts_at <= WINDOW_MAX:
        raise WindowImpossible(field="ends_at")
    standing = WorkingWindow.objects.filter(
        practitioner_id=practitioner_id, organisation_id=house, during=(starts_at, ends_at)
    ).first()
    if standing is not None:
        return standing.id
    employed = Q(ends_at=None) | Q(ends_at__gte=ends_at)
    if not PractitionerRole.objects.filter(
        employed, practitioner_id=practitioner_id, organisation_id=house, starts_at__lte=starts_at
    ).exists():
        raise NotEmployedHere
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_CLAIM, [new_id(), practitioner_id, house, starts_at, ends_at, now])
            claimed: tuple[UUID] | None = cursor.fetchone()
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) == "window_travel":
            raise TooFarApart(field="starts_at") from None
        raise
    if claimed is None:
        raise Elsewhere(field="starts_at")
    return claimed[0]


@transaction.atomic
def remove_window(*, by: Actor, now: datetime, window_id: UUID) -> None:
    """Take a window back; one that is gone already changes nothing for its own house."""
    window = WorkingWindow.objects.filter(id=window_id).first()
    if window is None:
        raise Unknown
    access.require(by, EMPLOY, now=now, organisation_id=window.organisation_id)
    window.delete()
