"""Tell people, once, inside the transaction of the deed; the channels follow when it has committed."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db import connection, transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.identifiers import new_id
from yiyang.ground.access import services as access
from yiyang.ground.access.roles import roles_of
from yiyang.ground.messages import kinds, outbox
from yiyang.ground.messages.actions import RECEIVE, RECEIVE_ALARM

log = logging.getLogger("yiyang.messages")
Urgency = Literal["routine", "alarm"]

# No conflict target: naming one would demand the right to read the recipient's inbox.
_INSERT = """
INSERT INTO notices_notice (id, recipient_id, kind, facts, person_id, organisation_id, about_id, urgency, at)
VALUES (%s, %s, %s, %s::jsonb, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""


@transaction.atomic
def notify(
    *,
    to: Iterable[UUID],
    kind: str,
    facts: Mapping[str, str],
    now: datetime,
    about_id: UUID | None = None,
    person_id: UUID | None = None,
    organisation_id: UUID | None = None,
    urgency: Urgency = "routine",
) -> list[UUID]:
    """Put a notice into each inbox and defer its delivery; answers the ids of the notices written.

    Whoever was already told this (same kind, same `about_id`) is not told again. Whoever stands in no relation to the
    matter – not the person, no live relation to them, no role in `organisation_id` – is left out, so that a stale
    list can neither leak nor stop an alarm. `facts` must fill every placeholder of the kind (ValueError).
    """
    template = kinds.of(kind)
    if missing := template.missing(facts):
        raise ValueError(f"kind {kind} lacks the facts {', '.join(sorted(missing))}")
    content = json.dumps(dict(facts), ensure_ascii=False)
    written: list[UUID] = []
    for recipient in dict.fromkeys(to):
        if not concerned(recipient, now=now, person_id=person_id, organisation_id=organisation_id, urgency=urgency):
            log.warning("a notice of kind %s was not sent: its recipient has nothing to do with the matter", kind)
            continue
        notice_id = new_id()
        row: list[Any] = [notice_id, recipient, kind, content, person_id, organisation_id, about_id, urgency, now]
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, row)
            if cursor.rowcount:
                written.append(notice_id)
    if written:
        outbox.defer(written)
    return written


def concerned(
    recipient_id: UUID,
    *,
    now: datetime,
    person_id: UUID | None,
    organisation_id: UUID | None,
    urgency: Urgency = "routine",
) -> bool:
    """Whether a matter about `person_id`, or of `organisation_id`, is any of this recipient's business now."""
    if recipient_id == person_id or (person_id is None and organisation_id is None):
        return True
    if organisation_id is not None and roles_of(recipient_id, organisation_id, now):
        return True
    action = RECEIVE_ALARM if urgency == "alarm" else RECEIVE
    return (
        person_id is not None
        and access.may(Actor.person(recipient_id), action, now=now, person_id=person_id) is not None
    )
