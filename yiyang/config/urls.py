"""Every address. Rooms bring their own; nothing here knows what they do."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("allauth.account.urls")),
    path("account/", include("allauth.mfa.urls")),
    path("hooks/", include("yiyang.doors.hooks.urls")),
    path("", include("yiyang.doors.web.urls")),
]

for module in settings.PAYMENT_PROVIDERS:
    adapter = module.rpartition(".")[0]
    if find_spec(f"{adapter}.urls"):
        urlpatterns.append(path(f"{adapter.rpartition('.')[2].replace('_', '-')}/", include(f"{adapter}.urls")))

for module in settings.MODES:
    mode = module.rpartition(".")[0]
    if find_spec(f"{mode}.urls"):
        urlpatterns.append(path(f"{mode.rpartition('.')[2].replace('_', '-')}/", include(f"{mode}.urls")))
