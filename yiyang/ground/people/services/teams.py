"""Form the care team around a person; membership is what lets a house see and write in the file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.access import services as access
from yiyang.ground.access.actions import ALL_SCOPES, CARE, RECORDS, SEE, VITALS
from yiyang.ground.access.errors import UnknownScope
from yiyang.ground.people.actions import KEEP_TEAM
from yiyang.ground.people.models import CareTeam, CareTeamMember, Person, Practitioner
from yiyang.ground.people.selectors.files import kept_file
from yiyang.ground.places import selectors as places
from yiyang.ground.trust import services as trust

CARE_TEAM = "care-team"
USUAL_SCOPES = (SEE, VITALS, RECORDS, CARE)


@transaction.atomic
def join_team(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    member_id: UUID,
    role: str,
    practitioner_id: UUID | None = None,
    scopes: Iterable[str] = USUAL_SCOPES,
    ends_at: datetime | None = None,
    name: str = "照护团队",
    name_en: str = "Care team",
) -> CareTeamMember:
    """Let a house, and in it a named professional, look after the person within `scopes`; the team forms by itself.

    The person, or staff of a house that already cares for them, decides. The same member again returns it.
    """
    person_id = kept_file(person_id)
    person = Person.objects.filter(id=person_id, erased_at=None).first()
    if person is None:
        raise Unknown
    access.require(by, KEEP_TEAM, now=now, person_id=person_id, organisation_id=person.organisation_id)
    wanted = sorted(set(scopes))
    for scope in wanted:
        if scope not in ALL_SCOPES:
            raise UnknownScope(field="scopes", scope=scope)
    _check_member(member_id, practitioner_id)
    keeper = by.organisation_id or person.organisation_id or member_id
    team = _team(person_id, keeper, now, name, name_en)
    standing = CareTeamMember.objects.filter(
        Q(practitioner_id=practitioner_id), team=team, member_id=member_id, role=role, ends_at=None
    ).first()
    if standing is not None and standing.scopes == wanted:
        return standing
    member = standing or CareTeamMember(
        team=team,
        team_organisation_id=team.organisation_id,
        person_id=person_id,
        member_id=member_id,
        practitioner_id=practitioner_id,
        role=role,
        starts_at=now,
    )
    member.scopes, member.ends_at = wanted, ends_at
    member.save()
    access.relate(
        viewer_id=member_id,
        person_id=person_id,
        kind=CARE_TEAM,
        scopes=wanted,
        now=now,
        ends_at=ends_at,
        source_id=member.id,
    )
    _record("team.joined", by, now, member)
    return member


@transaction.atomic
def leave_team(*, by: Actor, now: datetime, member_id: UUID) -> None:
    """A member no longer looks after the person, from this instant; twice changes nothing."""
    member = CareTeamMember.objects.filter(id=member_id).first()
    if member is None:
        raise Unknown
    access.require(by, KEEP_TEAM, now=now, person_id=member.person_id, organisation_id=member.team_organisation_id)
    if member.ends_at is not None and member.ends_at <= now:
        return
    member.ends_at = now
    member.save(update_fields=["ends_at"])
    access.unrelate(now=now, source_id=member.id)
    _record("team.left", by, now, member)


def _team(person_id: UUID, keeper: UUID, now: datetime, name: str, name_en: str) -> CareTeam:
    team, _ = CareTeam.objects.get_or_create(
        person_id=person_id,
        organisation_id=keeper,
        ends_at=None,
        defaults={"name": name, "name_en": name_en, "starts_at": now},
    )
    return team


def _check_member(member_id: UUID, practitioner_id: UUID | None) -> None:
    if not places.named([member_id]):
        raise Unknown
    if practitioner_id is not None and not Practitioner.objects.filter(id=practitioner_id).exists():
        raise Unknown


def _record(kind: str, by: Actor, now: datetime, member: CareTeamMember) -> None:
    trust.record(
        kind,
        by=by,
        now=now,
        subject_id=member.person_id,
        payload={"member": str(member.id), "house": str(member.member_id), "role": member.role},
    )
