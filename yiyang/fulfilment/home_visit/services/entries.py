"""What each kind of entry does to a visit. One function a kind; `APPLY` is the table.

Each gets the locked visit and an entry whose data is typed and small. It answers what came of it, raises a refusal, or
raises Stands when something else is there already: that is shown, and never overwritten.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from yiyang.care.records import actions as records_actions
from yiyang.care.records import services as records
from yiyang.care.records.services import Part
from yiyang.care.records.vitals import BLOOD_PRESSURE, VITALS
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid
from yiyang.foundation.quantities import Quantity
from yiyang.fulfilment.home_visit.errors import EntryUnreadable, NotThereYet, OffDuty
from yiyang.fulfilment.home_visit.models import Assessment, Consumable, Picture, Position, Visit
from yiyang.fulfilment.home_visit.models import Entry as EntryRow
from yiyang.fulfilment.home_visit.services.proof import metres_off
from yiyang.fulfilment.home_visit.services.safety import raise_alarm
from yiyang.fulfilment.home_visit.states import ARRIVED, ASSESSMENT, EXCEPTIONS, LEFT, ON_THE_WAY
from yiyang.ground.access import services as access
from yiyang.lifecycle.orders import services as orders

PICTURE_BYTES_MAX = 1_000_000
MAGIC = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n", "image/webp": b"RIFF"}
SIGNERS = ("self", "relative", "guardian", "other")
ASSESSMENT_HOLDS = timedelta(days=180)  # our own rule: a home is looked at again twice a year
ITEMS = "https://yiyang.example/fhir/CodeSystem/home-care-items"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing a worker did or saw, as the device tells it. `at` is the device's clock; `seq` its own order."""

    key: UUID
    kind: str
    at: datetime
    seq: int
    data: Mapping[str, Any]


class Stands(Exception):
    """Something else is there already; `what` says it plainly."""

    def __init__(self, **what: Any) -> None:
        super().__init__("conflict")
        self.what = what


@dataclass(frozen=True)
class Scene:
    """Where an entry is applied: the locked visit, who hands it in, and the instant it reached us."""

    visit: Visit
    by: Actor
    now: datetime

    def change(self, **fields: Any) -> None:
        """Write some columns of the visit; the row is locked."""
        for name, value in fields.items():
            setattr(self.visit, name, value)
        self.visit.save(update_fields=list(fields))


def _set_out(scene: Scene, entry: Entry) -> dict[str, Any]:
    visit = scene.visit
    if visit.set_out_at is not None:
        raise Stands(set_out_at=visit.set_out_at.isoformat())
    if visit.arrived_at is not None:
        raise Stands(arrived_at=visit.arrived_at.isoformat())
    scene.change(set_out_at=entry.at, state=ON_THE_WAY)
    return {}


def _arrived(scene: Scene, entry: Entry) -> dict[str, Any]:
    visit = scene.visit
    if visit.arrived_at is not None:
        raise Stands(arrived_at=visit.arrived_at.isoformat(), metres=visit.arrived_metres)
    orders.start(order_id=visit.order_id, by=scene.by, now=scene.now)
    metres = metres_off(visit, entry.data)
    scene.change(
        arrived_at=entry.at, arrived_metres=metres, state=ARRIVED, exceptions=_unlocated(visit, entry, "arrival")
    )
    if _clinical(scene):
        encounter = records.open_encounter(
            by=scene.by,
            now=scene.now,
            person_id=visit.person_id,
            order_id=visit.order_id,
            class_code="HH",
            code=visit.item.code,
            code_system=ITEMS,
            display=visit.item.name,
            starts_at=entry.at,
        )
        scene.change(encounter_id=encounter.record_id)
    return {"metres": metres}


def _checked(scene: Scene, entry: Entry) -> dict[str, Any]:
    line, done = entry.data.get("line"), entry.data.get("done", True)
    if not isinstance(line, int) or isinstance(line, bool) or not 0 <= line < len(scene.visit.item.checklist):
        raise EntryUnreadable(field="line", reason=f"0 … {len(scene.visit.item.checklist) - 1}")
    if not isinstance(done, bool) or (not done and not _text(entry, "reason", 200)):
        raise EntryUnreadable(field="reason", reason="say why it was not done")
    _there(scene)
    standing = _same(scene, "checked", line=line)
    if standing is not None and (standing.data.get("done", True), standing.data.get("reason", "")) != (
        done,
        entry.data.get("reason", ""),
    ):
        raise Stands(**standing.data, at=standing.at.isoformat())
    return {}


def _observed(scene: Scene, entry: Entry) -> dict[str, Any]:
    _there(scene)
    about = {
        "by": scene.by,
        "now": scene.now,
        "person_id": scene.visit.person_id,
        "measured_at": entry.at,
        "encounter_id": scene.visit.encounter_id,
        "order_id": scene.visit.order_id,
    }
    code = _text(entry, "code", 20)
    if code == BLOOD_PRESSURE:
        parts = [Part(each, _quantity(entry, each)) for each in ("8480-6", "8462-4")]
        made = records.observe(**about, code=code, display="Blood pressure panel", parts=parts)  # type: ignore[arg-type]
    elif code in VITALS:
        made = records.observe(**about, code=code, value=_quantity(entry, "value"))  # type: ignore[arg-type]
    else:
        raise EntryUnreadable(field="code", reason=", ".join((BLOOD_PRESSURE, *VITALS)))
    return {"observation": str(made.record_id)}


def _quantity(entry: Entry, field: str) -> Quantity:
    unit = VITALS[field if field in VITALS else str(entry.data["code"])].unit
    try:
        return Quantity(Decimal(str(entry.data[field])), unit)
    except (KeyError, InvalidOperation, ValueError):
        raise EntryUnreadable(field=field, reason="a number") from None


def _used(scene: Scene, entry: Entry) -> dict[str, Any]:
    _there(scene)
    count = entry.data.get("count", 1)
    if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= 50:
        raise EntryUnreadable(field="count", reason="1 … 50")
    found = Consumable.objects.filter(
        organisation_id=scene.visit.organisation_id, code=_text(entry, "code", 30), active=True
    ).first()
    if found is None:
        raise EntryUnreadable(field="code", reason="not on the house's list")
    return {"name": found.name, "name_en": found.name_en, "price_minor": found.price_minor * count}


def _noted(scene: Scene, entry: Entry) -> dict[str, Any]:
    _there(scene)
    text = _text(entry, "text", 4_000)
    if not text:
        raise EntryUnreadable(field="text", reason="at least a few words")
    if scene.visit.encounter_id is None:
        return {}
    made = records.note(
        by=scene.by,
        now=scene.now,
        person_id=scene.visit.person_id,
        text=text,
        title=_text(entry, "title", 80),
        encounter_id=scene.visit.encounter_id,
        order_id=scene.visit.order_id,
        written_at=entry.at,
    )
    return {"note": str(made.record_id)}


def _assessed(scene: Scene, entry: Entry) -> dict[str, Any]:
    _there(scene)
    if scene.visit.kind != ASSESSMENT:
        raise EntryUnreadable(field="kind", reason="this visit is no assessment")
    fit, needs = entry.data.get("fit"), _text(entry, "needs", 2_000)
    if not isinstance(fit, bool) or not needs:
        raise EntryUnreadable(field="needs", reason="say whether care can be given here, and what is needed")
    standing = Assessment.objects.filter(order_id=scene.visit.order_id).first()
    if standing is not None:
        raise Stands(fit=standing.fit, needs=standing.needs, at=standing.assessed_at.isoformat())
    assert scene.by.person_id is not None
    Assessment.objects.create(
        organisation_id=scene.visit.organisation_id,
        person_id=scene.visit.person_id,
        order_id=scene.visit.order_id,
        fit=fit,
        needs=needs,
        risks=_text(entry, "risks", 2_000),
        two_workers=entry.data.get("two_workers") is True,
        assessed_by_id=scene.by.person_id,
        assessed_at=entry.at,
        valid_until=entry.at + ASSESSMENT_HOLDS,
    )
    words = "\n".join(each for each in (needs, _text(entry, "risks", 2_000)) if each)
    return _noted(scene, Entry(key=entry.key, kind="noted", at=entry.at, seq=entry.seq, data={"text": words}))


def _photographed(scene: Scene, entry: Entry) -> dict[str, Any]:
    _there(scene)
    return {"picture": _keep_picture(scene, entry, "photo", required=True)}


def _signed(scene: Scene, entry: Entry) -> dict[str, Any]:
    _there(scene)
    visit, name, relation = scene.visit, _text(entry, "name", 80), entry.data.get("relation", "self")
    if not name or relation not in SIGNERS:
        raise EntryUnreadable(field="name", reason="who signs, and as whom: " + ", ".join(SIGNERS))
    if visit.signed_at is not None:
        raise Stands(name=visit.signed_by, relation=visit.signed_as, at=visit.signed_at.isoformat())
    picture = _keep_picture(scene, entry, "signature", required=False)
    scene.change(signed_by=name, signed_as=relation, signed_at=entry.at)
    return {"picture": picture}


def _exception(scene: Scene, entry: Entry) -> dict[str, Any]:
    about, reason = entry.data.get("about"), _text(entry, "reason", 200)
    if about not in EXCEPTIONS or not reason:
        raise EntryUnreadable(field="reason", reason="what it is about (" + ", ".join(EXCEPTIONS) + "), and why")
    standing = scene.visit.exceptions.get(about)
    if standing is not None and standing != reason:
        raise Stands(about=about, reason=standing)
    scene.change(exceptions={**scene.visit.exceptions, about: reason})
    return {}


def _departed(scene: Scene, entry: Entry) -> dict[str, Any]:
    _there(scene)
    visit = scene.visit
    assert visit.arrived_at is not None
    if visit.departed_at is not None:
        raise Stands(departed_at=visit.departed_at.isoformat())
    if entry.at < visit.arrived_at:
        raise EntryUnreadable(field="at", reason="before the arrival")
    metres = metres_off(visit, entry.data)
    exceptions = _unlocated(visit, entry, "departure")
    scene.change(departed_at=entry.at, departed_metres=metres, state=LEFT, exceptions=exceptions)
    return {"metres": metres}


def _position(scene: Scene, entry: Entry) -> dict[str, Any]:
    visit = scene.visit
    if visit.set_out_at is None or entry.at < visit.set_out_at or (visit.departed_at and entry.at > visit.departed_at):
        raise OffDuty
    if "latitude" not in entry.data:
        raise EntryUnreadable(field="latitude", reason="degrees")
    assert scene.by.person_id is not None  # a visit's entries come from somebody
    Position.objects.create(
        key=entry.key,
        organisation_id=visit.organisation_id,
        visit_id=visit.order_id,
        worker_id=scene.by.person_id,
        at=entry.at,
        latitude=entry.data["latitude"],
        longitude=entry.data["longitude"],
        accuracy_metres=entry.data.get("accuracy"),
    )
    return {}


def _alarm(scene: Scene, entry: Entry) -> dict[str, Any]:
    return {"case": str(raise_alarm(scene.visit, entry.data, scene.by, scene.now, _text(entry, "text", 200)))}


APPLY: dict[str, Callable[[Scene, Entry], dict[str, Any]]] = {
    "set_out": _set_out,
    "arrived": _arrived,
    "checked": _checked,
    "observed": _observed,
    "used": _used,
    "noted": _noted,
    "assessed": _assessed,
    "photographed": _photographed,
    "signed": _signed,
    "exception": _exception,
    "departed": _departed,
    "position": _position,
    "alarm": _alarm,
}
ALWAYS = ("alarm",)  # whoever asks for help, at whatever state of the visit


def _there(scene: Scene) -> None:
    if scene.visit.arrived_at is None:
        raise NotThereYet(field="seq")


def _clinical(scene: Scene) -> bool:
    """Whether who visits may write in the person's file: a carer ticks and measures, a nurse also writes and signs."""
    may = access.may(scene.by, records_actions.WRITE, now=scene.now, person_id=scene.visit.person_id)
    return may is not None


def _unlocated(visit: Visit, entry: Entry, about: str) -> dict[str, str]:
    """A home that is not on the map cannot be compared with a position; the position is kept, and that is said."""
    if visit.latitude is None and "latitude" in entry.data and about not in visit.exceptions:
        return {**visit.exceptions, about: "not-on-the-map"}
    return dict(visit.exceptions)


def _same(scene: Scene, kind: str, **data: Any) -> EntryRow | None:
    standing = EntryRow.objects.filter(visit=scene.visit, kind=kind, outcome="accepted")
    return standing.filter(**{f"data__{name}": value for name, value in data.items()}).first()


def _text(entry: Entry, field: str, limit: int) -> str:
    value = entry.data.get(field, "")
    if not isinstance(value, str) or len(value) > limit:
        raise EntryUnreadable(field=field, reason=f"words, at most {limit} signs")
    return value.strip()


def _keep_picture(scene: Scene, entry: Entry, kind: str, *, required: bool) -> str:
    """Keep what the data holds as base64 in `content`; its SHA-256, empty where there is none. Raises Invalid."""
    if not entry.data.get("content") and not required:
        return ""
    media_type = entry.data.get("media_type", "image/png")
    try:
        content = base64.b64decode(str(entry.data.get("content", "")), validate=True)
    except (binascii.Error, ValueError):
        raise EntryUnreadable(field="content", reason="base64") from None
    if media_type not in MAGIC or not content.startswith(MAGIC[media_type]) or len(content) > PICTURE_BYTES_MAX:
        raise Invalid(field="content", reason=f"{', '.join(MAGIC)}, {PICTURE_BYTES_MAX} bytes")
    digest = hashlib.sha256(content).hexdigest()
    Picture.objects.create(
        key=entry.key,
        organisation_id=scene.visit.organisation_id,
        person_id=scene.visit.person_id,
        visit=scene.visit,
        kind=kind,
        media_type=media_type,
        caption=_text(entry, "caption", 120),
        taken_at=entry.at,
        digest=digest,
        content=content,
    )
    return digest
