"""Addresses of home visits, below `/home-visit/`; the worker's phone has its own below `/home-visit/phone/`."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

app_name = "home_visit"
urlpatterns: list[URLPattern | URLResolver] = []

PHONE = "yiyang.fulfilment.home_visit.phone"
if find_spec(PHONE) and find_spec(f"{PHONE}.urls"):
    urlpatterns.append(path("phone/", include(f"{PHONE}.urls")))
