"""One transaction per request, one pair of eyes per transaction, one answer per refusal."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from allauth.core.exceptions import RateLimited
from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from yiyang.doors.web.refusing import refused_page
from yiyang.foundation import clock
from yiyang.foundation.actors import ANONYMOUS, Actor
from yiyang.foundation.errors import Refused, SignInNeeded
from yiyang.ground.access import services as access
from yiyang.ground.access.context import acting_as
from yiyang.ground.people.errors import TooOften
from yiyang.ground.people.sign_in.acting import actor_in_session

# Django answers these with a page of its own, within the request's transaction.
ANSWERED = (Http404, PermissionDenied, BadRequest)

Answer = Callable[[HttpRequest], HttpResponseBase]
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:{tiles}; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


class NothingKept(RuntimeError):
    """Something below swallowed a fault of the database: the page says done, and the transaction is lost."""


class OneTransaction:
    """Wrap the whole request, page rendering included, in one transaction; roll it back when the page failed.

    ATOMIC_REQUESTS would end before a lazily rendered page runs its queries; they would come back empty.
    A refusal of a known caller is noted after the rollback, in a transaction of its own. A page that was drawn in a
    transaction already lost (the session library answers 400 when the database dies under it) becomes a 500, so that
    nobody takes it for an answer.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with transaction.atomic():
            response = self.get_response(request)
            refusal = getattr(request, "refused", None)
            if response.status_code >= 500 or refusal is not None or getattr(request, "answered", False):
                transaction.set_rollback(True)
            elif transaction.get_rollback() or connection.closed_in_transaction:
                raise NothingKept
        if refusal is not None:
            note(request, refusal)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, ANSWERED):
            request.answered = True  # type: ignore[attr-defined]  # Django's page for it asks the database; undo later
        else:
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
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy())
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if isinstance(exception, RateLimited):  # the sign-in library's own limit
            exception = TooOften()
        if not isinstance(exception, Refused):
            return None
        request.refused = exception  # type: ignore[attr-defined]
        if isinstance(exception, SignInNeeded) and request.method == "GET":
            return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
        called = request.path == reverse("help")
        page = refused_page(exception, gettext(exception.sentence), called=called)
        return render(request, "web/refused.html", {"page": page}, status=exception.status)


def policy() -> str:
    """The content policy of every page; pictures may also come from the tile server of the settings."""
    asked = urlsplit(settings.MAP_TILES)
    origin = f" {asked.scheme}://{asked.netloc.replace('{s}', '*')}" if asked.netloc else ""
    return POLICY.format(tiles=origin)


def note(request: HttpRequest, refusal: Refused) -> None:
    """Write the refusal down for a known caller: the code and the address pattern, never what was typed."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    if actor.person_id is None or request.resolver_match is None:
        return
    now = request.now  # type: ignore[attr-defined]
    with acting_as(actor, now), transaction.atomic():
        access.note_refusal(
            by=actor, now=now, code=refusal.code, field=refusal.field or "", path=request.resolver_match.route
        )


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in person, acting for the organisation chosen in the session while they hold a role there."""
    person_id = getattr(request.user, "person_id", None)
    if person_id is None:
        return ANONYMOUS
    return actor_in_session(person_id, request.session.get("organisation"), request.now)  # type: ignore[attr-defined]
