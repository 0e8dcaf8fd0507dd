"""Who and where: patients, practitioners, houses and places, which every other resource refers to.

They are taken first, whichever file they stand in, so that the second reading can point at them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from yiyang.care.records.fhir import times
from yiyang.care.records.fhir.structure import Malformed
from yiyang.care.records.imports.clinical import at
from yiyang.foundation.actors import Actor
from yiyang.ground.people import services as people
from yiyang.ground.people.errors import IdentityTaken, WrongPhone
from yiyang.ground.people.services import ContactGiven, IdentityGiven
from yiyang.ground.places import services as places

TYPES = ("Organization", "Location", "Patient", "Practitioner", "PractitionerRole")
"""In the order they are taken: a house before its places, a person before their role."""


MAPPED = frozenset(TYPES) - {"PractitionerRole"}
"""A contract elsewhere gives no rights here, only a house does: a role is kept as it came, and others may name it."""


class Arrival(NamedTuple):
    """One directory resource on its way in."""

    resource: Mapping[str, Any]
    record_id: UUID
    source: str  # where it came from, with its id there
    before: Mapping[str, Any] | None  # what stood until now

    @property
    def known(self) -> bool:
        return self.before is not None


def person(arrival: Arrival, by: Actor, now: datetime) -> None:
    """Open a patient's file in the importing house, usable at once, or bring it up to date."""
    described = _described(arrival.resource, now) | {
        "deceased_at": _deceased(arrival.resource, now),
        "address": _address(arrival.resource.get("address") or ())[:200],
        "language": _language(arrival.resource),
    }
    if arrival.known:
        _same_person(arrival, described, by)
        people.describe_person(by=by, now=now, person_id=arrival.record_id, **described)
    else:
        people.register_person(by=by, now=now, person_id=arrival.record_id, source=arrival.source, **described)
    for identity in _identities(arrival.resource):
        with suppress(IdentityTaken), transaction.atomic():  # somebody else's file bears it: merging is for people
            people.add_identity(by=by, now=now, person_id=arrival.record_id, identity=identity)
    for contact in _contacts(arrival.resource):
        with suppress(WrongPhone), transaction.atomic():  # such a number reaches nobody; it stays in the kept words
            people.add_contact(by=by, now=now, person_id=arrival.record_id, contact=contact)


UNNAMED = "?"


def _described(resource: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "name": (_name(resource, "IDE") or _name(resource) or UNNAMED)[:120],
        "name_latin": _latin(resource)[:160],
        "sex": resource.get("gender", "unknown"),
        "birth_on": _birth(resource, now),
    }


def _same_person(arrival: Arrival, described: Mapping[str, Any], by: Actor) -> None:
    """Refuse to mix two people: an id with another name *and* another birth date is another sender's."""
    standing = arrival.before
    if (
        standing
        and _name(standing) != described["name"]
        and standing.get("birthDate") != arrival.resource.get("birthDate")
    ):
        raise Malformed(
            "Patient.id", "is already somebody else's here; if two systems number alike, name the sender with --system"
        )


def practitioner(arrival: Arrival, by: Actor, now: datetime) -> None:
    """A professional as others name them; without an account or a role, which only a house can give."""
    described = _described(arrival.resource, now)
    if arrival.known:
        people.describe_person(by=by, now=now, person_id=arrival.record_id, **described)
        return
    people.register_person(by=by, now=now, person_id=arrival.record_id, source=arrival.source, **described)
    people.register_practitioner(
        by=by,
        now=now,
        person_id=arrival.record_id,
        practitioner_id=arrival.record_id,
        name=described["name"],
        name_en=described["name_latin"][:120],
        title=str(at(arrival.resource, ("qualification", 0, "code", "text")) or "")[:80],
    )


def organisation(arrival: Arrival, by: Actor, now: datetime) -> None:
    """A house as a draft under the importing house's review; it can sell nothing before somebody has checked it."""
    resource = arrival.resource
    name = resource.get("name") or next(iter(resource.get("alias", ())), None) or UNNAMED
    address = resource.get("address") or []  # a Location has one, an Organization a list
    at_least_one = address if isinstance(address, list) else [address]
    described = {
        "name": name[:200],
        "address": _address(at_least_one)[:200],
        "phone": next((_words(each) for each in resource.get("telecom", ()) if each.get("system") == "phone"), "")[:20],
        **_position(resource),
    }
    if arrival.known:
        places.describe_organisation(by=by, now=now, organisation_id=arrival.record_id, **described)
    else:
        places.register_organisation(
            by=by, now=now, organisation_id=arrival.record_id, source=arrival.source, kinds=(), **described
        )


def _position(resource: Mapping[str, Any]) -> dict[str, Any]:
    latitude, longitude = (at(resource, ("position", each)) for each in ("latitude", "longitude"))
    if latitude is None or longitude is None:
        return {}
    if not -90 <= latitude <= 90:
        raise Malformed("Location.position.latitude", "must lie between -90 and 90")
    if not -180 <= longitude <= 180:
        raise Malformed("Location.position.longitude", "must lie between -180 and 180")
    return {"latitude": round(Decimal(latitude), 6), "longitude": round(Decimal(longitude), 6)}


TAKE: dict[str, Callable[[Arrival, Actor, datetime], Any]] = {
    "Organization": organisation,
    "Location": organisation,
    "Patient": person,
    "Practitioner": practitioner,
    "PractitionerRole": lambda arrival, by, now: None,
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


def _deceased(resource: Mapping[str, Any], now: datetime) -> datetime | None:
    if not resource.get("deceasedDateTime"):
        return None
    died = times.read(resource["deceasedDateTime"]).at
    if died > now:
        raise Malformed("Patient.deceasedDateTime", "lies in the future")
    return died


def _address(addresses: Iterable[Mapping[str, Any]]) -> str:
    """The first address that is not an old one, in one line."""
    for each in addresses:
        if each.get("use") != "old":
            parts = [*each.get("line", ()), each.get("district"), each.get("city"), each.get("state")]
            return str(each.get("text") or ", ".join(part for part in parts if part))
    return ""


def _language(resource: Mapping[str, Any]) -> str:
    """One of the two languages we write in: English for whoever speaks it and no Chinese."""
    spoken = [
        str(coding.get("code", "")).lower()
        for each in resource.get("communication", ())
        for coding in each.get("language", {}).get("coding", ())
    ]
    if any(code.startswith(("zh", "cmn")) for code in spoken) or not spoken:
        return "zh-hans"
    return "en"


_CHINESE = ("urn:oid:2.16.156.10011.1.3", "http://www.nhc.gov.cn/identity")


def _identities(resource: Mapping[str, Any]) -> Iterator[IdentityGiven]:
    """What identifies a patient: the Chinese number checked by its digit, anything else as its issuer wrote it."""
    for each in resource.get("identifier", ()):
        system, number = each.get("system", ""), each.get("value", "")
        if not number or each.get("use") == "old":
            continue
        if system in _CHINESE:
            yield IdentityGiven("cn-identity", number)
        elif system:
            yield IdentityGiven("other", number, issuer=system[:120])


_USES = {"home": "home", "work": "work", "mobile": "mobile", "old": "old", "temp": "home"}


def _contacts(resource: Mapping[str, Any]) -> Iterator[ContactGiven]:
    for each in resource.get("telecom", ()):
        if each.get("system") in ("phone", "email") and _words(each):
            yield ContactGiven(each["system"], _words(each), use=_USES.get(each.get("use", ""), "home"))


def _words(telecom: Mapping[str, Any]) -> str:
    return str(telecom.get("value", ""))


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
