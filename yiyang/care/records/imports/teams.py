"""A CareTeam that still lasts lets its houses see and serve the person, as the file says they do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from yiyang.care.records.fhir import times
from yiyang.care.records.imports.clinical import at
from yiyang.foundation.actors import Actor
from yiyang.ground.people import services as people

ROLE = "care-team"  # what a file calls the members is kept in its own words; here they are members
Known = Callable[[str, str], UUID | None]
Member = tuple[UUID, UUID | None]


def members(resource: Mapping[str, Any], known: Known) -> Iterator[Member]:
    """The houses of a team, each with the professional it sends, if any; `known` resolves reference and type."""
    managing = [one.get("reference", "") for one in resource.get("managingOrganization", ())]
    houses = [house for each in managing if (house := known(each, "Organization"))]
    sent = False
    for participant in resource.get("participant", ()):
        named = str(at(participant, ("member", "reference")) or "")
        if house := known(named, "Organization"):
            houses.append(house)
        elif houses and (professional := known(named, "Practitioner")):
            sent = True
            yield houses[0], professional
    yield from ((house, None) for house in dict.fromkeys(houses) if not (sent and house == houses[0]))


def ends(resource: Mapping[str, Any]) -> datetime | None:
    end = at(resource, ("period", "end"))
    return times.read(end).at if end else None


def lasts(resource: Mapping[str, Any], now: datetime) -> bool:
    """Whether the team is at work now."""
    end = ends(resource)
    return resource.get("status", "active") == "active" and (end is None or end > now)


def join(person_id: UUID, member: Member, *, by: Actor, now: datetime, ends_at: datetime | None) -> None:
    house, professional = member
    people.join_team(
        by=by,
        now=now,
        person_id=person_id,
        member_id=house,
        practitioner_id=professional,
        role=ROLE,
        ends_at=ends_at,
    )
