"""Who works for the house: a person, a public face, a contract, a licence."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime
from typing import Any
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import gettext_noop
from yiyang.ground.access import actions
from yiyang.ground.people import selectors as people_seen
from yiyang.ground.people import services as people
from yiyang.lifecycle.exchange.actions import HAND_OUT_PEOPLE, TAKE_HOUSE
from yiyang.lifecycle.exchange.errors import CellMissing, SeveralFit
from yiyang.lifecycle.exchange.kinds.elders import BATCH, IDENTITY, PHONE, SEXES, home_phone
from yiyang.lifecycle.exchange.kinds.elders import STAFF_SOURCE as SOURCE
from yiyang.lifecycle.exchange.kinds.kind import Batch, Kind, Outcome, Taker, Values
from yiyang.lifecycle.exchange.reading.cells import Column

ROLES = {"医生": actions.DOCTOR, "护士": actions.NURSE, "护理员": actions.CARER, "药师": actions.PHARMACIST,
         "doctor": actions.DOCTOR, "nurse": actions.NURSE, "carer": actions.CARER,
         "pharmacist": actions.PHARMACIST}  # fmt: skip
LICENCES = {"医师": "physician", "护士": "nurse", "药师": "pharmacist", "养老护理员": "carer", "physician": "physician",
            "nurse": "nurse", "pharmacist": "pharmacist", "carer": "carer"}  # fmt: skip
COLUMNS = (
    Column("ref", "工号", "Staff number", "digits", limit=60, others=("员工编号", "编号"), example="D001"),
    Column("name", "姓名", "Name", required=True, example="赵文华"),
    Column("name_en", "英文姓名", "Name in English", others=("英文名",), example="Dr Zhao Wenhua"),
    Column("sex", "性别", "Sex", "choice", known=SEXES, example="女"),
    IDENTITY,
    PHONE,
    Column("role", "岗位", "Role", "choice", required=True, known=ROLES, others=("职务", "角色"), example="医生"),
    Column("specialty", "专科", "Specialty", limit=40, others=("科室",), example="cardiology"),
    Column("title", "职称", "Title", limit=80, example="主任医师"),
    Column("title_en", "英文职称", "Title in English", limit=80, example="Chief physician"),
    Column("licence_kind", "执照种类", "Licence kind", "choice", known=LICENCES, example="医师"),
    Column("licence_number", "执照编号", "Licence number", "digits", limit=60, others=("执业证号", "证书编号")),
    Column("licence_expires_on", "执照到期", "Licence expires on", "day", others=("执照到期日", "有效期至")),
)


def _key(values: Values) -> Hashable | None:
    who = values.get("identity_number") or values.get("ref") or (values["name"], values.get("phone"))
    return (who, values["role"], values.get("specialty"), values.get("licence_number"))


def _taker(by: Actor, now: datetime) -> Taker:
    assert by.organisation_id is not None
    here: dict[tuple[str, str], set[UUID]] = {}
    for one in people_seen.professionals_at(by, by.organisation_id, now):
        here.setdefault((one.name, one.role), set()).add(one.person_id)

    def take(values: Values) -> Outcome:
        source = f"{SOURCE}{values['ref']}" if values["ref"] else ""
        numbered = bool(values["identity_number"] or values["ref"] or values["phone"])
        same_name = sorted(here.get((values["name"], values["role"]), ()))
        known = _match(by, values, source) if numbered else same_name
        if len(known) > 1:
            raise SeveralFit(field="name")
        if not known and not numbered:
            raise CellMissing(field="ref")  # a name alone would make a second person at every run
        person_id = known[0] if known else _register(by, now, values, source)
        changed = _at_work(by, now, person_id, values)
        return "created" if not known else "updated" if changed else "unchanged"

    return take


def _match(by: Actor, values: Values, source: str) -> list[UUID]:
    return people_seen.match_people(
        by,
        identity_number=values["identity_number"] or "",
        source=source,
        name=values["name"],
        birth_on=None,
        phone=values["phone"] or "",
    )


def _register(by: Actor, now: datetime, values: Values, source: str) -> UUID:
    number, phone = values["identity_number"], values["phone"]
    return people.register_person(
        by=by,
        now=now,
        name=values["name"],
        sex=values["sex"] or "unknown",
        source=source,
        identities=(people.IdentityGiven("cn-identity", number),) if number else (),
        contacts=(people.ContactGiven("phone", phone, use="work"),) if phone else (),
    ).id


def _at_work(by: Actor, now: datetime, person_id: UUID, values: Values) -> bool:
    """Whether a face, a contract or a licence was added."""
    face, contracts, licences = people_seen.standing_worker(by, person_id)
    changed = face is None
    if face is None:
        face = people.register_practitioner(
            by=by,
            now=now,
            person_id=person_id,
            name=values["name"],
            name_en=values["name_en"] or "",
            title=values["title"] or "",
            title_en=values["title_en"] or "",
        )
    contract = (values["role"], values["specialty"] or "")
    if contract not in contracts:
        people.employ(by=by, now=now, practitioner_id=face.id, role=contract[0], specialty=contract[1])
        changed = True
    if bool(values["licence_kind"]) != bool(values["licence_number"]):
        raise CellMissing(field="licence_kind" if values["licence_number"] else "licence_number")
    licence = (values["licence_kind"], values["licence_number"])
    if values["licence_number"] and licence not in licences:
        people.add_licence(
            by=by,
            now=now,
            practitioner_id=face.id,
            kind=licence[0],
            number=licence[1],
            expires_on=values["licence_expires_on"],
        )
        changed = True
    return changed


def _batch(viewer: Actor, now: datetime, after: UUID | None) -> Batch:
    found = people_seen.listed_workers(viewer, after=after, limit=BATCH)
    lines: list[dict[str, Any]] = [
        {
            "ref": one.source.removeprefix(SOURCE) if one.source.startswith(SOURCE) else "",
            "name": one.name,
            "name_en": one.name_en,
            "sex": one.sex,
            "identity_number": one.identity_number,
            "phone": home_phone(one.phone),
            "role": one.role,
            "specialty": one.specialty,
            "title": one.title,
            "title_en": one.title_en,
            "licence_kind": one.licence_kind,
            "licence_number": one.licence_number,
            "licence_expires_on": one.licence_expires_on,
        }
        for one in found
    ]
    return Batch(lines, [one.person_id for one in found], found[-1].id if len(found) == BATCH else None)


WORKERS = Kind(
    code="workers",
    title=gettext_noop("Workers"),
    columns=COLUMNS,
    take_action=TAKE_HOUSE,
    hand_out_action=HAND_OUT_PEOPLE,
    taker=_taker,
    key=_key,
    batch=_batch,
    personal=True,
    fields={"number": "identity_number", "value": "phone", "expires_on": "licence_expires_on"},
)
