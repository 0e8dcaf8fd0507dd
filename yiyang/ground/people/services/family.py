"""Let relatives in, each scope by name, and out again at once (R06)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid, Unknown
from yiyang.foundation.events import publish
from yiyang.ground.access import services as access
from yiyang.ground.access.actions import FAMILY_SCOPES
from yiyang.ground.access.errors import UnknownScope
from yiyang.ground.people.actions import GRANT_FAMILY, RECORD_GUARDIAN
from yiyang.ground.people.errors import GrantToOneself, NotTheirs, ProofMissing, RelativeUnknown
from yiyang.ground.people.events import FamilyGranted, FamilyWithdrawn
from yiyang.ground.people.models import Account, Person, RelatedPerson
from yiyang.ground.people.models.family import PROOFS, RELATIONSHIPS
from yiyang.ground.trust import services as trust

FAMILY = "family"


@transaction.atomic
def grant_family(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    relative_id: UUID,
    relationship: str,
    scopes: Iterable[str],
    name: str = "",
    proof: str = "declared",
    proof_digest: str = "",
    ends_at: datetime | None = None,
) -> RelatedPerson:
    """Let a relative do exactly `scopes` from now on; granting again replaces the scopes.

    Only the person or a recorded guardian decides. `name` is what the elder calls the relative. Raises NotTheirs
    (Unknown for a stranger), GrantToOneself, RelativeUnknown, UnknownScope.
    """
    _decides(by, now, person_id, relative_id)
    wanted = _checked_scopes(scopes)
    if relationship not in RELATIONSHIPS or proof not in PROOFS:
        raise Invalid(field="relationship", reason=", ".join(RELATIONSHIPS + PROOFS))
    if ends_at is not None and ends_at <= now:
        raise Invalid(field="ends_at", reason="past")
    related = _write(
        by, now, (person_id, relative_id),
        {"name": name.strip(), "relationship": relationship, "proof": proof, "proof_digest": proof_digest,
         "scopes": wanted, "ends_at": ends_at},
    )  # fmt: skip
    _relate(related, now)
    _record("family.granted", by, now, related)
    publish(FamilyGranted(related.id, person_id, relative_id, tuple(wanted), now))
    return related


@transaction.atomic
def withdraw_family(
    *, by: Actor, now: datetime, person_id: UUID, relative_id: UUID, scopes: Iterable[str] | None = None
) -> None:
    """Take back some scopes, or (None) everything; it holds from this instant. A relative may leave by themselves.

    Withdrawing what was not granted changes nothing.
    """
    if by.person_id != relative_id:
        _decides(by, now, person_id, relative_id)
    related = _standing(person_id, relative_id, now)
    if related is None:
        return
    left = [] if scopes is None else sorted(set(related.scopes) - set(scopes))
    if left == related.scopes:
        return
    if left:
        related.scopes = left
        related.save(update_fields=["scopes"])
        _relate(related, now)
    else:
        _end(related, now)
    _record("family.withdrawn", by, now, related)
    publish(FamilyWithdrawn(related.id, person_id, relative_id, now))


@transaction.atomic
def record_guardian(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    guardian_id: UUID,
    name: str,
    proof: str,
    proof_digest: str,
    ends_at: datetime | None = None,
) -> RelatedPerson:
    """Write down who the law lets decide for the person; the clerk has seen the paper (its SHA-256 is kept).

    Raises ProofMissing, GrantToOneself when the clerk is the guardian, RelativeUnknown.
    """
    access.require(by, RECORD_GUARDIAN, now=now, person_id=person_id)
    if guardian_id in (by.person_id, person_id) or by.person_id is None:
        raise GrantToOneself(field="guardian")
    if proof not in ("notarised", "court-order") or len(proof_digest) != 64:
        raise ProofMissing(field="proof")
    related = _write(
        by, now, (person_id, guardian_id),
        {"name": name.strip(), "relationship": "GUARD", "proof": proof, "proof_digest": proof_digest, "guardian": True,
         "scopes": sorted(FAMILY_SCOPES), "ends_at": ends_at},
    )  # fmt: skip
    _relate(related, now)
    _record("guardian.recorded", by, now, related)
    publish(FamilyGranted(related.id, person_id, guardian_id, tuple(related.scopes), now))
    return related


@transaction.atomic
def end_guardian(*, by: Actor, now: datetime, person_id: UUID, guardian_id: UUID) -> None:
    """The guardianship is over; ending it twice changes nothing."""
    access.require(by, RECORD_GUARDIAN, now=now, person_id=person_id)
    related = _standing(person_id, guardian_id, now)
    if related is None or not related.guardian:
        return
    _end(related, now)
    _record("guardian.ended", by, now, related)
    publish(FamilyWithdrawn(related.id, person_id, guardian_id, now))


def _decides(by: Actor, now: datetime, person_id: UUID, relative_id: UUID) -> None:
    """Refuse everyone but the person and a recorded guardian, and a grant to the one who grants."""
    if by.person_id is None or by.kind != "person" or not _may_decide(by, now, person_id):
        if Person.objects.filter(id=person_id).exists():
            raise NotTheirs
        raise Unknown
    if relative_id in (by.person_id, person_id):
        raise GrantToOneself(field="relative")


def _may_decide(by: Actor, now: datetime, person_id: UUID) -> bool:
    if access.may(by, GRANT_FAMILY, now=now, person_id=person_id) is not None:
        return True
    return (
        RelatedPerson.objects.filter(person_id=person_id, relative_id=by.person_id, guardian=True, starts_at__lte=now)
        .filter(Q(ends_at=None) | Q(ends_at__gt=now))
        .exists()
    )


def _checked_scopes(scopes: Iterable[str]) -> list[str]:
    wanted = sorted(set(scopes))
    for scope in wanted:
        if scope not in FAMILY_SCOPES:
            raise UnknownScope(field="scopes", scope=scope)
    if not wanted:
        raise Invalid(field="scopes", reason="0")
    return wanted


def _write(by: Actor, now: datetime, pair: tuple[UUID, UUID], facts: dict[str, object]) -> RelatedPerson:
    person_id, relative_id = pair
    # The relative's own file is not the elder's to read; that they sign in is enough to know they exist.
    if not Account.objects.filter(person_id=relative_id, is_active=True).exists():
        raise RelativeUnknown(field="relative")
    facts["granted_by_id"] = by.person_id
    related = _standing(person_id, relative_id, now)
    if related is None:
        return RelatedPerson.objects.create(
            person_id=person_id, relative_id=relative_id, organisation_id=by.organisation_id, starts_at=now, **facts
        )
    if not facts["name"]:
        del facts["name"]
    for field, value in facts.items():
        setattr(related, field, value)
    related.save(update_fields=list(facts))
    return related


def _standing(person_id: UUID, relative_id: UUID, now: datetime) -> RelatedPerson | None:
    live = Q(ends_at=None) | Q(ends_at__gt=now)
    return RelatedPerson.objects.filter(live, person_id=person_id, relative_id=relative_id).first()


def _relate(related: RelatedPerson, now: datetime) -> None:
    access.relate(
        viewer_id=related.relative_id,
        person_id=related.person_id,
        kind=FAMILY,
        scopes=related.scopes,
        now=now,
        ends_at=related.ends_at,
        source_id=related.id,
    )


def _end(related: RelatedPerson, now: datetime) -> None:
    # the row first: once the relation is gone, a relative who leaves can no longer write it
    related.ends_at = now
    related.save(update_fields=["ends_at"])
    access.unrelate(now=now, source_id=related.id)


def _record(kind: str, by: Actor, now: datetime, related: RelatedPerson) -> None:
    trust.record(
        kind,
        by=by,
        now=now,
        subject_id=related.person_id,
        payload={
            "related": str(related.id),
            "relative": str(related.relative_id),
            "relationship": related.relationship,
            "proof": related.proof,
            "scopes": related.scopes,
        },
    )
