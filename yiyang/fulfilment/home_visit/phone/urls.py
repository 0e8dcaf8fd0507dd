"""Addresses of the worker's phone, below `/home-visit/`."""

from __future__ import annotations

from django.urls import path

from yiyang.fulfilment.home_visit.phone import pages

urlpatterns = [
    path("phone", pages.today, name="phone"),
    path("phone/day", pages.day, name="phone_day"),
    path("phone/hand-in", pages.hand_in, name="phone_hand_in"),
    path("phone/<uuid:order_id>", pages.visit, name="phone_visit"),
    path("phone/<uuid:order_id>/<slug:kind>", pages.enter, name="phone_enter"),
]
