"""What every page of home visits asks of its request."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.views.decorators.http import require_http_methods

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import SignInNeeded

read_or_send = require_http_methods(["GET", "HEAD", "POST"])


class Request(HttpRequest):
    """What the door adds to a request: who asks, and the instant it was read."""

    actor: Actor
    now: datetime


def person_of(request: Request) -> UUID | None:
    """For whom: named by a desk in the form or address, else whom the reader looks after, else the reader."""
    named = (request.POST.get("person") or request.GET.get("person")) if request.actor.organisation_id else None
    chosen = named or request.session.get("subject")
    try:
        return UUID(chosen) if chosen else request.actor.person_id
    except ValueError:
        return None


def person_needed(request: Request) -> UUID:
    """The same, for a page that is about somebody. Raises SignInNeeded when it is for nobody."""
    person_id = person_of(request)
    if person_id is None:
        raise SignInNeeded
    return person_id
