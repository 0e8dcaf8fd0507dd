"""What a refusal looks like: what happened, that nothing was lost, and the way on."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from yiyang.face.components.button import Button
from yiyang.face.components.state import State
from yiyang.foundation.errors import Refused


@dataclass(frozen=True)
class RefusedPage:
    title: str
    state: State


def refused_page(refusal: Refused, sentence: str, *, called: bool = False) -> RefusedPage:
    """The page for `refusal`, whose `sentence` stands in the reader's language; `called` is a call for help."""
    home = Button(label=_("Go to the first page"), href="/", icon="house")
    titles = {
        401: _("Please sign in"),
        403: _("This is not yours to do"),
        404: _("There is nothing here"),
        409: _("The world has moved on"),
    }
    after = {
        403: _("If you work in several houses, choose at the top for which one you act."),
        409: _("Nothing was changed and nothing was paid. Go back, look again, and choose anew."),
        422: _("Nothing was changed. Go back and correct what is said above."),
    }
    return RefusedPage(
        title=titles.get(refusal.status, _("That could not be done")),
        state=State(
            kind="refused",
            title=refusal.in_words(sentence),
            text=after.get(refusal.status, ""),
            deeds=(ambulance(), home) if called else (home,),
        ),
    )


def ambulance() -> Button:
    """The telephone stands beside our own call for help, and instead of it where that cannot be made."""
    number = settings.EMERGENCY_PHONE
    return Button(
        label=_("Telephone %(number)s") % {"number": number}, href=f"tel:{number}", kind="alarm", icon="phone"
    )
