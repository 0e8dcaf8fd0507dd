"""For which house does somebody act, and for whom? Chosen in the session, proved by a role at every request."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from yiyang.foundation.actors import Actor
from yiyang.ground.access import selectors as access


def actor_in_session(person_id: UUID, chosen: object, now: datetime) -> Actor:
    """The person acting for the chosen house if they hold a role there at `now`, else for themselves.

    The check is here and not only at the choice: a role that ended must not leave its eyes behind in a session.
    """
    if isinstance(chosen, str) and chosen:
        try:
            house = UUID(chosen)
        except ValueError:
            return Actor.person(person_id)
        if access.roles_of(person_id, house, now):
            return Actor.person(person_id, house)
    return Actor.person(person_id)


class Request(HttpRequest):
    """What the door adds to a request: who asks, and the instant it was read."""

    actor: Actor
    now: datetime


def person_of(request: Request) -> UUID | None:
    """For whom: named in the form or address, else whom the reader looks after, else the reader.

    A name is only a wish: whether the reader may act for that person is decided where something is done.
    """
    chosen = request.POST.get("person") or request.GET.get("person") or request.session.get("subject")
    try:
        return UUID(chosen) if chosen else request.actor.person_id
    except ValueError:
        return None
