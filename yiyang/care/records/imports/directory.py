"""Who and where: patients, practitioners, houses and places, which every other resource refers to.

They are taken first, whichever file they stand in, so that the second reading can point at them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from yiyang.care.records.fhir import times
from yiyang.care.records.fhir.structure import Malformed
from yiyang.care.records.imports.clinical import at
from yiyang.foundation.actors import Actor
from yiyang.ground.access import services as access
from yiyang.ground.access.actions import ALL_SCOPES
from yiyang.ground.people.models import Person, Practitioner
from yiyang.ground.places.models import Organisation

TYPES = ("Organization", "Location", "Patient", "Practitioner", "PractitionerRole")
"""In the order they are taken: a house before its places, a person before their role."""


class Arrival(NamedTuple):
    """One directory resource on its way in."""

    resource: Mapping[str, Any]
    record_id: UUID
    known: bool


def person(arrival: Arrival, by: Actor, now: datetime) -> UUID:
    """Open a patient's file in the importing house, usable at once, or bring it up to date."""
    resource = arrival.resource
    described = {
        "name": _name(resource, "IDE") or _name(resource) or _UNNAMED,
        "name_latin": _latin(resource),
        "sex": resource.get("gender", "unknown"),
        "birth_on": _birth(resource, now),
    }
    assert by.organisation_id is not None
    if not arrival.known:
        Person.objects.create(id=arrival.record_id, organisation_id=by.organisation_id, **described)
        access.relate(
            viewer_id=by.organisation_id, person_id=arrival.record_id, kind="keeper", scopes=ALL_SCOPES, now=now
        )
    else:
        _same_person(arrival, described)
        Person.objects.filter(id=arrival.record_id).update(**described)
    return arrival.record_id


_UNNAMED = "?"


def _same_person(arrival: Arrival, described: Mapping[str, Any]) -> None:
    """Refuse to mix two people: an id with another name *and* another birth date is another sender's."""
    standing = Person.objects.filter(id=arrival.record_id).values("name", "birth_on").first()
    if standing and standing["name"] != described["name"] and standing["birth_on"] != described["birth_on"]:
        raise Malformed(
            "Patient.id", "is already somebody else's here; if two systems number alike, name the sender with --system"
        )


def practitioner(arrival: Arrival, by: Actor, now: datetime) -> None:
    """A professional as others name them; without an account, and not to be booked before a house employs them."""
    assert by.organisation_id is not None
    name = _name(arrival.resource) or _UNNAMED
    title = str(at(arrival.resource, ("qualification", 0, "code", "text")) or "")
    if not arrival.known:
        Person.objects.create(
            id=arrival.record_id,
            organisation_id=by.organisation_id,
            name=name[:120],
            name_latin=_latin(arrival.resource),
            sex=arrival.resource.get("gender", "unknown"),
            birth_on=_birth(arrival.resource, now),
        )
        Practitioner.objects.create(
            id=arrival.record_id,
            person_id=arrival.record_id,
            organisation_id=by.organisation_id,
            name=name[:120],
            name_en=_latin(arrival.resource)[:120],
            title=title[:80],
        )
    else:
        Practitioner.objects.filter(id=arrival.record_id).update(name=name[:120], title=title[:80])


def organisation(arrival: Arrival, by: Actor, now: datetime) -> None:
    """A house as a draft under the importing house's review; it can sell nothing before somebody has checked it."""
    name = arrival.resource.get("name") or next(iter(arrival.resource.get("alias", ())), None) or _UNNAMED
    if not arrival.known:
        Organisation.objects.create(
            id=arrival.record_id, registrar_id=by.organisation_id, name=name[:200], kinds=[], state="draft"
        )
    else:
        Organisation.objects.filter(id=arrival.record_id, state="draft").update(name=name[:200])


def location(arrival: Arrival, by: Actor, now: datetime) -> None:
    """A place as a draft of its own, with its position on the map."""
    organisation(arrival, by, now)
    latitude, longitude = (at(arrival.resource, ("position", each)) for each in ("latitude", "longitude"))
    if latitude is None or longitude is None:
        return
    if not -90 <= latitude <= 90:
        raise Malformed("Location.position.latitude", "must lie between -90 and 90")
    if not -180 <= longitude <= 180:
        raise Malformed("Location.position.longitude", "must lie between -180 and 180")
    Organisation.objects.filter(id=arrival.record_id, state="draft").update(
        latitude=round(latitude, 6), longitude=round(longitude, 6)
    )


def role(arrival: Arrival, by: Actor, now: datetime) -> None:
    """A contract elsewhere gives no rights here; it is kept as it came."""


TAKE: dict[str, Callable[[Arrival, Actor, datetime], Any]] = {
    "Organization": organisation,
    "Location": location,
    "Patient": person,
    "Practitioner": practitioner,
    "PractitionerRole": role,
}


def _name(resource: Mapping[str, Any], representation: str = "") -> str:
    """The official or first name, as written or put together; with `representation`, the one in that script."""
    names = [name for name in resource.get("name", ()) if name.get("use") not in ("old", "maiden")]
    if representation:
        names = [name for name in names if _representation(name) == representation]
    names.sort(key=lambda name: name.get("use") not in ("official", "usual", None))
    for name in names:
        if said := name.get("text") or _put_together(name):
            return str(said)[:120]
    return ""


def _put_together(name: Mapping[str, Any]) -> str:
    family, given = name.get("family", ""), [part for part in name.get("given", ()) if part]
    if family and all(_is_han(part) for part in (family, *given)):
        return str(family) + "".join(given)
    return " ".join([*given, family]).strip()


def _is_han(text: str) -> bool:
    return all("\u3400" <= sign <= "\u9fff" or sign > "\U00020000" for sign in text)


def _latin(resource: Mapping[str, Any]) -> str:
    for representation in ("SYL", "ABC"):
        if said := _name(resource, representation):
            return said
    plain = _name(resource)
    return plain if plain.isascii() else ""


def _representation(name: Mapping[str, Any]) -> str:
    url = "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation"
    return str(next((each.get("valueCode") for each in name.get("extension", ()) if each.get("url") == url), ""))


def _birth(resource: Mapping[str, Any], now: datetime) -> date | None:
    """A birth date only when the whole day is known."""
    if not resource.get("birthDate"):
        return None
    born = times.read(resource["birthDate"])
    path = f"{resource['resourceType']}.birthDate"
    if born.at > now:
        raise Malformed(path, "lies in the future")
    if born.at < datetime(now.year - 131, 1, 1, tzinfo=UTC):
        raise Malformed(path, "lies more than 130 years back")
    return born.at.date() if born.precision == "day" else None
