"""The house answers a rating, in public."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid, Unknown
from yiyang.foundation.events import publish
from yiyang.ground.access import services as access
from yiyang.ground.trust import services as trust
from yiyang.lifecycle.ratings.actions import ANSWER
from yiyang.lifecycle.ratings.errors import TooLong
from yiyang.lifecycle.ratings.events import RatingAnswered
from yiyang.lifecycle.ratings.models import Voice
from yiyang.lifecycle.ratings.services.rate import TEXT_MAX
from yiyang.lifecycle.ratings.states import SHOWN


@transaction.atomic
def reply(*, by: Actor, now: datetime, rating_id: UUID, text: str) -> None:
    """Answer a shown rating of the own house; a second answer replaces the first. Raises Unknown, Invalid, TooLong."""
    voice = Voice.objects.select_for_update().filter(id=rating_id, state=SHOWN).first()
    if voice is None:
        raise Unknown
    access.require(by, ANSWER, now=now, organisation_id=voice.organisation_id)
    if not text.strip():
        raise Invalid(field="text", reason="say something")
    if len(text) > TEXT_MAX:
        raise TooLong(field="text", limit=TEXT_MAX)
    if voice.answer == text:
        return
    Voice.objects.filter(id=rating_id).update(answer=text, answered_at=now, answered_by_id=by.person_id)
    payload = {"rating": str(rating_id), "service": str(voice.service_id)}
    trust.record("rating.answered", by=by, now=now, payload=payload, organisation_id=voice.organisation_id)
    publish(
        RatingAnswered(rating_id=rating_id, organisation_id=voice.organisation_id, service_id=voice.service_id, at=now)
    )
