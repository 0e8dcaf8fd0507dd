"""How a page names people: just enough for a list, in one query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.ground.people.models import Person


@dataclass(frozen=True)
class Face:
    """A person as a list names them."""

    id: UUID
    name: str
    name_latin: str
    sex: str
    birth_on: date | None
    zone: str


def faces_of(viewer: Actor, person_ids: Iterable[UUID]) -> dict[UUID, Face]:
    """The faces of those among `person_ids` whom the viewer may see; whoever may not be seen is missing."""
    rows = Person.objects.filter(id__in=set(person_ids), erased_at=None)
    return {row[0]: Face(*row) for row in rows.values_list("id", "name", "name_latin", "sex", "birth_on", "zone")}
