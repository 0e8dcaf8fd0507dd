"""Write down that many files were looked at in one deed, such as a list that was handed out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection

from yiyang.foundation.actors import Actor
from yiyang.foundation.identifiers import new_id
from yiyang.ground.access.services.require import Grant


def disclose(*, by: Actor, now: datetime, person_ids: Collection[UUID], grant: Grant) -> None:
    """One disclosure for each person, in one statement; the caller was granted the deed. The platform leaves none."""
    if by.person_id is None or not person_ids:
        return
    others = [one for one in person_ids if one != by.person_id]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO access_disclosure (id, person_id, viewer_id, organisation_id, action, reason, at)"
            " SELECT unnest(%s::uuid[]), unnest(%s::uuid[]), %s, %s, %s, %s, %s",
            [[new_id() for _ in others], others, by.person_id, by.organisation_id, grant.action, grant.reason, now],
        )
