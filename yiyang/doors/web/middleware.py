"""One transaction per request, one pair of eyes per transaction, one answer per refusal."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext

from yiyang.foundation import clock
from yiyang.foundation.actors import ANONYMOUS, Actor
from yiyang.foundation.errors import Refused
from yiyang.ground.access.context import acting_as

Answer = Callable[[HttpRequest], HttpResponseBase]


class OneTransaction:
    """Wrap the whole request, page rendering included, in one transaction; roll it back when the page failed.

    ATOMIC_REQUESTS would end before a lazily rendered page runs its queries; they would come back empty.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 500 or getattr(request, "refused", None) is not None:
                transaction.set_rollback(True)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        transaction.set_rollback(True)


class ActingAs:
    """Read the clock once, find out who is asking, and let the database look through their eyes."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.now = clock.now()  # type: ignore[attr-defined]
        request.actor = actor_of(request)  # type: ignore[attr-defined]
        with acting_as(request.actor, request.now):  # type: ignore[attr-defined]
            return self.get_response(request)


class Refusals:
    """The web door's table from refusal to answer: a page that says what happened and what to do."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if not isinstance(exception, Refused):
            return None
        request.refused = exception  # type: ignore[attr-defined]
        sentence = exception.in_words(gettext(exception.sentence))
        return render(request, "web/refused.html", {"sentence": sentence}, status=exception.status)


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in person, acting for the organisation chosen in the session, if any."""
    person_id = getattr(request.user, "person_id", None)
    if person_id is None:
        return ANONYMOUS
    chosen = request.session.get("organisation")
    return Actor.person(person_id, UUID(chosen) if chosen else None)
