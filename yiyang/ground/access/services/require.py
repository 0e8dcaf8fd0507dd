"""May this actor do that? The one decision, and the reason for it.

    nobody need ask (anyone) · the platform itself (system) · oneself (by_self)
    ∨ a live relation of the person acting carries the scope, and it is not withheld
    ∨ the acting organisation stands in a live relation carrying the scope (or wrote the row), and the role allows
    ∨ a live break-glass session
Everything else is refused: about a person with 404, since even that the file exists is not everyone's to know.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import SignInNeeded, Unknown
from yiyang.foundation.identifiers import new_id
from yiyang.ground.access.actions import Action
from yiyang.ground.access.errors import NotAllowed


@dataclass(frozen=True)
class Grant:
    """A yes with its reason: `self`, `family`, `care-team`, `open-order`, `author`, `role`, `break-glass`…"""

    action: str
    reason: str


# One round trip: the roles held in the acting house, the live relations, what is withheld, broken glass.
# Each row: (what, kind or role, scopes).
_FACTS = """
    SELECT 'role', role, NULL::varchar[] FROM access_roleassignment
     WHERE holder_id = %(me)s AND organisation_id = %(house)s
       AND starts_at <= %(now)s AND (ends_at IS NULL OR ends_at > %(now)s)
    UNION ALL
    SELECT CASE WHEN viewer_id = %(me)s THEN 'mine' ELSE 'house' END, kind, scopes FROM access_relation
     WHERE person_id = %(person)s AND viewer_id IN (%(me)s, %(house)s)
       AND starts_at <= %(now)s AND (ends_at IS NULL OR ends_at > %(now)s)
    UNION ALL
    SELECT 'withheld', COALESCE(CASE WHEN viewer_id = %(me)s THEN 'mine' WHEN viewer_id = %(house)s THEN 'house' END,
           'others'), ARRAY[scope] FROM access_consent
     WHERE person_id = %(person)s AND scope = %(scope)s AND (viewer_id IS NULL OR viewer_id IN (%(me)s, %(house)s))
       AND starts_at <= %(now)s AND (ends_at IS NULL OR ends_at > %(now)s)
    UNION ALL
    SELECT 'glass', reason_code, NULL FROM access_breakglass
     WHERE person_id = %(person)s AND viewer_id = %(me)s AND starts_at <= %(now)s AND ends_at > %(now)s
"""
TREATING = frozenset({"keeper", "care-team", "open-order"})


def may(
    by: Actor, action: Action, *, now: datetime, person_id: UUID | None = None, organisation_id: UUID | None = None
) -> Grant | None:
    """The grant, or None. `organisation_id` names the house whose rows are touched (the author, the provider)."""
    if action.anyone:
        return Grant(action.code, "anyone")
    if by.kind == "system":
        return Grant(action.code, "system")
    if by.person_id is None:
        return None
    if action.by_self and by.person_id == person_id:
        return Grant(action.code, "self")
    facts = _facts(by, action, now, person_id)
    works_here = bool(action.roles & {kind for what, kind, _ in facts if what == "role"})
    reason = _reason(by, action, facts, works_here=works_here, person_id=person_id, organisation_id=organisation_id)
    return Grant(action.code, reason) if reason else None


def require(
    by: Actor, action: Action, *, now: datetime, person_id: UUID | None = None, organisation_id: UUID | None = None
) -> Grant:
    """The grant, or a refusal.

    Raises SignInNeeded for nobody, Unknown about persons (a stranger learns nothing), NotAllowed about houses. A
    granted action that is marked `logged` leaves a Disclosure unless the person looked at themselves.
    """
    grant = may(by, action, now=now, person_id=person_id, organisation_id=organisation_id)
    if grant is None:
        if by.kind == "anonymous":
            raise SignInNeeded
        if person_id is not None:
            raise Unknown
        raise NotAllowed
    if action.logged and person_id is not None and by.person_id is not None and grant.reason != "self":
        _disclose(by, grant, now, person_id)
    return grant


def _facts(by: Actor, action: Action, now: datetime, person_id: UUID | None) -> list[tuple[str, str, list[str] | None]]:
    with connection.cursor() as cursor:
        cursor.execute(
            _FACTS,
            {
                "me": by.person_id,
                "house": by.organisation_id,
                "person": person_id,
                "scope": action.scope,
                "now": now,
            },
        )
        found: list[tuple[str, str, list[str] | None]] = cursor.fetchall()
    return found


def _reason(
    by: Actor,
    action: Action,
    facts: list[tuple[str, str, list[str] | None]],
    *,
    works_here: bool,
    person_id: UUID | None,
    organisation_id: UUID | None,
) -> str | None:
    same_house = organisation_id is not None and organisation_id == by.organisation_id
    if person_id is None:
        return "role" if works_here and (same_house or organisation_id is None) else None
    withheld = {kind for what, kind, _ in facts if what == "withheld"}
    for what, kind, scopes in facts:
        if what not in ("mine", "house") or action.scope is None or action.scope not in (scopes or ()):
            continue
        if what in withheld or ("others" in withheld and kind not in TREATING):
            continue
        if what == "mine" or works_here:
            return kind
    if works_here and same_house and "house" not in withheld:
        return "author"
    if action.breakable and any(what == "glass" for what, _, _ in facts):
        return "break-glass"
    return None


def _disclose(by: Actor, grant: Grant, now: datetime, person_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO access_disclosure (id, person_id, viewer_id, organisation_id, action, reason, at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [new_id(), person_id, by.person_id, by.organisation_id, grant.action, grant.reason, now],
        )
