"""Addresses of the web door."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from yiyang.doors.web.pages import showing

urlpatterns: list[URLPattern | URLResolver] = [
    path("components", showing.living, name="components"),
    path("language", showing.language, name="language"),
    path("appearance", showing.appearance, name="appearance"),
]
