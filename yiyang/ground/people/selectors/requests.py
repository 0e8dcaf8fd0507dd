"""The requests that the office handles."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connections, transaction
from django.db.models import Case, When

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.access import services as access
from yiyang.ground.access.errors import NotAllowed
from yiyang.ground.people.actions import HANDLE
from yiyang.ground.people.models import FileRequest
from yiyang.ground.people.states import OPEN

SHOWN_MAX = 50


@dataclass(frozen=True)
class RequestCard:
    """One request. Name and birth date are empty once the person is forgotten."""

    id: UUID
    person_id: UUID
    name: str
    name_latin: str
    birth_on: date | None
    kind: str
    state: str
    proof: str
    reason: str
    asked_at: datetime
    asked_by_id: UUID
    decided_at: datetime | None
    decided_by_id: UUID | None
    decision: str


def requests_of(viewer: Actor, now: datetime) -> list[RequestCard]:
    """The office's requests, open ones first, then the newest; at most 50. Raises NotAllowed."""
    access.require(viewer, HANDLE, now=now, organisation_id=viewer.organisation_id)
    if viewer.organisation_id is None:
        raise NotAllowed
    rows = FileRequest.objects.filter(organisation_id=viewer.organisation_id)
    first = Case(When(state=OPEN, then=0), default=1)
    return _cards(list(rows.order_by(first, "-asked_at", "id")[:SHOWN_MAX]))


def request_card(viewer: Actor, request_id: UUID, now: datetime) -> RequestCard:
    """One request of the viewer's office. Raises Unknown for any other."""
    access.require(viewer, HANDLE, now=now, organisation_id=viewer.organisation_id)
    row = FileRequest.objects.filter(id=request_id).first()
    if row is None or row.organisation_id != viewer.organisation_id:
        raise Unknown
    return _cards([row])[0]


def _cards(rows: list[FileRequest]) -> list[RequestCard]:
    faces = _faces({row.person_id for row in rows})
    nobody = ("", "", None)
    return [
        RequestCard(
            row.id, row.person_id, *faces.get(row.person_id, nobody), row.kind, row.state, row.proof, row.reason,
            row.asked_at, row.asked_by_id, row.decided_at, row.decided_by_id, row.decision,
        )
        for row in rows
    ]  # fmt: skip


def _faces(person_ids: Collection[UUID]) -> dict[UUID, tuple[str, str, date | None]]:
    """Names and birth dates, no more: the office is in no relation to these people, so the worker looks for it."""
    if not person_ids:
        return {}
    with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
        cursor.execute(
            "SELECT id, name, name_latin, birth_on FROM people_person WHERE id = ANY(%s) AND erased_at IS NULL",
            [list(person_ids)],
        )
        return {row[0]: row[1:] for row in cursor.fetchall()}
