"""Open a file in an emergency: minutes long, explained, told to the person, reviewed by somebody else."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid, Unknown
from yiyang.foundation.events import publish
from yiyang.ground.access import actions
from yiyang.ground.access.actions import Action
from yiyang.ground.access.errors import NotAllowed, OwnGrant, ReasonMissing
from yiyang.ground.access.events import GlassBroken
from yiyang.ground.access.models import BreakGlass
from yiyang.ground.access.services.relate import relate, unrelate
from yiyang.ground.access.services.require import require
from yiyang.ground.trust import services as trust

BREAK = Action("access.break-glass", "Opened your file in an emergency", roles=actions.CLINICAL)
REVIEW = Action(
    "access.review-glass", "Reviewed an emergency opening", roles=frozenset({actions.PRIVACY, actions.MANAGER})
)
REASONS = frozenset({"emergency", "public-safety", "lost-consciousness"})
MINUTES_MAX = 60


@transaction.atomic
def break_glass(
    *, by: Actor, now: datetime, person_id: UUID, reason_code: str, reason: str, minutes: int = MINUTES_MAX
) -> BreakGlass:
    """Let a doctor or nurse see one person's file for `minutes` (1–60), with a stated reason of ten signs or more.

    Asking again inside a live session returns that session. Publishes GlassBroken.
    """
    check_opening(by=by, now=now, reason_code=reason_code, reason=reason, minutes=minutes)
    assert by.person_id is not None
    assert by.organisation_id is not None
    live = BreakGlass.objects.filter(person_id=person_id, viewer_id=by.person_id, ends_at__gt=now).first()
    if live is not None:
        return live
    session = BreakGlass.objects.create(
        viewer_id=by.person_id,
        organisation_id=by.organisation_id,
        person_id=person_id,
        reason_code=reason_code,
        reason=reason.strip(),
        starts_at=now,
        ends_at=now + timedelta(minutes=minutes),
    )
    relate(
        viewer_id=by.person_id,
        person_id=person_id,
        kind="break-glass",
        scopes=(),
        now=now,
        ends_at=session.ends_at,
        source_id=session.id,
    )
    trust.record(
        "glass.broken",
        by=by,
        now=now,
        organisation_id=by.organisation_id,
        subject_id=person_id,
        payload={"session": str(session.id), "reason_code": reason_code, "minutes": minutes},
    )
    publish(GlassBroken(session.id, person_id, by.person_id, by.organisation_id, reason_code, now, session.ends_at))
    return session


def check_opening(*, by: Actor, now: datetime, reason_code: str, reason: str, minutes: int) -> None:
    """Refuse an opening that could never be, before anybody's file is looked for."""
    require(by, BREAK, now=now, organisation_id=by.organisation_id)
    if by.organisation_id is None:
        raise NotAllowed
    if reason_code not in REASONS:
        raise Invalid(field="reason_code", reason=", ".join(sorted(REASONS)))
    if len(reason.strip()) < 10:
        raise ReasonMissing(field="reason")
    if not 1 <= minutes <= MINUTES_MAX:
        raise Invalid(field="minutes", reason=f"1–{MINUTES_MAX}")


@transaction.atomic
def end_break_glass(*, by: Actor, now: datetime, break_glass_id: UUID) -> None:
    """Close an emergency opening of one's own before its time; twice changes nothing. Raises Unknown for others'."""
    session = BreakGlass.objects.filter(id=break_glass_id).first()
    if session is None or by.person_id is None or session.viewer_id != by.person_id:
        raise Unknown
    if session.ends_at <= now:
        return
    BreakGlass.objects.filter(id=break_glass_id).update(ends_at=max(now, session.starts_at + timedelta(seconds=1)))
    unrelate(now=now, source_id=session.id)
    trust.record(
        "glass.closed",
        by=by,
        now=now,
        organisation_id=session.organisation_id,
        subject_id=session.person_id,
        payload={"session": str(session.id)},
    )


@transaction.atomic
def review_break_glass(*, by: Actor, now: datetime, break_glass_id: UUID) -> None:
    """Close the review of an emergency opening; never one's own."""
    session = BreakGlass.objects.filter(id=break_glass_id).first()
    if session is None:
        raise Unknown
    require(by, REVIEW, now=now, organisation_id=session.organisation_id)
    if session.viewer_id == by.person_id:
        raise OwnGrant(field="reviewer")
    seen = BreakGlass.objects.filter(id=break_glass_id, reviewed_at=None)
    if seen.update(reviewed_at=now, reviewed_by_id=by.person_id):
        trust.record(
            "glass.reviewed",
            by=by,
            now=now,
            organisation_id=session.organisation_id,
            subject_id=session.person_id,
            payload={"session": str(session.id)},
        )
