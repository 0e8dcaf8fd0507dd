"""Who runs which house today, and the ways within it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.face.components.bar import Tab
from yiyang.face.components.ways import Ways
from yiyang.foundation.actors import Actor
from yiyang.foundation.clock import day_of
from yiyang.foundation.errors import Unknown
from yiyang.ground.access import services as access
from yiyang.ground.places import selectors as places
from yiyang.ground.places.models import Organisation
from yiyang.lifecycle.offers.actions import MANAGE


@dataclass(frozen=True)
class Running:
    """A manager at work: whose eyes, when, in which house, and what day it is there."""

    actor: Actor
    now: datetime
    house: Organisation
    today: date

    @property
    def house_id(self) -> UUID:
        return self.house.id

    def midnight(self, day: date) -> datetime:
        """When a day begins in the house's own zone."""
        return self.at(day, time())

    def at(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, ZoneInfo(self.house.zone))

    def after(self, day: date | None) -> datetime | None:
        """The end of a day that still counts, as a half-open end."""
        return None if day is None else self.midnight(day + timedelta(days=1))


def running(request: HttpRequest) -> Running:
    """The house this request manages; raises SignInNeeded, NotAllowed and Unknown."""
    actor, now = request.actor, request.now  # type: ignore[attr-defined]
    access.require(actor, MANAGE, now=now, organisation_id=actor.organisation_id)
    if actor.organisation_id is None:
        raise Unknown
    house = places.house_named(actor, actor.organisation_id)
    return Running(actor, now, house, day_of(now, house.zone))


def ways(current: str) -> Ways:
    """The second row of links; `current` is the name of an address."""
    tabs = (
        (_("Today"), "house"),
        (_("Services"), "house_services"),
        (_("Schedules"), "house_schedules"),
        (_("Staff"), "house_staff"),
        (_("What people say"), "house_voices"),
        (_("Papers"), "house_papers"),
        (_("Public page"), "house_profile"),
        (_("Our numbers"), "numbers"),
    )
    return Ways(
        label=_("The house"), tabs=tuple(Tab(label, reverse(name), current=name == current) for label, name in tabs)
    )
