"""Addresses of appointments, below `/appointment/`."""

from __future__ import annotations

from django.urls import path

from yiyang.fulfilment.appointment import pages

app_name = "appointment"
urlpatterns = [
    path("choose/<uuid:service_id>", pages.choose, name="choose"),
    path("watch/<uuid:service_id>", pages.watch, name="watch"),
    path("desk", pages.desk, name="desk"),
    path("list", pages.my_list, name="list"),
    path("session/<uuid:session_id>/call-next", pages.call_next, name="call_next"),
    path("<uuid:order_id>", pages.show, name="show"),
    path("<uuid:order_id>/pay", pages.pay, name="pay"),
    path("<uuid:order_id>/cancel", pages.cancel, name="cancel"),
    path("<uuid:order_id>/retake", pages.retake, name="retake"),
    path("<uuid:order_id>/move", pages.move, name="move"),
    path("<uuid:order_id>/calendar.ics", pages.calendar, name="calendar"),
    path("<uuid:order_id>/check-in", pages.check_in, name="check_in"),
    path("<uuid:order_id>/no-show", pages.no_show, name="no_show"),
    path("<uuid:order_id>/see", pages.see, name="see"),
    path("<uuid:order_id>/finish", pages.finish, name="finish"),
]
