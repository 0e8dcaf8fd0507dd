"""The living page of components, and how the reader wants everything to look."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from yiyang.face import components
from yiyang.face.components import Example

YEAR = 31_536_000


@dataclass(frozen=True)
class Shown:
    name: str
    promise: str
    examples: list[Example]


@dataclass(frozen=True)
class ComponentsPage:
    title: str
    shown: list[Shown]


@require_safe
def living(request: HttpRequest) -> HttpResponse:
    """`/components`: every component in every state, in the reader's language."""
    shown = [Shown(name, components.promise(name), components.examples(name)) for name in components.names()]
    page = ComponentsPage(translation.gettext("Components"), shown)
    return render(request, "web/components.html", {"page": page})


def back(request: HttpRequest) -> str:
    """The page the reader came from, if it is one of ours."""
    wanted = request.POST.get("next", "/")
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()) else "/"


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the reader's language."""
    answer = HttpResponseRedirect(back(request))
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES):
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, max_age=YEAR, samesite="Lax", secure=settings.SECURE)
    return answer


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Remember theme and type size on this device."""
    answer = HttpResponseRedirect(back(request))
    for name, known in (("theme", ("light", "dark", "contrast")), ("large", ("yes", "no"))):
        if request.POST.get(name) in known:
            answer.set_cookie(
                name, request.POST[name], max_age=YEAR, samesite="Lax", secure=settings.SECURE, httponly=True
            )
    return answer
