"""Addresses of the worker's phone, below `/home-visit/phone/`."""

from __future__ import annotations

from django.urls import path

from yiyang.fulfilment.home_visit.phone import pages

urlpatterns = [
    path("", pages.today, name="phone"),
    path("day", pages.day, name="phone_day"),
    path("hand-in", pages.hand_in, name="phone_hand_in"),
    path("<uuid:order_id>", pages.visit, name="phone_visit"),
    path("<uuid:order_id>/<slug:kind>", pages.enter, name="phone_enter"),
]
