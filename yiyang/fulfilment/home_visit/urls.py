"""Addresses of home visits, below `/home-visit/`; the worker's phone has its own below `/home-visit/phone/`."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from yiyang.fulfilment.home_visit.pages import booking, lists, ordering, working

app_name = "home_visit"
urlpatterns: list[URLPattern | URLResolver] = [
    path("choose/<uuid:service_id>", booking.choose, name="choose"),
    path("series/<uuid:series_id>", booking.series, name="series"),
    path("series/<uuid:series_id>/move", booking.move_series, name="move_series"),
    path("requests", ordering.requests, name="my_requests"),
    path("requests/<uuid:person_id>", ordering.requests, name="requests"),
    path("requests/<uuid:request_id>/revoke", ordering.revoke, name="revoke"),
    path("order/<uuid:person_id>", ordering.order, name="order"),
    path("assessments/<uuid:person_id>", ordering.assessments, name="assessments"),
    path("board", working.board, name="board"),
    path("board/propose", working.propose, name="propose"),
    path("rounds", working.rounds, name="rounds"),
    path("pictures/<uuid:picture_id>", working.picture, name="picture"),
    path("lists", lists.lists, name="lists"),
    path("lists/<str:province>/<str:code>", lists.item, name="item"),
    path("offered", lists.offered, name="offered"),
    path("offered/undertake", lists.undertake, name="undertake"),
    path("offered/consumable", lists.consumable, name="consumable"),
    path("offered/terms", lists.terms, name="terms"),
    path("<uuid:order_id>", booking.show, name="show"),
    path("<uuid:order_id>/cancel", booking.cancel, name="cancel"),
    path("<uuid:order_id>/move", booking.move, name="move"),
    path("<uuid:order_id>/calendar.ics", booking.calendar, name="calendar"),
    path("<uuid:order_id>/nobody-came", booking.nobody_came, name="nobody_came"),
    path("<uuid:order_id>/assign", working.assign, name="assign"),
    path("<uuid:order_id>/work", working.work, name="work"),
    path("<uuid:order_id>/not-at-home", working.not_at_home, name="not_at_home"),
]

PHONE = "yiyang.fulfilment.home_visit.phone"
if find_spec(PHONE) and find_spec(f"{PHONE}.urls"):
    urlpatterns.append(path("phone/", include(f"{PHONE}.urls")))
