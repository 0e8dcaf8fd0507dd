"""Every address. Rooms bring their own; nothing here knows what they do."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("allauth.account.urls")),
    path("account/", include("allauth.mfa.urls")),
    path("", include("yiyang.doors.web.urls")),
]
