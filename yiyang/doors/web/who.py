"""Who is looking, in which shoes, and for whom: read once per page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest

from yiyang.face import words
from yiyang.foundation.actors import ANONYMOUS, Actor
from yiyang.ground.access import selectors as access
from yiyang.ground.people import selectors as people
from yiyang.ground.places import selectors as places

ELDER_FROM = 65  # years; below it the large face is a choice, from here on it is where one begins


class Known(people.Known):
    """A person as the pages name them."""

    @property
    def called(self) -> str:
        """The name in the reader's language."""
        return words.named(self)

    @property
    def first(self) -> str:
        """How the person is addressed: the given name."""
        if words.chinese() or not self.name_latin:
            return self.name[1:] if 3 <= len(self.name) <= 4 else self.name
        return self.name_latin.split()[-1]

    def age(self, today: date) -> int | None:
        return words.age(self.birth_on, today) if self.birth_on else None


@dataclass(frozen=True)
class Looking:
    """Everything the frame and the homes say about the reader."""

    actor: Actor
    me: Known | None = None
    houses: dict[UUID, frozenset[str]] = field(default_factory=dict)
    house_names: dict[UUID, str] = field(default_factory=dict)
    circle: tuple[access.Close, ...] = ()
    people: dict[UUID, Known] = field(default_factory=dict)
    subject_id: UUID | None = None

    @property
    def roles(self) -> frozenset[str]:
        """The roles in the acting organisation."""
        return self.houses.get(self.actor.organisation_id, frozenset()) if self.actor.organisation_id else frozenset()

    @property
    def subject(self) -> Known | None:
        """For whom things are done: the chosen member of the circle, or the reader."""
        return self.people.get(self.subject_id) if self.subject_id else self.me


def looking(request: HttpRequest) -> Looking:
    """Who looks at this request; asked once and kept with it."""
    found: Looking | None = getattr(request, "_looking", None)
    if found is None:
        found = _look(getattr(request, "actor", ANONYMOUS), getattr(request, "now", None), _chosen(request))
        request._looking = found  # type: ignore[attr-defined]
    return found


def _look(actor: Actor, now: datetime | None, chosen: UUID | None) -> Looking:
    if actor.person_id is None or now is None:
        return Looking(actor)
    houses = access.organisations_of(actor.person_id, now)
    circle = tuple(access.circle(actor, now))
    faces = known(actor, [actor.person_id, *(each.person_id for each in circle)])
    return Looking(
        actor=actor,
        me=faces.get(actor.person_id),
        houses=houses,
        house_names=house_names(actor, houses),
        circle=circle,
        people=faces,
        subject_id=chosen if chosen in faces and chosen != actor.person_id else None,
    )


def known(viewer: Actor, ids: Collection[UUID]) -> dict[UUID, Known]:
    """The persons among `ids` whom the reader may see, in one query."""
    return {key: Known(**vars(found)) for key, found in people.known(viewer, list(ids)).items()}


def house_names(viewer: Actor, ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of houses in the reader's language."""
    return {key: words.named(house) for key, house in places.named(list(ids)).items()} if ids else {}


def _chosen(request: HttpRequest) -> UUID | None:
    text = request.session.get("subject") if hasattr(request, "session") else None
    return UUID(text) if text else None
