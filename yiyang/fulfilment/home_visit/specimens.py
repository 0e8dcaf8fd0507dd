"""Visits at home of a generated town: help with bathing and housekeeping, proven by time, place, list and signature."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connections
from psycopg.types.json import Jsonb

from yiyang.fulfilment.home_visit import states
from yiyang.fulfilment.home_visit.models import Entry, Undertaking, Visit
from yiyang.ground.access.actions import CARER
from yiyang.ground.access.postgres.copying import Row, copy_all
from yiyang.lifecycle.capacity import bulk as capacity
from yiyang.lifecycle.orders.specimens import Post, Specimen, Ware

WAY = timedelta(minutes=15)
_STATES = {
    "accepted": states.BOOKED,
    "completed": states.FULFILLED,
    "failed": states.NOSHOW,
    "cancelled": states.CANCELLED,
}
_ITEMS = {"bathing": "hn06", "housekeeping": "cleaning"}
# The list in force where the office has one, else the pattern it would take over.
_ITEM = """
    SELECT id, kind, checklist FROM home_visit_item WHERE code = %s AND province IN ('51', '00')
     ORDER BY province DESC, version DESC LIMIT 1
"""
_HOMES = "SELECT id, name, address, latitude, longitude FROM people_person WHERE id = ANY(%s)"
NewId = Callable[[datetime], UUID]


def _carer(need: str, name: str, name_en: str, fen: int, minutes: int, paces: int, per_day: int, note: str) -> Ware:
    return Ware(
        need=need, name=name, name_en=name_en, price_fen=fen, kinds=frozenset({"home-nursing"}), role=CARER, licence="",
        title="养老护理员", title_en="Carer", minutes=minutes, paces=paces, per_day=per_day, begins=time(8, 30),
        note=note, encounter_class="HH",
    )  # fmt: skip


WARES = (
    _carer("bathing", "上门助浴", "Help with bathing", 10_000, 60, 105, 4,
           "协助沐浴，水温适宜，皮肤完整，浴后测血压平稳，老人无不适。"),
    _carer("housekeeping", "家政保洁", "Housekeeping", 9_000, 120, 165, 3,
           "厨房、卫生间及卧室清洁，检查地面无水渍、过道无杂物。"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Item:
    id: UUID
    kind: str
    checklist: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Home:
    name: str
    address: str
    latitude: Any
    longitude: Any


class HomeVisitSpecimens:
    """Keeps the protocol of `orders.specimens`."""

    wares: Sequence[Ware] = WARES

    def furnish(
        self,
        post: Post,
        specimens: Sequence[Specimen],
        ahead: Sequence[datetime],
        *,
        now: datetime,
        new_id: NewId,
        using: str,
    ) -> None:
        """A visit for every order, the worker's time for those to come, and what was handed in from those that were.

        A home can be visited whenever its worker is on duty, so days ahead need no rows of their own.
        """
        item, code = _item(post, using), _ITEMS[post.ware.need]
        homes = _homes(specimens, using)
        if ahead or not _undertaken(post, using):
            row = {"service_id": post.service_id, "organisation_id": post.organisation_id, "item_code": code}
            copy_all(using, (Undertaking, [{**row, "changed_at": now}] if not _undertaken(post, using) else []))
        capacity.write(occupancies=_time(post, specimens, new_id, now), using=using)
        copy_all(
            using,
            (Visit, (_visit(post, each, item, homes[each.person_id]) for each in specimens)),
            (Entry, _handed_in(post, specimens, item, new_id)),
        )


def _item(post: Post, using: str) -> _Item:
    with connections[using].cursor() as cursor:
        cursor.execute(_ITEM, [_ITEMS[post.ware.need]])
        key, kind, checklist = cursor.fetchone()
    return _Item(key, kind, tuple(checklist))


def _homes(specimens: Sequence[Specimen], using: str) -> Mapping[UUID, _Home]:
    with connections[using].cursor() as cursor:
        cursor.execute(_HOMES, [[each.person_id for each in specimens]])
        return {row[0]: _Home(*row[1:]) for row in cursor.fetchall()}


def _undertaken(post: Post, using: str) -> bool:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT 1 FROM home_visit_undertaking WHERE service_id = %s", [post.service_id])
        return cursor.fetchone() is not None


def _time(post: Post, specimens: Sequence[Specimen], new_id: NewId, now: datetime) -> Iterator[Row]:
    for each in specimens:
        if each.state == "accepted" and each.ends_at > now:
            yield {
                "id": new_id(each.placed_at),
                "organisation_id": post.organisation_id,
                "resource_id": post.practitioner_id,
                "kind": "practitioner",
                "starts_at": each.starts_at - WAY,
                "ends_at": each.ends_at,
                "cause_id": each.order_id,
            }


def _visit(post: Post, found: Specimen, item: _Item, home: _Home) -> Row:
    done = found.state == "completed"
    said: dict[str, Any] = {}
    if done:
        said = {
            "set_out_at": found.starts_at - WAY,
            "arrived_at": found.starts_at,
            "arrived_metres": 20,
            "departed_at": found.closed_at,
            "departed_metres": 25,
            "signed_by": home.name,
            "signed_as": "self",
            "signed_at": found.closed_at,
            "encounter_id": found.encounter_id,
        }
    return {
        "order_id": found.order_id,
        "organisation_id": post.organisation_id,
        "person_id": found.person_id,
        "item_id": item.id,
        "kind": item.kind,
        "practitioner_id": post.practitioner_id,
        "starts_at": found.starts_at,
        "ends_at": found.ends_at,
        "address": home.address,
        "latitude": home.latitude,
        "longitude": home.longitude,
        "way_minutes": int(WAY.total_seconds() // 60),
        "state": _STATES[found.state],
        "closed_at": found.closed_at,
        "reminded_for": found.starts_at if found.closed_at else None,
        **said,
    }


def _handed_in(post: Post, specimens: Sequence[Specimen], item: _Item, new_id: NewId) -> Iterator[Row]:
    """The lines of the checklist, ticked one after the other."""
    for each in specimens:
        for line in range(len(item.checklist) if each.state == "completed" else 0):
            at = each.starts_at + timedelta(minutes=5 + line)
            yield {
                "key": new_id(at),
                "organisation_id": post.organisation_id,
                "person_id": each.person_id,
                "visit_id": each.order_id,
                "kind": "checked",
                "seq": line + 1,
                "at": at,
                "received_at": at,
                "by_id": post.worker_id,
                "data": Jsonb({"line": line}),
                "digest": sha256(f"{each.order_id}/{line}".encode()).hexdigest(),
                "outcome": "accepted",
            }
