"""What may be begun for a person whose file or visit is open: each mode says so, and none is named here."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from yiyang.face.components import Parts
from yiyang.face.components.button import Button
from yiyang.foundation.actors import Actor
from yiyang.ground.access.selectors import roles_of
from yiyang.lifecycle.orders.protocol import modes


def ways_for(viewer: Actor, person_id: UUID, now: datetime, *, encounter_id: UUID | None = None) -> Parts:
    """A button for everything the viewer may begin for the person, from within a visit where one is open.

    A professional may what their roles may; the person and the family, what asks for no role.
    """
    if viewer.person_id is None:
        return ()
    roles = roles_of(viewer.person_id, viewer.organisation_id, now) if viewer.organisation_id else frozenset[str]()
    asked = f"?{urlencode({'encounter': encounter_id})}" if encounter_id else ""
    return tuple(
        Button(label=way.label, href=f"{reverse(way.address, args=[person_id])}{asked}", icon=way.icon)
        for mode in modes().values()
        for way in mode.about_person
        if way.roles & roles or not (way.roles or viewer.organisation_id)
    )
