"""Let another house run part of one's services for a term, in one's own name (R03)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid, Unknown
from yiyang.foundation.identifiers import new_id
from yiyang.ground.access import services as access
from yiyang.ground.places.actions import RUN
from yiyang.ground.places.errors import AlreadyEntrusted, PeriodImpossible
from yiyang.ground.places.models import Entrustment, Organisation
from yiyang.ground.places.reference import CATEGORIES
from yiyang.ground.trust import services as trust

_CLAIM = """
    INSERT INTO places_entrustment (id, principal_id, agent_id, scope, during, agreed_at)
    VALUES (%s, %s, %s, %s, tstzrange(%s, %s), %s)
    ON CONFLICT ON CONSTRAINT entrustment_one_agent DO NOTHING RETURNING id
"""


@transaction.atomic
def entrust(
    *,
    by: Actor,
    now: datetime,
    principal_id: UUID,
    agent_id: UUID,
    scopes: Iterable[str],
    starts_at: datetime,
    ends_at: datetime,
) -> list[UUID]:
    """Entrust categories of the principal's services to an agent; returns one id per category.

    The principal's manager decides. Raises AlreadyEntrusted when any category is with somebody else in that time;
    then nothing is written. The same agent, category and term again returns the standing entrustment.
    """
    access.require(by, RUN, now=now, organisation_id=principal_id)
    wanted = sorted(set(scopes))
    if not wanted or not set(wanted) <= set(CATEGORIES):
        raise Invalid(field="scopes", reason=", ".join(CATEGORIES))
    if ends_at <= starts_at or ends_at <= now:
        raise PeriodImpossible(field="ends_at")
    if not Organisation.objects.filter(id=agent_id, state="live").exists():
        raise Unknown
    if agent_id == principal_id:
        raise Invalid(field="agent", reason="principal")
    term = DateTimeTZRange(starts_at, ends_at)
    found = [_claim(principal_id, agent_id, scope, term, now) for scope in wanted]
    trust.record(
        "entrustment.agreed",
        by=by,
        now=now,
        organisation_id=principal_id,
        payload={
            "agent": str(agent_id),
            "scopes": wanted,
            "starts_at": starts_at.isoformat(),
            "ends_at": ends_at.isoformat(),
        },
    )
    return found


def _claim(principal_id: UUID, agent_id: UUID, scope: str, term: DateTimeTZRange, now: datetime) -> UUID:
    same = Entrustment.objects.filter(principal_id=principal_id, agent_id=agent_id, scope=scope, during=term).first()
    if same is not None:
        return same.id
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [new_id(), principal_id, agent_id, scope, term.lower, term.upper, now])
        row = cursor.fetchone()
    if row is None:
        raise AlreadyEntrusted(field="scopes", scope=scope)
    claimed: UUID = row[0]
    return claimed


@transaction.atomic
def end_entrustment(*, by: Actor, now: datetime, entrustment_id: UUID) -> None:
    """End an entrustment now; one that had not begun is removed. Ending it twice changes nothing."""
    entrustment = Entrustment.objects.filter(id=entrustment_id).first()
    if entrustment is None:
        raise Unknown
    access.require(by, RUN, now=now, organisation_id=entrustment.principal_id)
    term = entrustment.during
    if term.upper <= now:
        return
    if term.lower >= now:
        entrustment.delete()
    else:
        entrustment.during = DateTimeTZRange(term.lower, now)
        entrustment.save(update_fields=["during"])
    trust.record(
        "entrustment.ended",
        by=by,
        now=now,
        organisation_id=entrustment.principal_id,
        payload={"entrustment": str(entrustment_id)},
    )
