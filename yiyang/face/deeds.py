"""The form of a page that changes something once: it tries the deed, and a refusal comes back to its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast, get_args

from django import forms
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext

from yiyang.face.frame import Frame, Portal, Theme
from yiyang.foundation.errors import Conflict, Exhausted, Invalid, Refused, TooMany

T = TypeVar("T")


class DeedForm(forms.Form):
    """A form that changes something once, however often it is sent."""

    request_key = forms.CharField(max_length=80, widget=forms.HiddenInput)

    def attempt(self, deed: Callable[[], T]) -> T | None:
        """The deed's answer; None when the form is wrong or the world said no, which then stands at its field.

        Refusals that are about the caller (sign in, unknown, forbidden) are not the form's and go on.
        """
        if not self.is_valid():
            return None
        try:
            return deed()
        except (Invalid, Conflict, Exhausted, TooMany) as refusal:
            self.add_error(self._place(refusal), refusal.in_words(gettext(refusal.sentence)))
            return None

    def _place(self, refusal: Refused) -> str | None:
        return refusal.field if refusal.field in self.fields else None

    def said(self, field: str) -> str:
        """What is wrong with a field, or with the form as a whole (`__all__`), as one sentence."""
        return " ".join(str(each) for each in self.errors.get(field, []))


def shown(request: HttpRequest, template: str, page: object, form: DeedForm | None = None) -> HttpResponse:
    """The page; 422 when its form came back with something to mend."""
    refused = form is not None and form.is_bound and bool(form.errors)
    return render(request, template, {"page": page}, status=422 if refused else 200)


def refused_quickly(request: HttpRequest, template: str, page: object) -> HttpResponse:
    """A refused page without the frame of the reader, which would cost more than all the rest; no query at all.

    The look is kept: `portal`, which the form carries along, and the theme of the cookie.
    """
    portal, theme = request.POST.get("portal", ""), request.COOKIES.get("theme", "")
    frame = Frame(
        portal=cast("Portal", portal) if portal in get_args(Portal) else "public",
        theme=cast("Theme", theme) if theme in get_args(Theme) else "",
        here=request.path,
    )
    context = {"page": page, "frame": frame, "csrf_token": get_token(request)}
    return HttpResponse(render_to_string(template, context), status=422)
