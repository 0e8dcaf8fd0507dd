"""Addresses of packages, below `/course/`."""

from __future__ import annotations

from django.urls import path

from yiyang.fulfilment.course import pages

app_name = "course"
urlpatterns = [
    path("buy/<uuid:service_id>", pages.buy, name="buy"),
    path("house", pages.house, name="house"),
    path("house/<uuid:service_id>/withdraw", pages.withdraw, name="withdraw"),
    path("<uuid:order_id>", pages.show, name="show"),
    path("<uuid:order_id>/give-back", pages.give_back, name="give_back"),
]
