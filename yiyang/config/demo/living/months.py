"""What was ordered in a district: the past month and the week ahead as it went, and years before it as they ended.

Every order takes the next place on a day of its post; nobody is in two places on one day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from yiyang.care.records import bulk as records
from yiyang.config.demo.living.dice import Dice
from yiyang.config.demo.living.elders import Elder
from yiyang.config.demo.living.health import Author, Chart, record
from yiyang.config.demo.living.services import Rule, Stand
from yiyang.config.demo.living.staff import Crew
from yiyang.foundation.actors import Actor
from yiyang.ground.access import actions
from yiyang.lifecycle.orders import bulk as orders
from yiyang.lifecycle.orders.bulk import Life, Step
from yiyang.lifecycle.orders.specimens import Specimen, furnishers
from yiyang.lifecycle.orders.states import ACCEPTED, CANCELLED, COMPLETED, FAILED, IN_PROGRESS, REQUESTED
from yiyang.lifecycle.ratings import bulk as ratings
from yiyang.lifecycle.settlement import bulk as settlement
from yiyang.lifecycle.settlement.bulk import Settled

PAST_DAYS = 28
AHEAD_DAYS = 14
BOOKED_DAYS = 7
ARCHIVE_DAYS = 730
_TRIES = 12
_CHANNELS = ("web",) * 9 + ("desk",) * 6 + ("telephone",) * 3
_VOICES = (
    (5, 5, "讲得很清楚，妈妈都听懂了。"), (5, 4, "医生耐心，等了二十分钟。"), (4, 4, "护士帮我填表，很好。"),
    (5, 5, "态度和气，看得仔细。"), (4, 5, "血压下来了，谢谢。"), (3, 4, "人有点多，走廊里座位少。"),
    (5, 5, "不用再排队，省了半天。"), (4, 4, "价格写得明白。"), (2, 3, "等得久，说得快。"), (5, 5, ""), (4, 4, ""), (5, 4, ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Order:
    """One order: who, where, when, and how it ended."""

    id: UUID
    code: str
    elder: Elder
    stand: Stand
    place: int
    starts_at: datetime
    placed_at: datetime
    placed_by: UUID
    channel: str
    state: str
    encounter_id: UUID | None

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.stand.post.ware.minutes)

    @property
    def paid_at(self) -> datetime | None:
        return None if self.state == CANCELLED else self.placed_at + timedelta(minutes=4)

    @property
    def closed_at(self) -> datetime | None:
        if self.state == CANCELLED:
            return self.placed_at + timedelta(minutes=9)
        if self.state == COMPLETED:
            return self.ends_at - timedelta(minutes=1)
        return self.ends_at + timedelta(minutes=20) if self.state == FAILED else None


@dataclass
class Calendar:
    """Which places of which days are taken, and who is expected where."""

    stands: Sequence[Stand]
    dice: Dice
    now: datetime
    taken: dict[tuple[UUID, date], int] = field(default_factory=lambda: defaultdict(int))
    out: set[tuple[UUID, date]] = field(default_factory=set)
    mornings: dict[tuple[UUID, date], datetime] = field(default_factory=dict)

    def begin(self, stand: Stand, day: date) -> datetime:
        """When the post begins on that day, the same instant every time it is asked."""
        known = self.mornings.get((stand.post.service_id, day))
        if known is None:
            known = datetime.combine(day, stand.post.ware.begins, ZoneInfo(stand.post.zone)).astimezone(self.now.tzinfo)
            self.mornings[stand.post.service_id, day] = known
        return known

    def ahead(self, stand: Stand) -> list[datetime]:
        """The beginnings of the post's working days that are not over yet."""
        today, ware = self.now.astimezone(ZoneInfo(stand.post.zone)).date(), stand.post.ware
        length = timedelta(minutes=ware.per_day * ware.paces)
        days = (today + timedelta(days=each) for each in range(AHEAD_DAYS))
        begins = [self.begin(stand, day) for day in days if day.isoweekday() in stand.post.weekdays]
        return [begin for begin in begins if begin + length > self.now]

    def draw(self, elders: Sequence[Elder], days: range) -> tuple[Elder, Stand, int, datetime] | None:
        """Somebody, a post, and the next place there on one of these days (counted from today)."""
        dice = self.dice
        today = self.now.astimezone(ZoneInfo("Asia/Shanghai")).date()
        for _ in range(_TRIES):
            stand, elder, day = dice.choice(self.stands), dice.choice(elders), today + timedelta(days=dice.choice(days))
            key = (stand.post.service_id, day)
            if day.isoweekday() not in stand.post.weekdays or (elder.id, day) in self.out:
                continue
            place = self.taken[key]
            if place >= stand.post.ware.per_day:
                continue
            self.taken[key] += 1
            self.out.add((elder.id, day))
            return elder, stand, place, self.begin(stand, day) + place * timedelta(minutes=stand.post.ware.paces)
        return None


def orders_of(
    calendar: Calendar, elders: Sequence[Elder], crew: Crew, count: int, days: range, *, using: str
) -> list[Order]:
    """Up to `count` orders on these days; fewer when the houses are full."""
    dice = calendar.dice
    drawn = [found for _ in range(count) if (found := calendar.draw(elders, days)) is not None]
    codes = orders.codes(crew_numbers(crew), len(drawn), using=using)
    made = []
    for code, (elder, stand, place, starts_at) in zip(codes, drawn, strict=True):
        latest = min(starts_at - timedelta(hours=3), calendar.now - timedelta(minutes=30))
        placed_at = latest - timedelta(minutes=dice.randrange(10, 7_000))
        state = _ended(dice, over=starts_at + timedelta(minutes=stand.post.ware.minutes) <= calendar.now)
        channel, by = _placed(dice, elder, crew, stand)
        made.append(
            Order(
                dice.new_id(placed_at),
                code,
                elder,
                stand,
                place,
                starts_at,
                placed_at,
                by,
                channel,
                state,
                dice.new_id(starts_at) if state == COMPLETED else None,
            )
        )
    return made


def crew_numbers(crew: Crew) -> Iterator[int]:
    """One stream of code numbers for a whole district."""
    if crew.numbers is None:
        crew.numbers = crew.dice.numbers()
    return crew.numbers


def _ended(dice: Dice, *, over: bool) -> str:
    luck = dice.random()
    if luck < 0.04:
        return CANCELLED
    if not over:
        return ACCEPTED
    return FAILED if luck < 0.06 else COMPLETED


def _placed(dice: Dice, elder: Elder, crew: Crew, stand: Stand) -> tuple[str, UUID]:
    """How an order came: by the elder, a child, or the desk for them."""
    if elder.child_id and dice.random() < 0.5:
        return "relative", elder.child_id
    channel = dice.choice(_CHANNELS)
    return channel, elder.id if channel == "web" else crew.of(stand.worker.house, actions.DESK).id


def write(made: Sequence[Order], calendar: Calendar, crew: Crew, chart: Chart, *, using: str) -> None:
    """Orders as they went: with every step, what the mode keeps, bills, payments, visits, notes, opinions, entries."""
    dice = calendar.dice
    tools: dict[str, Any] = {"new_id": dice.new_id, "salt": dice.randbytes, "using": using}
    rows = [_row(order) for order in made]
    orders.write(
        [Life(row, _steps(order, crew)) for row, order in zip(rows, made, strict=True)], **tools
    )  # fmt: skip
    _furnish(made, calendar, using=using, ahead=True)
    settlement.write([_settled(order, row, crew) for row, order in zip(rows, made, strict=True)], **tools)
    for order in made:
        if order.state == COMPLETED:
            _visit(order, chart, dice)
    ratings.write(_opinions(made, dice, calendar.now), zone="Asia/Shanghai", now=calendar.now, **tools)


def write_archive(made: Sequence[Order], calendar: Calendar, *, ahead: bool, using: str) -> None:
    """Orders as they ended: the mode's rows, a bill and a visit each, and nothing behind them.

    `ahead`: the days to come are opened as well, which `write` has done where it told the month.
    """
    dice = calendar.dice
    rows = [_row(order) for order in made]
    orders.write_summaries(rows, using=using)
    _furnish(made, calendar, using=using, ahead=ahead)
    settlement.write_summaries(
        [Settled(row, "", "", "", order.paid_at, order.closed_at, None) for row, order in zip(rows, made, strict=True)],
        new_id=dice.new_id, using=using,
    )  # fmt: skip
    visits = (_encounter(order, dice) for order in made if order.state == COMPLETED)
    records.write({"Encounter": visits}, using=using)


def _row(order: Order) -> dict[str, Any]:
    fen, rule = order.stand.price(order.elder)
    named = _rule(rule) if rule else {}
    return {
        "id": order.id, "code": order.code, "organisation_id": order.stand.post.organisation_id,
        "person_id": order.elder.id, "service_id": order.stand.post.service_id, "mode": order.stand.mode,
        "state": order.state, "terms": "prepaid", "channel": order.channel, "placed_by_id": order.placed_by,
        "placed_at": order.placed_at, "request_key": order.code, "request_digest": "", "price_minor": fen,
        "list_price_minor": order.stand.post.ware.price_fen, "pay_until": order.placed_at + timedelta(minutes=15),
        "starts_at": order.starts_at, "ends_at": order.ends_at, "accepted_at": order.paid_at,
        "closed_at": order.closed_at, **named,
    }  # fmt: skip


def _rule(rule: Rule) -> dict[str, Any]:
    return {"price_rule_id": rule.id, "price_rule": rule.name, "price_rule_en": rule.name_en}


def _steps(order: Order, crew: Crew) -> tuple[Step, ...]:
    house = order.stand.post.organisation_id
    at_desk = order.channel in ("desk", "telephone")
    placer = Actor.person(order.placed_by, house if at_desk else None)
    steps = [Step(REQUESTED, placer, order.placed_at)]
    closed_at, worker = order.closed_at, Actor.person(order.stand.post.worker_id, house)
    if order.state == CANCELLED:
        return (*steps, Step(CANCELLED, placer, closed_at or order.placed_at, "临时有事"))
    steps.append(Step(ACCEPTED, Actor.system(house), order.paid_at or order.placed_at))
    if order.state == FAILED and closed_at:
        desk = Actor.person(crew.of(order.stand.worker.house, actions.DESK).id, house)
        steps.append(Step(FAILED, desk, closed_at, "no-show"))
    elif closed_at:
        steps += [Step(IN_PROGRESS, worker, order.starts_at), Step(COMPLETED, worker, closed_at)]
    return tuple(steps)


def _furnish(made: Sequence[Order], calendar: Calendar, *, using: str, ahead: bool) -> None:
    by_post: dict[UUID, list[Specimen]] = defaultdict(list)
    for order in made:
        by_post[order.stand.post.service_id].append(
            Specimen(
                order.id,
                order.elder.id,
                order.state,
                order.place,
                order.placed_at,
                order.paid_at,
                order.starts_at,
                order.ends_at,
                order.closed_at,
                order.encounter_id,
            )
        )
    known = furnishers()
    for stand in calendar.stands:
        found = by_post.get(stand.post.service_id, [])
        if found or ahead:
            known[stand.mode].furnish(
                stand.post, found, calendar.ahead(stand) if ahead else (), now=calendar.now,
                new_id=calendar.dice.new_id, using=using,
            )  # fmt: skip


def _settled(order: Order, row: dict[str, Any], crew: Crew) -> Settled:
    ware, desk = order.stand.post.ware, crew.of(order.stand.worker.house, actions.DESK)
    return Settled(row, order.stand.mode, ware.name, ware.name_en, order.paid_at, order.closed_at, desk.id)


def _author(order: Order) -> Author:
    worker = order.stand.worker
    return Author(worker.id, worker.name, worker.house.id)


def _encounter(order: Order, dice: Dice) -> dict[str, Any]:
    row = record(
        _author(order), order.elder.id, dice, order.starts_at, status="finished", order_id=order.id,
        effective_end_at=order.closed_at, class_code=order.stand.post.ware.encounter_class,
    )  # fmt: skip
    return row | {"id": order.encounter_id}


def _visit(order: Order, chart: Chart, dice: Dice) -> None:
    """The visit and its signed note."""
    ware = order.stand.post.ware
    chart.records["Encounter"].append(_encounter(order, dice))
    chart.records["Note"].append(
        record(
            _author(order),
            order.elder.id,
            dice,
            order.starts_at,
            status="final",
            order_id=order.id,
            encounter_id=order.encounter_id,
            code_system="http://loinc.org",
            code="11506-3",
            display="Progress note",
            title=f"{ware.name}记录",
            text=ware.note,
        )
    )


def _opinions(made: Sequence[Order], dice: Dice, now: datetime) -> list[dict[str, Any]]:
    said = []
    for order in made:
        if order.state != COMPLETED or dice.random() > 0.6 or order.ends_at + timedelta(hours=3) > now:
            continue
        quality, effect, text = dice.choice(_VOICES)
        at = order.ends_at + timedelta(hours=3)
        said.append(
            {
                "id": dice.new_id(at),
                "organisation_id": order.stand.post.organisation_id,
                "person_id": order.elder.id,
                "order_id": order.id,
                "service_id": order.stand.post.service_id,
                "quality": quality,
                "effect": effect,
                "given_by_id": order.elder.id,
                "text": text,
                "given_at": at,
            }
        )
    return said
