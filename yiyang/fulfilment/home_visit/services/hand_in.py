"""Hand in what happened on a visit, whenever the network is there: each entry once, in order, nothing overwritten."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as kept
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import orjson
from django.db import transaction
from django.utils.translation import gettext

from yiyang.care.records import services as records
from yiyang.care.records.vitals import CLOCK_TOLERANCE
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Refused, TooMany, Unknown
from yiyang.foundation.events import publish
from yiyang.fulfilment.home_visit.actions import VISIT
from yiyang.fulfilment.home_visit.errors import EntryUnreadable, NotThereYet, NotYours
from yiyang.fulfilment.home_visit.events import VisitEnded
from yiyang.fulfilment.home_visit.models import Entry as EntryRow
from yiyang.fulfilment.home_visit.models import Visit
from yiyang.fulfilment.home_visit.services import proof
from yiyang.fulfilment.home_visit.services.entries import ALWAYS, APPLY, ITEMS, Entry, Scene, Stands
from yiyang.fulfilment.home_visit.states import ASSESSMENT, LEFT, OPEN, PENDING
from yiyang.ground.access import services as access
from yiyang.lifecycle.orders import services as orders

ENTRIES_MAX = 200  # in one sending

Outcome = Literal["accepted", "already", "conflict", "refused"]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What became of one entry.

    `accepted` and `already`: it is kept, the device may forget it. `conflict`: it is kept beside what `stands`, which
    is shown and stays. `refused`: it is not kept; `field`, `code` and `said` (in the reader's language) tell why, and
    `retry` whether the same entry may succeed later, when what comes before it has arrived.
    """

    key: UUID
    outcome: Outcome
    field: str = ""
    code: str = ""
    said: str = ""
    stands: Mapping[str, Any] = kept(default_factory=dict)
    retry: bool = False


@transaction.atomic
def hand_in(*, by: Actor, now: datetime, visit_id: UUID, entries: Iterable[Entry]) -> list[Answer]:
    """Apply the entries of one visit in the order of `seq`; one answer each, in that order.

    The same key with the same content is handed in once, however often it is sent; with other content it is refused. An
    entry that collides with what stands is kept as a conflict. Entries of a visit that was given to somebody else, or
    has ended, are conflicts too: what was done is not lost. When the last thing that proves the visit arrives, its
    record is signed and its order completed. Raises Unknown for a visit out of reach, TooMany beyond 200 entries.
    """
    wanted = sorted(entries, key=lambda each: (each.seq, each.at, each.key))
    if len(wanted) > ENTRIES_MAX:
        raise TooMany(limit=ENTRIES_MAX)
    visit = Visit.objects.select_for_update(of=("self",)).select_related("item").filter(order_id=visit_id).first()
    if visit is None:
        raise Unknown
    access.require(by, VISIT, now=now, person_id=visit.person_id, organisation_id=visit.organisation_id)
    scene = Scene(visit, by, now)
    known = EntryRow.objects.in_bulk([entry.key for entry in wanted])
    answers = []
    for entry in wanted:
        answer, row = _hand_in(scene, entry, known.get(entry.key))
        if row is not None:
            known[entry.key] = row
        answers.append(answer)
    conclude(scene)
    return answers


def _hand_in(scene: Scene, entry: Entry, known: EntryRow | None) -> tuple[Answer, EntryRow | None]:
    if known is not None:
        return _again(scene, entry, known), None
    try:
        with transaction.atomic():
            _readable(scene, entry)
            made = _applied(scene, entry)
            row = _keep(scene, entry, "accepted", made=made)
    except Stands as standing:
        scene.visit.refresh_from_db()
        row = _keep(scene, entry, "conflict", stands=standing.what)
        return Answer(key=entry.key, outcome="conflict", stands=standing.what), row
    except Refused as refusal:
        scene.visit.refresh_from_db()
        return _refused(entry, refusal), None
    return Answer(key=entry.key, outcome="accepted"), row


def _applied(scene: Scene, entry: Entry) -> dict[str, Any]:
    """What came of the entry; a conflict where the visit is no longer, or never was, the one who hands it in's."""
    visit = scene.visit
    if entry.kind not in ALWAYS:
        if visit.practitioner is None or visit.practitioner.person_id != scene.by.person_id:
            raise Stands(
                reason=gettext(NotYours.sentence), worker=visit.practitioner.name if visit.practitioner else ""
            )
        if visit.state not in OPEN or visit.state == PENDING:
            raise Stands(state=visit.state, at=visit.closed_at.isoformat() if visit.closed_at else "")
    return APPLY[entry.kind](scene, entry)


def _again(scene: Scene, entry: Entry, known: EntryRow) -> Answer:
    if known.digest != _digest(entry) or known.visit_id != scene.visit.order_id:
        return _refused(entry, EntryUnreadable(field="key", reason="already used for something else"))
    if known.outcome == "conflict":
        return Answer(key=entry.key, outcome="conflict", stands=known.stands)
    return Answer(key=entry.key, outcome="already")


def _readable(scene: Scene, entry: Entry) -> None:
    if entry.kind not in APPLY:
        raise EntryUnreadable(field="kind", reason=", ".join(APPLY))
    if entry.at.tzinfo is None or entry.at > scene.now + CLOCK_TOLERANCE or entry.seq < 0:
        raise EntryUnreadable(field="at", reason="a time that has come, with its zone")
    if "latitude" in entry.data or "longitude" in entry.data:
        for name, limit in (("latitude", 90), ("longitude", 180)):
            value = entry.data.get(name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not -limit <= value <= limit:
                raise EntryUnreadable(field=name, reason=f"-{limit} … {limit}")


def _refused(entry: Entry, refusal: Refused) -> Answer:
    return Answer(
        key=entry.key,
        outcome="refused",
        field=refusal.field or "",
        code=refusal.code,
        said=refusal.in_words(gettext(refusal.sentence)),
        retry=isinstance(refusal, NotThereYet),
    )


def _keep(
    scene: Scene,
    entry: Entry,
    outcome: str,
    *,
    stands: dict[str, Any] | None = None,
    made: dict[str, Any] | None = None,
) -> EntryRow:
    assert scene.by.person_id is not None
    return EntryRow.objects.create(
        key=entry.key,
        organisation_id=scene.visit.organisation_id,
        person_id=scene.visit.person_id,
        visit=scene.visit,
        kind=entry.kind,
        seq=entry.seq,
        at=entry.at,
        received_at=scene.now,
        by_id=scene.by.person_id,
        data={name: value for name, value in entry.data.items() if name != "content"},
        digest=_digest(entry),
        outcome=outcome,
        stands=stands or {},
        made=made or {},
    )


def _digest(entry: Entry) -> str:
    content = {"kind": entry.kind, "at": entry.at, "data": dict(entry.data)}
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def conclude(scene: Scene) -> bool:
    """End the visit if the worker has gone and nothing is missing: its record is signed, its order completed."""
    visit = scene.visit
    if visit.state != LEFT:
        return False
    entries = proof.handed_in(visit)
    if not all(proof.marks(visit, entries).values()):
        return False
    if visit.encounter_id is not None:
        if visit.kind != ASSESSMENT:
            records.treat(
                by=scene.by,
                now=scene.now,
                person_id=visit.person_id,
                code=visit.item.code,
                display=visit.item.name,
                code_system=ITEMS,
                encounter_id=visit.encounter_id,
                performed_at=visit.arrived_at,
                ended_at=visit.departed_at,
            )
        records.sign(by=scene.by, now=scene.now, kind="Encounter", record_id=visit.encounter_id)
    orders.complete(order_id=visit.order_id, by=scene.by, now=scene.now)
    visit.refresh_from_db()
    noted = [entry.data.get("text", "") for entry in entries if entry.kind == "noted"]
    publish(
        VisitEnded(
            order_id=visit.order_id,
            organisation_id=visit.organisation_id,
            person_id=visit.person_id,
            kind=visit.kind,
            note=noted[-1] if noted else "",
            at=scene.now,
            by=scene.by,
        )
    )
    return True
