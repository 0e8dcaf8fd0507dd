"""What the house offers, at its list price."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import gettext_noop
from yiyang.foundation.money import Money
from yiyang.ground.people import selectors as people_seen
from yiyang.lifecycle.exchange.actions import HAND_OUT_HOUSE, TAKE_HOUSE
from yiyang.lifecycle.exchange.errors import CellMissing, NotInList, SeveralFit, StandsDifferently
from yiyang.lifecycle.exchange.kinds.kind import Batch, Kind, Outcome, Taker, Values
from yiyang.lifecycle.exchange.reading.cells import Column
from yiyang.lifecycle.offers import selectors as offers_seen
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.offers.selectors import ServiceCard
from yiyang.lifecycle.orders.protocol import mode_of, modes

TERMS = {"预付": "prepaid", "后付": "postpaid", "免费": "free", "prepaid": "prepaid", "postpaid": "postpaid",
         "free": "free"}  # fmt: skip
COLUMNS = (
    Column("name", "服务名称", "Service", required=True, others=("名称", "项目名称", "name"), example="心内科专家门诊"),
    Column("name_en", "英文名称", "Name in English", example="Cardiology, specialist"),
    Column("need", "需求", "Need", required=True, limit=80, others=("服务类别", "类别"), example="cardiology"),
    Column("mode", "服务方式", "Mode", limit=30, others=("方式",)),
    Column("price", "价格", "Price", "amount", required=True, others=("价格元", "单价", "金额"), example="50.00"),
    Column("terms", "付款方式", "Terms", "choice", known=TERMS, others=("结算方式",), example="预付"),
    Column("duration_minutes", "时长", "Minutes", "number", others=("分钟", "时长分钟"), example="10"),
    Column("worker", "人员", "Worker", others=("医生", "服务人员"), example="赵文华"),
    Column("description", "说明", "Description", limit=2000, others=("简介",)),
    Column("description_en", "英文说明", "Description in English", limit=2000),
)
# What a line says and a service that stands has under the same name.
COMPARED = ("name_en", "terms", "duration_minutes", "description", "description_en")


def _key(values: Values) -> Hashable | None:
    return (values["name"], values["need"], values.get("worker"))


def _taker(by: Actor, now: datetime) -> Taker:
    house = by.organisation_id
    assert house is not None
    standing = {(one.name, one.practitioner or ""): one for one in offers_seen.services_of(by, house)}
    needs = _needs(by)
    workers: dict[str, list[UUID]] = {}
    for one in people_seen.professionals_at(by, house, now):
        for name in {one.name, one.name_en} - {""}:
            workers.setdefault(name, []).append(one.practitioner_id)

    def take(values: Values) -> Outcome:
        need = needs.get(values["need"])
        if need is None:
            raise NotInList(field="need", known="、".join(sorted(set(needs.values()))[:30]))
        found = standing.get((values["name"], values["worker"] or ""))
        if found is not None:
            return _compare(found, need, values)
        _offer(by, now, house, need, _mode(values), _worker(workers, values["worker"]), values)
        return "created"

    return take


def _needs(by: Actor) -> dict[str, str]:
    """Codes of needs by their code, their names, and those of people's words that mean one need only."""
    meant: dict[str, set[str]] = {}
    named: dict[str, str] = {}
    for one in offers_seen.needs(by):
        named |= {one.code: one.code, one.name: one.code, one.name_en: one.code}
        for word in one.words:
            meant.setdefault(word, set()).add(one.code)
    return {word: next(iter(codes)) for word, codes in meant.items() if len(codes) == 1} | named


def _mode(values: Values) -> str:
    known = sorted(modes())
    if values["mode"] is None and len(known) == 1:
        return known[0]
    if values["mode"] is None:
        raise CellMissing(field="mode")
    if values["mode"] not in known:
        raise NotInList(field="mode", known="、".join(known))
    return mode_of(values["mode"]).code


def _worker(workers: dict[str, list[UUID]], name: str | None) -> UUID | None:
    if name is None:
        return None
    found = set(workers.get(name, ()))
    if len(found) > 1:
        raise SeveralFit(field="worker")
    if not found:
        raise NotInList(field="worker", known="、".join(sorted(workers)[:30]))
    return found.pop()


def _compare(found: ServiceCard, need: str, values: Values) -> Outcome:
    """A line that says what stands changes nothing; one that says otherwise is refused, since orders hang on it."""
    if found.need != need:
        raise StandsDifferently(field="need")
    if found.list_price != Money(values["price"]):
        raise StandsDifferently(field="price")
    for name in COMPARED:
        if values[name] is not None and getattr(found, name) != values[name]:
            raise StandsDifferently(field=name)
    return "unchanged"


def _offer(
    by: Actor, now: datetime, house: UUID, need: str, mode: str, practitioner_id: UUID | None, values: Values
) -> None:
    price = Money(values["price"])
    details = {name: values[name] for name in COMPARED if values[name] is not None}
    details.setdefault("terms", "prepaid" if price.minor else "free")
    offers.offer(
        by=by,
        now=now,
        organisation_id=house,
        need=need,
        mode=mode,
        name=values["name"],
        price=price,
        practitioner_id=practitioner_id,
        **details,
    )


def _batch(viewer: Actor, now: datetime, after: UUID | None) -> Batch:
    assert viewer.organisation_id is not None
    lines = [
        {
            "name": one.name,
            "name_en": one.name_en if one.name_en != one.name else "",
            "need": one.need,
            "mode": one.mode,
            "price": one.list_price.minor,
            "terms": one.terms,
            "duration_minutes": one.duration_minutes,
            "worker": one.practitioner,
            "description": one.description,
            "description_en": one.description_en if one.description_en != one.description else "",
        }
        for one in offers_seen.services_of(viewer, viewer.organisation_id)
    ]
    return Batch(lines, [], None)


SERVICES = Kind(
    code="services",
    title=gettext_noop("Services"),
    columns=COLUMNS,
    take_action=TAKE_HOUSE,
    hand_out_action=HAND_OUT_HOUSE,
    taker=_taker,
    key=_key,
    batch=_batch,
    fields={"list_price_minor": "price", "service": "mode"},
)
