"""The elders a house keeps files of."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime
from typing import Any
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import gettext_noop
from yiyang.ground.people import selectors as people_seen
from yiyang.ground.people import services as people
from yiyang.ground.people import telephone
from yiyang.ground.people.selectors import Listed
from yiyang.lifecycle.exchange.actions import HAND_OUT_PEOPLE, TAKE_PEOPLE
from yiyang.lifecycle.exchange.errors import SeveralFit, StandsDifferently
from yiyang.lifecycle.exchange.kinds.kind import Batch, Kind, Outcome, Taker, Values
from yiyang.lifecycle.exchange.reading.cells import Column

BATCH = 500
SOURCE = "list:"
STAFF_SOURCE = "staff:"
SEXES = {"女": "female", "男": "male", "未知": "unknown", "其他": "other", "female": "female", "male": "male",
         "unknown": "unknown", "other": "other", "f": "female", "m": "male"}  # fmt: skip
ABILITIES = {"自理": "self-care", "部分自理": "partly-dependent", "不能自理": "dependent", "self-care": "self-care",
             "partly-dependent": "partly-dependent", "dependent": "dependent", "半自理": "partly-dependent",
             "失能": "dependent", "半失能": "partly-dependent"}  # fmt: skip

REF = Column("ref", "编号", "Number", "digits", limit=60, others=("档案号", "序号编码", "no", "id"), example="0001")
IDENTITY = Column(
    "identity_number", "身份证号", "Identity number", "digits", limit=18, others=("身份证", "身份证号码", "证件号码")
)
PHONE = Column("phone", "电话", "Telephone", "digits", limit=30, others=("手机", "手机号", "联系电话", "phone"))
COLUMNS = (
    REF,
    Column("name", "姓名", "Name", required=True, others=("老人姓名", "长者姓名"), example="王桂芳"),
    Column(
        "name_latin",
        "拼音姓名",
        "Name in Latin letters",
        limit=160,
        others=("英文名", "姓名拼音"),
        example="Wang Guifang",
    ),
    Column("sex", "性别", "Sex", "choice", known=SEXES, others=("gender",), example="女"),
    Column(
        "birth_on",
        "出生日期",
        "Born on",
        "day",
        others=("生日", "出生年月日", "birth date", "birthday"),
        example="1942-03-08",
    ),
    IDENTITY,
    PHONE,
    Column("address", "住址", "Address", limit=200, others=("地址", "家庭住址", "居住地址"), example="幸福路 12 号"),
    Column("living_ability", "自理能力", "Living ability", "choice", known=ABILITIES, example="自理"),
    Column("diet", "饮食", "Diet", "words", limit=200, others=("饮食禁忌",), example="低盐、软食"),
    Column("belief", "信仰", "Belief", limit=40),
    Column("insurer", "医保", "Insurer", limit=80, others=("医保类型", "保险"), example="城乡居民医保"),
)
DESCRIBED = ("name", "name_latin", "sex", "birth_on", "address", "living_ability", "diet", "belief", "insurer")
WHO = ("birth_on", "sex", "name")


def _key(values: Values) -> Hashable | None:
    number = values.get("identity_number")
    if number:
        return ("identity", number.upper())
    if values.get("ref"):
        return ("ref", values["ref"])
    return ("person", values["name"], values.get("birth_on"), values.get("phone"))


def _taker(by: Actor, now: datetime) -> Taker:
    def take(values: Values) -> Outcome:
        source = f"{SOURCE}{values['ref']}" if values.get("ref") else ""
        known = people_seen.match_people(
            by,
            identity_number=values["identity_number"] or "",
            source=source,
            name=values["name"],
            birth_on=values["birth_on"],
            phone=values["phone"] or "",
        )
        if len(known) > 1:
            raise SeveralFit(field="name")
        standing = people_seen.listed_person(known[0]) if known else None
        return _complete(by, now, standing, values) if standing else register(by, now, values, source)

    return take


def register(by: Actor, now: datetime, values: Values, source: str) -> Outcome:
    """Open a file with what a line says."""
    number, phone = values["identity_number"], values["phone"]
    people.register_person(
        by=by,
        now=now,
        source=source,
        identities=(people.IdentityGiven("cn-identity", number),) if number else (),
        contacts=(people.ContactGiven("phone", phone),) if phone else (),
        **{name: values[name] for name in DESCRIBED if values.get(name) not in (None, "", [])},
    )
    return "created"


def _complete(by: Actor, now: datetime, standing: Listed, values: Values) -> Outcome:
    """Write down what a line says otherwise or more; an empty cell takes nothing away."""
    given = {name: values[name] for name in DESCRIBED if values.get(name) not in (None, "", [])}
    for name in WHO:  # these say who somebody is: a list does not make another person of a file
        if name in given and standing.described[name] not in (None, "unknown", given[name]):
            raise StandsDifferently(field=name)
    changed = {name: value for name, value in given.items() if standing.described[name] != value}
    if changed:
        people.describe_person(by=by, now=now, person_id=standing.id, **changed)
    number, phone = values["identity_number"], values["phone"]
    new_number = bool(number and not standing.identity_number)
    if new_number:
        identity = people.IdentityGiven("cn-identity", number)
        people.add_identity(by=by, now=now, person_id=standing.id, identity=identity)
    new_phone = bool(phone) and telephone.normalised(phone) not in standing.phones
    if new_phone:
        people.add_contact(by=by, now=now, person_id=standing.id, contact=people.ContactGiven("phone", phone))
    return "updated" if changed or new_number or new_phone else "unchanged"


def _batch(viewer: Actor, now: datetime, after: UUID | None) -> Batch:
    found = people_seen.listed_people(viewer, without=STAFF_SOURCE, after=after, limit=BATCH)
    return Batch(
        [line_of(one) for one in found],
        [one.id for one in found],
        found[-1].id if len(found) == BATCH else None,
    )


def line_of(one: Listed) -> dict[str, Any]:
    """A person as a line of the list."""
    source = str(one.described["source"])
    line = {name: one.described[name] for name in DESCRIBED}
    return {
        **line,
        "ref": source.removeprefix(SOURCE) if source.startswith(SOURCE) else "",
        "identity_number": one.identity_number,
        "phone": home_phone(one.phone),
    }


def home_phone(number: str) -> str:
    """A number as people write it here; with 00 in front when it is foreign, since a + begins a formula."""
    if number.startswith("+861") and len(number) == 14:
        return number[3:]
    return f"00{number[1:]}" if number.startswith("+") else number


ELDERS = Kind(
    code="elders",
    title=gettext_noop("Elders"),
    columns=COLUMNS,
    take_action=TAKE_PEOPLE,
    hand_out_action=HAND_OUT_PEOPLE,
    taker=_taker,
    key=_key,
    batch=_batch,
    personal=True,
    fields={"number": "identity_number", "value": "phone"},
)
