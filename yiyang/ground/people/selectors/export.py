"""Everything this room holds about one person, for the person."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.access import services as access
from yiyang.ground.people.actions import EXPORT
from yiyang.ground.people.ciphers import CONTACT_VALUE, IDENTITY_NUMBER, unseal
from yiyang.ground.people.models import (
    Account,
    CalendarAddress,
    CareSetting,
    CareTeamMember,
    Colleague,
    Contact,
    Identity,
    MergeReason,
    Person,
    RelatedPerson,
)
from yiyang.ground.people.selectors.files import files_of
from yiyang.ground.people.selectors.reach import account_phone


def export_person(viewer: Actor, person_id: UUID, now: datetime) -> dict[str, Any]:
    """A JSON-ready copy of the person's own tables, numbers in full; only for the person. Raises Unknown."""
    access.require(viewer, EXPORT, now=now, person_id=person_id)
    files = files_of(viewer, person_id)
    people = list(Person.objects.filter(id__in=files))
    if not people:
        raise Unknown
    account = Account.objects.filter(person_id__in=files).first()
    return {
        "files": [_person(person) for person in people],
        "identities": [
            {"kind": row.kind, "issuer": row.issuer, "valid_until": _text(row.valid_until),
             "number": unseal(row.number_sealed, place=IDENTITY_NUMBER, row_id=row.id)}
            for row in Identity.objects.filter(person_id__in=files).order_by("added_at", "id")
        ],
        "contacts": [
            {
                "system": row.system,
                "use": row.use,
                "value": unseal(row.value_sealed, place=CONTACT_VALUE, row_id=row.id),
                "added_at": _text(row.added_at),
                "ended_at": _text(row.ended_at),
            }
            for row in Contact.objects.filter(person_id__in=files).order_by("added_at", "id")
        ],
        "family": [
            {"name": row.name, "relationship": row.relationship, "guardian": row.guardian, "proof": row.proof,
             "scopes": row.scopes, "starts_at": _text(row.starts_at), "ends_at": _text(row.ends_at)}
            for row in RelatedPerson.objects.filter(person_id__in=files).order_by("starts_at", "id")
        ],
        "calendar_addresses": [
            {"calendar": row.calendar, "made_at": _text(row.made_at), "ended_at": _text(row.ended_at)}
            for row in CalendarAddress.objects.filter(person_id=person_id).order_by("made_at", "id")
        ],
        "care_settings": [
            {"kind": row.kind, "responsible": str(row.responsible_id or ""), "from": _text(row.during.lower),
             "until": _text(row.during.upper)}
            for row in CareSetting.objects.filter(person_id__in=files).order_by("recorded_at", "id")
        ],
        "care_team": [
            {"house": str(row.member_id), "role": row.role, "scopes": row.scopes,
             "starts_at": _text(row.starts_at), "ends_at": _text(row.ends_at)}
            for row in CareTeamMember.objects.filter(person_id__in=files).order_by("starts_at", "id")
        ],
        "colleague": [
            {"house": str(row.organisation_id), "name": row.name, "name_en": row.name_en}
            for row in Colleague.objects.filter(person_id__in=files).order_by("organisation_id")
        ],
        "files_joined": [
            {"deed": row.deed, "reason": row.reason, "at": _text(row.at)}
            for row in MergeReason.objects.filter(person_id__in=files).order_by("at", "id")
        ],
        "account": {
            "username": account.username, "email": account.email, "phone": account_phone(account),
            "language": account.language,
        } if account else None,
    }  # fmt: skip


def _person(person: Person) -> dict[str, Any]:
    fields = (
        "name", "name_latin", "sex", "birth_on", "deceased_at", "language", "zone", "address", "latitude", "longitude",
        "living_ability", "diet", "belief", "insurer", "registered_at",
    )  # fmt: skip
    return {"id": str(person.id), **{field: _text(getattr(person, field)) for field in fields}}


def _text(value: object) -> Any:
    return value if value is None or isinstance(value, (str, list)) else str(value)
