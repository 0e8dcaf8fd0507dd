"""The desk's board, the worker's list, and one visit written up at a desk."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yiyang.face.deeds import shown
from yiyang.foundation.errors import Conflict
from yiyang.fulfilment.home_visit import services as visits
from yiyang.fulfilment.home_visit.forms import AssignForm, WorkForm
from yiyang.fulfilment.home_visit.pages.asking import Request, read_or_send
from yiyang.fulfilment.home_visit.screens.working import assign_page, board_page, house_of, rounds_page, work_page
from yiyang.fulfilment.home_visit.selectors.board import waiting_at
from yiyang.fulfilment.home_visit.selectors.pictures import picture_of
from yiyang.fulfilment.home_visit.services import Answer, Entry


@require_safe
def board(request: Request) -> HttpResponse:
    """Every visit of the house on a day."""
    page = board_page(request.actor, request.now, day=request.GET.get("day", ""))
    return shown(request, "home_visit/day.html", page)


@require_safe
def rounds(request: Request) -> HttpResponse:
    """Whom the worker visits on a day."""
    page = rounds_page(request.actor, request.now, day=request.GET.get("day", ""))
    return shown(request, "home_visit/day.html", page)


@require_POST
def propose(request: Request) -> HttpResponse:
    """Send the first who can go to everything that waits."""
    by, now = request.actor, request.now
    waiting = [line.order_id for line in waiting_at(by, house_of(by), now)]
    visits.assign_waiting(by=by, now=now, order_ids=waiting)
    return redirect("home_visit:board")


@read_or_send
def assign(request: Request, order_id: UUID) -> HttpResponse:
    """Who could go, with reasons; sent, it is decided."""
    form = AssignForm(request.POST or None)
    if request.method == "POST" and form.attempt(lambda: decide(request, order_id, form)) is not None:
        return redirect("home_visit:board")
    page = assign_page(request.actor, order_id, request.now, form)
    return shown(request, "home_visit/assign.html", page, form)


def decide(request: Request, order_id: UUID, form: AssignForm) -> bool:
    """The one domain call of the assigning page."""
    said, by, now = form.cleaned_data, request.actor, request.now
    if said["nobody"]:
        visits.unassign(by=by, now=now, order_id=order_id, reason=said["reason"])
    else:
        who = said["practitioner_id"]
        visits.assign(by=by, now=now, order_id=order_id, practitioner_id=who, reason=said["reason"])
    return True


@read_or_send
def work(request: Request, order_id: UUID) -> HttpResponse:
    """One visit written up at a desk: each small form hands in one entry, as a phone would."""
    form = WorkForm(request.POST or None)
    if request.method == "POST" and form.attempt(lambda: enter(request, order_id, form)) is not None:
        return redirect("home_visit:work", order_id)
    page = work_page(request.actor, order_id, request.now, form)
    return shown(request, "home_visit/work.html", page, form)


def enter(request: Request, order_id: UUID, form: WorkForm) -> list[Answer]:
    """Hand in what was typed; a refused or colliding entry comes back to the form, and nothing of it is kept."""
    now = request.now
    key = uuid5(order_id, form.cleaned_data["request_key"])
    entries = [Entry(key=key, kind=form.cleaned_data["kind"], at=now, seq=_seq(now), data=_data(form))]
    if form.cleaned_data["kind"] in ("arrived", "departed"):
        about = {"arrived": "arrival", "departed": "departure"}[form.cleaned_data["kind"]]
        reason = form.cleaned_data["reason"] or _("written up at a desk")
        told = {"about": about, "reason": reason}
        entries.append(Entry(key=uuid5(key, about), kind="exception", at=now, seq=_seq(now) + 1, data=told))
    with transaction.atomic():
        answers = visits.hand_in(by=request.actor, now=now, visit_id=order_id, entries=entries)
        wrong = next((each for each in answers if each.outcome in ("refused", "conflict")), None)
        if wrong is not None:
            raise Conflict(reason=wrong.said or ", ".join(str(value) for value in wrong.stands.values()))
    return answers


def _seq(now: datetime) -> int:
    """A number that grows over the day, so that entries of a desk and of a phone stand in their order."""
    midnight = datetime.combine(now.date(), time(), now.tzinfo)
    return 1_000 + int((now - midnight) / timedelta(seconds=1))


def _data(form: WorkForm) -> dict[str, Any]:
    """The data of an entry, as the kind wants it."""
    said = form.cleaned_data
    value = None if said["value"] is None else float(said["value"])
    wanted: dict[str, dict[str, Any]] = {
        "checked": {"line": said["line"], "done": True},
        "observed": {"code": said["code"], "value": value},
        "used": {"code": said["code"], "count": said["count"] or 1},
        "noted": {"text": said["text"]},
        "assessed": {"fit": said["fit"] == "yes", "needs": said["text"], "risks": said["risks"]},
        "signed": {"name": said["name"], "relation": said["relation"] or "self"},
        "exception": {"about": said["about"], "reason": said["reason"]},
    }
    return wanted.get(said["kind"], {})


@require_POST
def not_at_home(request: Request, order_id: UUID) -> HttpResponse:
    """The worker stood before a closed door."""
    visits.note_not_at_home(by=request.actor, now=request.now, order_id=order_id)
    return redirect("home_visit:rounds")


@require_safe
def picture(request: Request, picture_id: UUID) -> HttpResponse:
    """A photograph or a signature, for whoever may see the visit."""
    found = picture_of(request.actor, picture_id, request.now)
    answer = HttpResponse(found.content, content_type=found.media_type)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
