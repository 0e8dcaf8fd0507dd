"""Give somebody a role in a house for a period, and end it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.access import actions
from yiyang.ground.access.errors import NotAllowed, OwnGrant, PeriodBackwards, UnknownRole
from yiyang.ground.access.models import RoleAssignment
from yiyang.ground.access.roles import roles_of
from yiyang.ground.trust import services as trust

# Roles that reach beyond one house; only an operator of the platform hands them out.
PLATFORM_ROLES = frozenset({actions.OPERATOR, actions.REVIEWER, actions.SUPERVISOR, actions.PRIVACY})


@transaction.atomic
def assign(
    *,
    by: Actor,
    now: datetime,
    holder_id: UUID,
    organisation_id: UUID,
    role: str,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> RoleAssignment:
    """Let `holder_id` act as `role` for the organisation from `starts_at` (default now) until `ends_at`.

    A manager assigns inside the own house; platform roles and other houses need an operator. Asking twice for the
    same live role returns the standing assignment. Raises UnknownRole, OwnGrant, PeriodBackwards, NotAllowed.
    """
    if role not in actions.ALL_ROLES:
        raise UnknownRole(field="role", role=role)
    if by.person_id == holder_id:
        raise OwnGrant(field="holder")
    _check_authority(by, now, organisation_id, role)
    start = starts_at or now
    if ends_at is not None and ends_at <= start:
        raise PeriodBackwards(field="ends_at")
    standing = RoleAssignment.objects.filter(
        holder_id=holder_id, organisation_id=organisation_id, role=role, starts_at__lte=start, ends_at=ends_at
    ).first()
    if standing is not None:
        return standing
    assignment = RoleAssignment.objects.create(
        holder_id=holder_id,
        organisation_id=organisation_id,
        role=role,
        starts_at=start,
        ends_at=ends_at,
        granted_by_id=by.person_id,
    )
    _record("role.assigned", by, now, assignment)
    return assignment


@transaction.atomic
def revoke(*, by: Actor, now: datetime, assignment_id: UUID) -> None:
    """End a role now; ending it twice changes nothing."""
    assignment = RoleAssignment.objects.filter(id=assignment_id).first()
    if assignment is None:
        raise Unknown
    _check_authority(by, now, assignment.organisation_id, assignment.role)
    if assignment.ends_at is not None and assignment.ends_at <= now:
        return
    if assignment.starts_at >= now:
        assignment.delete()
    else:
        assignment.ends_at = now
        assignment.save(update_fields=["ends_at"])
    _record("role.revoked", by, now, assignment)


def _check_authority(by: Actor, now: datetime, organisation_id: UUID, role: str) -> None:
    if by.kind == "system":
        return
    if by.person_id is None or by.organisation_id is None:
        raise NotAllowed
    held = roles_of(by.person_id, by.organisation_id, now)
    if actions.OPERATOR in held:
        return
    if role in PLATFORM_ROLES or by.organisation_id != organisation_id or actions.MANAGER not in held:
        raise NotAllowed


def _record(kind: str, by: Actor, now: datetime, assignment: RoleAssignment) -> None:
    trust.record(
        kind,
        by=by,
        now=now,
        organisation_id=assignment.organisation_id,
        subject_id=assignment.holder_id,
        payload={"role": assignment.role, "assignment": str(assignment.id)},
    )
