"""The frame of every page of this site: who is looking, for whom, and the ways they have."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yiyang.doors.web.houses import role_words, tabs_of
from yiyang.doors.web.who import ELDER_FROM, Looking, looking
from yiyang.face import undo
from yiyang.face.components import Part
from yiyang.face.components.bar import Acting, Bar, Language, Tab
from yiyang.face.components.button import Button
from yiyang.face.components.deed import Deed
from yiyang.face.components.flash import Flash
from yiyang.face.components.search_box import SearchBox
from yiyang.face.components.thumb import Thumb
from yiyang.face.frame import Frame, Portal, Theme
from yiyang.foundation import clock
from yiyang.ground.people.sign_in.device import account_sign

OTHER = {"zh-hans": Language("en", "English"), "en": Language("zh-hans", "中文")}


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the frame around the page that is being drawn."""
    return {"frame": frame_of(request)}


def frame_of(request: HttpRequest) -> Frame:
    """The frame for this reader."""
    who = looking(request)
    portal = portal_of(request, who)
    theme = request.COOKIES.get("theme", "")
    return Frame(
        bar=_bar(request, who, portal),
        portal=portal,
        theme=cast("Theme", theme if theme in ("light", "dark", "contrast") else ""),
        large=portal == "elder",
        here=request.get_full_path(),
        account=account_sign(who.me.id) if who.me else "",
        thumb=_thumb(who) if portal == "elder" and who.me else "",
        flashes=_flashes(request),
        home=_home(request) if portal == "elder" else "",
        appearance_href=reverse("appearance"),
        foot=_foot(portal),
    )


def _flashes(request: HttpRequest) -> tuple[Flash, ...]:
    """What was just done, and the last deed that can still be taken back."""
    said = tuple(_flash(each) for each in messages.get_messages(request))
    way = undo.offered(request, clock.now())
    return (*said, way) if way else said


def _home(request: HttpRequest) -> Button | str:
    """An elder's pages have one way back, and it is always the same one."""
    if request.path == reverse("home"):
        return ""
    return Button(label=_("Back to today"), icon="chevron-left", href=reverse("home"))


def _foot(portal: Portal) -> tuple[tuple[str, str], ...]:
    how = (_("How the list is made"), reverse("how"))
    checked = (_("Trust log"), reverse("trust"))
    houses = (_("Homes, hospitals and helpers"), reverse("houses"))
    return (houses, how) if portal == "elder" else (houses, how, checked, (_("Components"), reverse("components")))


def portal_of(request: HttpRequest, who: Looking) -> Portal:
    """The density: staff in a house; the elder's by choice or from the age of 65; else the family's or the public's."""
    if who.actor.organisation_id:
        return "staff"
    wanted = request.COOKIES.get("large", "")
    age = who.me.age(clock.now().date()) if who.me else None
    if wanted == "yes" or (wanted != "no" and age is not None and age >= ELDER_FROM):
        return "elder"
    return "family" if who.me else "public"


def _thumb(who: Looking) -> Thumb:
    alarm = Button(label=_("Call for help"), kind="alarm", icon="siren", wide=True)
    return Thumb(
        parts=(
            Button(label=_("My family"), icon="users-round", href=reverse("family")),
            Deed(action=reverse("help"), button=alarm),
        )
    )


def _flash(message: Any) -> Flash:
    return Flash(text=str(message), tone="bad" if "error" in message.tags else "done")


def _bar(request: HttpRequest, who: Looking, portal: Portal) -> Bar:
    subject = who.people.get(who.subject_id) if who.subject_id else None
    return Bar(
        tabs=() if portal == "elder" else tabs_of(who, request.path),
        who=who.me.called if who.me else "",
        acting_for=who.house_names.get(who.actor.organisation_id, "") if who.actor.organisation_id else "",
        for_whom=subject.called if subject and not who.actor.organisation_id else "",
        for_whom_href=reverse("home"),
        acting=_acting(who),
        acting_href=reverse("acting"),
        language=OTHER.get(get_language() or "en", OTHER["en"]),
        language_href=reverse("language"),
        here=request.get_full_path(),
        search=_search(request, who, portal),
        menu=(Tab(_("Sign-in and security"), reverse("account"), icon="key-round"),) if who.me else (),
        sign_in="" if who.me else reverse("account_login"),
        sign_out=reverse("account_logout") if who.me else "",
    )


def _search(request: HttpRequest, who: Looking, portal: Portal) -> Part:
    """The box for staff and families; an elder's page has one thing on it, and the search's own page has its own."""
    shown = who.me and portal in ("staff", "family") and request.path != reverse("everywhere")
    return SearchBox(action=reverse("everywhere")) if shown else ""


def _acting(who: Looking) -> tuple[Acting, ...]:
    if not who.houses:
        return ()
    now = who.actor.organisation_id
    houses = [
        Acting(str(key), who.house_names.get(key, ""), role_words(roles), key == now)
        for key, roles in who.houses.items()
    ]
    return (Acting("", _("Myself"), current=now is None), *houses)
