"""Appointments of a generated town: clinics and their doctors, sessions past and ahead, numbers taken and free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from yiyang.fulfilment.appointment import states
from yiyang.fulfilment.appointment.models import Booking
from yiyang.ground.access.postgres.copying import Row, copy_all
from yiyang.lifecycle.capacity import bulk as capacity
from yiyang.lifecycle.orders.specimens import Post, Specimen, Ware

_BOOKED_AS = {
    "requested": states.PENDING,
    "accepted": states.BOOKED,
    "in-progress": states.ARRIVED,
    "completed": states.FULFILLED,
    "failed": states.NOSHOW,
    "cancelled": states.CANCELLED,
}
NewId = Callable[[datetime], UUID]


def _doctor(need: str, name: str, name_en: str, fen: int, kinds: str, title: str, title_en: str, note: str) -> Ware:
    return Ware(
        need=need, name=name, name_en=name_en, price_fen=fen, kinds=frozenset(kinds.split()), role="doctor",
        licence="physician", title=title, title_en=title_en, minutes=10, paces=10, per_day=24, begins=time(8, 30),
        note=note,
    )  # fmt: skip


WARES = (
    _doctor("general-practice", "全科门诊号", "General practice", 800, "clinic family-doctor-team",
            "主治医师", "Attending physician", "全科复诊，测血压，续方，嘱少盐、按时服药。"),
    _doctor("internal-medicine", "内科门诊号", "Internal medicine", 1200, "hospital",
            "副主任医师", "Associate chief physician", "内科复诊，查体无特殊，按原方案继续。"),
    _doctor("cardiology", "心内科门诊号", "Cardiology", 1500, "hospital",
            "副主任医师", "Associate chief physician", "心率规则，血压控制尚可，继续目前用药，一月后复查。"),
    _doctor("endocrinology", "内分泌科门诊号", "Endocrinology", 1500, "hospital",
            "主治医师", "Attending physician", "空腹血糖较前好转，饮食运动指导，三月后查糖化血红蛋白。"),
    _doctor("neurology", "神经内科门诊号", "Neurology", 1500, "hospital",
            "主治医师", "Attending physician", "四肢肌力可，步态稍慢，嘱防跌倒，继续二级预防。"),
    _doctor("geriatrics", "老年医学门诊号", "Geriatrics", 1800, "hospital",
            "主任医师", "Chief physician", "多病共存，核对用药，停一种重复的药，下月随访。"),
    _doctor("orthopaedics", "骨科门诊号", "Orthopaedics", 1500, "hospital",
            "主治医师", "Attending physician", "膝关节退变，嘱减少爬楼，功能锻炼，必要时复诊。"),
    _doctor("ophthalmology", "眼科门诊号", "Eye clinic", 1500, "hospital",
            "主治医师", "Attending physician", "晶状体混浊，视力尚可，半年后复查。"),
    _doctor("dentistry", "口腔科门诊号", "Dentistry", 2000, "clinic hospital",
            "主治医师", "Attending physician", "义齿调整，口腔清洁指导。"),
    _doctor("tcm", "中医门诊号", "Traditional Chinese medicine", 2500, "clinic hospital",
            "主治中医师", "Attending TCM physician", "舌淡苔白，脉细，针灸一次，嘱避风寒。"),
)  # fmt: skip


class AppointmentSpecimens:
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
        """A session on every day somebody came and on every working day to come, numbered from its beginning."""
        desk = _Desk(post, new_id, now, specimens, ahead)
        capacity.write(
            schedules=[desk.schedule], patterns=desk.patterns(), sessions=desk.sessions, slots=desk.slots,
            claims=desk.claims, occupancies=desk.occupancies(), using=using,
        )  # fmt: skip
        copy_all(using, (Booking, desk.bookings))


class _Desk:
    """The rows of one post."""

    def __init__(
        self, post: Post, new_id: NewId, now: datetime, specimens: Sequence[Specimen], ahead: Sequence[datetime]
    ) -> None:
        self.post, self.new_id, self.now = post, new_id, now
        self.sessions: list[Row] = []
        self.slots: list[Row] = []
        self.claims: list[Row] = []
        self.bookings: list[Row] = []
        self.whose: dict[str, Any] = {"organisation_id": post.organisation_id}
        days: dict[datetime, list[Specimen]] = defaultdict(list)
        pace = timedelta(minutes=post.ware.paces)
        for each in specimens:
            days[each.starts_at - each.place * pace].append(each)
        begins = min([*days, *ahead], default=now)
        self.schedule = {
            **self.whose, "id": new_id(begins), "service_id": post.service_id, "practitioner_id": post.practitioner_id,
        }  # fmt: skip
        self.from_on = begins.date()
        for begin in sorted({*days, *ahead}):
            self._session(begin, days.get(begin, []), ahead=begin in ahead)

    def patterns(self) -> Iterator[Row]:
        ware = self.post.ware
        for weekday in self.post.weekdays:
            yield {
                **self.whose, "id": self.new_id(self.now), "schedule_id": self.schedule["id"], "weekday": weekday,
                "begins": ware.begins, "numbers": ware.per_day, "minutes_per_number": ware.minutes,
                "from_on": self.from_on,
            }  # fmt: skip

    def occupancies(self) -> Iterator[Row]:
        """The doctor's time on days to come; that of days gone by nobody can take any more."""
        for session in self.sessions:
            if session["ends_at"] > self.now:
                yield {
                    **self.whose, "id": self.new_id(session["starts_at"]), "resource_id": self.post.practitioner_id,
                    "kind": "practitioner", "starts_at": session["starts_at"], "ends_at": session["ends_at"],
                    "cause_id": session["id"],
                }  # fmt: skip

    def _session(self, begin: datetime, specimens: list[Specimen], *, ahead: bool) -> None:
        ware = self.post.ware
        taken = {each.place: each for each in specimens}
        numbers = max(ware.per_day if ahead else 0, max(taken, default=-1) + 1)
        pace, session_id = timedelta(minutes=ware.paces), self.new_id(begin)
        self.sessions.append(
            {
                **self.whose,
                "id": session_id,
                "schedule_id": self.schedule["id"],
                "service_id": self.post.service_id,
                "practitioner_id": self.post.practitioner_id,
                "starts_at": begin,
                "ends_at": begin + numbers * pace,
            }
        )
        for place in range(numbers):
            found = taken.get(place)
            if found is None and not ahead:
                continue
            slot_id, starts_at = self.new_id(begin), begin + place * pace
            kept = found is not None and found.state != "cancelled"
            self.slots.append(
                {
                    **self.whose,
                    "id": slot_id,
                    "session_id": session_id,
                    "service_id": self.post.service_id,
                    "number": place + 1,
                    "starts_at": starts_at,
                    "ends_at": starts_at + pace,
                    "state": "taken" if kept else "free",
                    "turn": 1 if found else 0,
                }
            )
            if found is not None:
                self._booking(found, slot_id, place + 1)

    def _booking(self, found: Specimen, slot_id: UUID, number: int) -> None:
        claim_id, cancelled = self.new_id(found.placed_at), found.state == "cancelled"
        period = {"starts_at": found.starts_at, "ends_at": found.ends_at, "person_id": found.person_id}
        self.claims.append(
            {
                **self.whose,
                **period,
                "id": claim_id,
                "slot_id": slot_id,
                "order_id": found.order_id,
                "turn": 1,
                "number": number,
                "state": "released" if cancelled else "kept",
                "claimed_at": found.placed_at,
                "changed_at": (found.closed_at if cancelled else found.accepted_at) or found.placed_at,
            }
        )
        done = found.state == "completed"
        self.bookings.append(
            {
                **self.whose,
                **period,
                "order_id": found.order_id,
                "practitioner_id": self.post.practitioner_id,
                "slot_id": slot_id,
                "claim_id": claim_id,
                "number": number,
                "state": _BOOKED_AS[found.state],
                "checked_in_at": found.starts_at - timedelta(minutes=12) if done else None,
                "seen_at": found.starts_at if done else None,
                "closed_at": found.closed_at,
                "encounter_id": found.encounter_id,
                "reminded_for": found.starts_at if found.closed_at else None,
            }
        )
