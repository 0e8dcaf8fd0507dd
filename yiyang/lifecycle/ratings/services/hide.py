"""Hide an abusive rating: decided by the platform, never by the house it is about, and with a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid, Overtaken, Unknown
from yiyang.foundation.events import publish
from yiyang.ground.access import services as access
from yiyang.ground.trust import services as trust
from yiyang.lifecycle.ratings.actions import HIDE
from yiyang.lifecycle.ratings.events import RatingHidden
from yiyang.lifecycle.ratings.models import Voice
from yiyang.lifecycle.ratings.services.score import write_down
from yiyang.lifecycle.ratings.states import HIDDEN, SHOWN


@transaction.atomic
def hide(*, by: Actor, now: datetime, rating_id: UUID, reason: str) -> None:
    """Take a rating out of sight and out of the score; the reason stays public. Hiding twice changes nothing.

    Raises NotAllowed for anyone but an operator or reviewer of the platform, Unknown, Invalid without a reason.
    """
    access.require(by, HIDE, now=now, organisation_id=by.organisation_id)
    if not reason.strip():
        raise Invalid(field="reason", reason="say why")
    voice = Voice.objects.filter(id=rating_id).first()
    if voice is None:
        raise Unknown
    if voice.state == HIDDEN:
        return
    moved = Voice.objects.filter(id=rating_id, state=SHOWN).update(
        state=HIDDEN, text="", hidden_at=now, hidden_by_id=by.person_id, hidden_reason=reason.strip()[:200]
    )
    if moved != 1:
        raise Overtaken
    write_down(voice.service_id, now)
    payload = {"rating": str(rating_id), "service": str(voice.service_id)}
    trust.record("rating.hidden", by=by, now=now, payload=payload, organisation_id=voice.organisation_id)
    publish(
        RatingHidden(
            rating_id=rating_id,
            organisation_id=voice.organisation_id,
            service_id=voice.service_id,
            reason=reason.strip()[:200],
            at=now,
        )
    )
