"""Somebody asks the office for their data, or to be forgotten: written down, decided, told.

Never one's own file, never without a reason and a proof of who asked; to forget takes a second person. Only the
platform's office does it, for people whose file it keeps or who are kept by a house it registered.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, connections, transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid, Overtaken, Unknown
from yiyang.foundation.events import publish
from yiyang.foundation.identifiers import new_id
from yiyang.ground.access import services as access
from yiyang.ground.access.errors import NotAllowed, ReasonMissing
from yiyang.ground.access.services import Grant
from yiyang.ground.people.actions import HANDLE
from yiyang.ground.people.errors import NotSure, OwnFile, SecondPersonNeeded
from yiyang.ground.people.events import RequestDecided
from yiyang.ground.people.models import FileRequest
from yiyang.ground.people.models.request import PROOFS, REQUEST_KINDS
from yiyang.ground.people.selectors.files import files_of
from yiyang.ground.people.services.by_number import whose_number
from yiyang.ground.people.states import DECLINED, DONE, OPEN
from yiyang.ground.trust import services as trust

REASON_SIGNS_MIN, REASON_SIGNS_MAX = 10, 500
HAND_OUT_AGAIN = timedelta(hours=24)  # a download that broke off may be repeated
ON_REQUEST = "on-request"  # the reason the person reads beside the look
_REACH = """
    SELECT 1 FROM people_person p LEFT JOIN places_organisation o ON o.id = p.organisation_id
      JOIN places_organisation office ON office.id = %s AND 'operator' = ANY(office.kinds)
     WHERE p.id = ANY(%s) AND p.erased_at IS NULL AND office.id IN (p.organisation_id, o.registrar_id)
"""
_ASK = """
    INSERT INTO people_filerequest
        (id, organisation_id, person_id, kind, state, proof, reason, asked_at, asked_by_id, decision)
    VALUES (%s, %s, %s, %s, 'open', %s, %s, %s, %s, '')
    ON CONFLICT (organisation_id, person_id, kind) WHERE state = 'open' DO NOTHING
"""


@transaction.atomic
def ask_for_person(*, by: Actor, now: datetime, number: str, kind: str, proof: str, reason: str) -> UUID:
    """Write down that a person asked; `number` is their identity, passport or telephone number. Answers the request.

    The same open request again returns the standing one. Raises ReasonMissing, OwnFile, Unknown out of the office's
    responsibility, and what `whose_number` raises.
    """
    access.require(by, HANDLE, now=now, organisation_id=by.organisation_id)
    if by.organisation_id is None:
        raise NotAllowed
    if kind not in REQUEST_KINDS:
        raise Invalid(field="kind", reason=", ".join(REQUEST_KINDS))
    if proof not in PROOFS:
        raise Invalid(field="proof", reason=", ".join(PROOFS))
    _reasoned(reason)
    person_id = whose_number(by, number, now)
    _responsible(by, person_id)
    with connection.cursor() as cursor:
        words = reason.strip()[:REASON_SIGNS_MAX]
        cursor.execute(_ASK, [new_id(), by.organisation_id, person_id, kind, proof, words, now, by.person_id])
        written = cursor.rowcount
    request = FileRequest.objects.get(organisation_id=by.organisation_id, person_id=person_id, kind=kind, state=OPEN)
    if written:
        access.disclose(by=by, now=now, person_ids=[person_id], grant=Grant(HANDLE.code, ON_REQUEST))
        _record("request.asked", by, now, request)
    return request.id


@transaction.atomic
def hand_out(*, by: Actor, now: datetime, request_id: UUID) -> UUID:
    """Decide that the copy is handed out; answers whose. For a day it may be handed out again. Raises Overtaken."""
    request = _mine(by, now, request_id, "export")
    again = request.state == DONE and request.decided_at is not None and now - request.decided_at <= HAND_OUT_AGAIN
    if not again:
        moved = FileRequest.objects.filter(id=request_id, state=OPEN).update(
            state=DONE, decided_at=now, decided_by_id=by.person_id
        )
        if moved != 1:
            raise Overtaken
        publish(RequestDecided(request.id, request.person_id, request.organisation_id, "export", True, "", now))
    access.disclose(by=by, now=now, person_ids=[request.person_id], grant=Grant(HANDLE.code, ON_REQUEST))
    _record("request.handed-out", by, now, request)
    return request.person_id


@transaction.atomic
def decline(*, by: Actor, now: datetime, request_id: UUID, decision: str) -> None:
    """Refuse a request with a reason that the person is told. Raises ReasonMissing, Overtaken."""
    request = _mine(by, now, request_id)
    if len(decision.strip()) < REASON_SIGNS_MIN:
        raise ReasonMissing(field="decision")
    words = decision.strip()[:REASON_SIGNS_MAX]
    moved = FileRequest.objects.filter(id=request_id, state=OPEN).update(
        state=DECLINED, decided_at=now, decided_by_id=by.person_id, decision=words
    )
    if moved != 1:
        raise Overtaken
    _record("request.refused", by, now, request)
    publish(RequestDecided(request.id, request.person_id, request.organisation_id, request.kind, False, words, now))


def confirm_erasure(*, by: Actor, now: datetime, request_id: UUID, sure: bool, using: str = "worker") -> UUID:
    """The second person confirms that somebody is forgotten; answers who. The caller erases in the same transaction.

    Runs as worker like the erasure itself: nothing of it may wait on the page's own transaction. Raises
    SecondPersonNeeded for whoever wrote the request down, NotSure, Overtaken.
    """
    request = _mine(by, now, request_id, "erase")
    if request.asked_by_id == by.person_id:
        raise SecondPersonNeeded
    if not sure:
        raise NotSure(field="sure")
    with connections[using].cursor() as cursor:
        cursor.execute(
            "UPDATE people_filerequest SET state = 'done', decided_at = %s, decided_by_id = %s"
            " WHERE id = %s AND state = 'open'",
            [now, by.person_id, request_id],
        )
        if cursor.rowcount != 1:
            raise Overtaken
    trust.record(
        "request.erased",
        by=by,
        now=now,
        organisation_id=request.organisation_id,
        payload={"request": str(request.id), "asked_by": str(request.asked_by_id)},
        using=using,
    )
    return request.person_id


def _mine(by: Actor, now: datetime, request_id: UUID, kind: str | None = None) -> FileRequest:
    """The request, if it is this office's and not about the one who asks. Raises Unknown, OwnFile."""
    access.require(by, HANDLE, now=now, organisation_id=by.organisation_id)
    request = FileRequest.objects.filter(id=request_id).first()
    if request is None or request.organisation_id != by.organisation_id:
        raise Unknown
    if kind is not None and request.kind != kind:
        raise Unknown
    _not_own(by, request.person_id)
    return request


def _responsible(by: Actor, person_id: UUID) -> None:
    _not_own(by, person_id)
    files = files_of(by, person_id)
    with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
        cursor.execute(_REACH, [by.organisation_id, files])
        if cursor.fetchone() is None:
            raise Unknown


def _not_own(by: Actor, person_id: UUID) -> None:
    if by.person_id in files_of(by, person_id):
        raise OwnFile


def _reasoned(reason: str) -> None:
    if len(reason.strip()) < REASON_SIGNS_MIN:
        raise ReasonMissing(field="reason")


def _record(kind: str, by: Actor, now: datetime, request: FileRequest) -> None:
    trust.record(
        kind,
        by=by,
        now=now,
        organisation_id=request.organisation_id,
        subject_id=request.person_id,
        payload={"request": str(request.id), "kind": request.kind, "proof": request.proof},
    )
