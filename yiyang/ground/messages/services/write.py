"""Write to somebody in one's own words, about a matter both have to do with."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from yiyang.foundation.actors import Actor
from yiyang.ground.access import services as access
from yiyang.ground.messages import kinds
from yiyang.ground.messages.actions import RECEIVE
from yiyang.ground.messages.errors import EmptyText, NotConcerned, TextTooLong
from yiyang.ground.messages.services.notify import concerned, notify

SIGNS_MAX = 2000
WRITTEN = kinds.declare("messages.written", title=gettext_noop("A message for you"), body="%(text)s")


@transaction.atomic
def write(*, by: Actor, now: datetime, to_id: UUID, person_id: UUID, text: str, about_id: UUID | None = None) -> UUID:
    """Send `text` about `person_id` to `to_id`; both must have to do with that person. Answers the notice's id.

    Raises Unknown when the writer may not, NotConcerned when the recipient should not, EmptyText, TextTooLong.
    """
    access.require(by, RECEIVE, now=now, person_id=person_id)
    if not text.strip():
        raise EmptyText(field="text")
    if len(text) > SIGNS_MAX:
        raise TextTooLong(field="text", limit=SIGNS_MAX)
    if not concerned(to_id, now=now, person_id=person_id, organisation_id=by.organisation_id):
        raise NotConcerned
    facts = {"text": text.strip(), "from_id": str(by.person_id or ""), "matter_id": str(about_id or "")}
    return notify(
        to=[to_id],
        kind=WRITTEN.code,
        facts=facts,
        now=now,
        person_id=person_id,
        organisation_id=by.organisation_id,
    )[0]
