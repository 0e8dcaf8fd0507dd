"""The pages of the worker's phone: with JavaScript a kept day and a sender, without it plain forms for each step."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Refused, SignInNeeded
from yiyang.fulfilment.home_visit import services as visits
from yiyang.fulfilment.home_visit.phone.reading import Sent, Unreadable, sent, typed
from yiyang.fulfilment.home_visit.phone.screens import day_for, today_page, visit_page
from yiyang.fulfilment.home_visit.phone.stands import stands_said
from yiyang.ground.people.sign_in.device import account_sign, device_key


class Request(HttpRequest):
    """What the door adds to a request: who asks, and the instant it was read."""

    actor: Actor
    now: datetime


@never_cache
@require_safe
def today(request: Request) -> HttpResponse:
    """`/home-visit/phone`: the visits of today, in order."""
    return render(request, "home_visit/phone/today.html", {"page": today_page(request.actor, request.now)})


@never_cache
@require_safe
def visit(request: Request, order_id: UUID) -> HttpResponse:
    """`/home-visit/phone/<visit>`: its steps."""
    page = visit_page(request.actor, order_id, request.now)
    return render(request, "home_visit/phone/visit.html", {"page": page})


@require_POST
def enter(request: Request, order_id: UUID, kind: str) -> HttpResponse:
    """A step as a plain form; a refusal or a conflict comes back with the page."""
    entries = typed(kind, request.POST, request.FILES, request.now)
    answers = visits.hand_in(by=request.actor, now=request.now, visit_id=order_id, entries=entries)
    bad = [answer for answer in answers if answer.outcome in ("refused", "conflict")]
    said = [answer.said or stands_said(answer.stands) for answer in bad]
    if not bad and entries:
        return redirect("home_visit:phone_visit", order_id)
    page = visit_page(request.actor, order_id, request.now, " ".join(said) or gettext("There is nothing entered yet."))
    return render(request, "home_visit/phone/visit.html", {"page": page}, status=422)


@never_cache
@require_safe
def day(request: Request) -> HttpResponse:
    """`/home-visit/phone/day`: what the phone keeps, for whom, and the token it sends with."""
    me = request.actor.person_id
    if me is None:
        return JsonResponse({}, status=401)
    answer = {"account": account_sign(me), "key": device_key(me), "token": get_token(request)}
    told = day_for(request.actor, request.now).as_data()
    return JsonResponse({**answer, "now": request.now.isoformat(), "day": told})


@require_POST
def hand_in(request: Request) -> HttpResponse:
    """`/home-visit/phone/hand-in`: entries of any visits, answered one by one; and the day as it stands afterwards."""
    if request.actor.person_id is None:
        return JsonResponse({}, status=401)
    try:
        entries = sent(json.loads(request.body))
    except (Unreadable, ValueError):
        return JsonResponse({"answers": {}}, status=400)
    answers: dict[str, Any] = {}
    for visit_id, some in groupby(entries, key=lambda each: each.visit_id):
        answers |= _handed(request, visit_id, list(some))
    told = {"now": request.now.isoformat(), "answers": answers}
    return JsonResponse({**told, "day": day_for(request.actor, request.now).as_data()})


def _handed(request: Request, visit_id: UUID, some: list[Sent]) -> dict[str, Any]:
    """One answer an entry; what is refused as a whole (a visit out of reach) is refused for each, and undone."""
    try:
        with transaction.atomic():
            entries = [each.entry for each in some]
            answers = visits.hand_in(by=request.actor, now=request.now, visit_id=visit_id, entries=entries)
    except SignInNeeded:
        raise
    except Refused as refusal:
        said = refusal.in_words(gettext(refusal.sentence))
        return {str(each.entry.key): {"outcome": "refused", "code": refusal.code, "said": said} for each in some}
    return {
        str(answer.key): {
            "outcome": answer.outcome,
            "field": answer.field,
            "code": answer.code,
            "said": answer.said,
            "retry": answer.retry,
            "stands_said": stands_said(answer.stands),
        }
        for answer in answers
    }
