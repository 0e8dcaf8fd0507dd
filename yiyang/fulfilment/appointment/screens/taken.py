"""The page for those who come too late: their number is gone, and these are the next ones.

At eight o'clock nearly everybody sees this page and no other, so it costs two queries and says only what helps.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.face import words
from yiyang.face.components import Part
from yiyang.face.components.button import Button
from yiyang.face.components.field import Choice, Field
from yiyang.foundation.actors import Actor
from yiyang.fulfilment.appointment.forms import ChooseForm
from yiyang.fulfilment.appointment.screens.choosing import AHEAD
from yiyang.lifecycle.capacity import selectors as capacity
from yiyang.lifecycle.capacity.errors import NumberTaken
from yiyang.lifecycle.orders import selectors as orders

OFFERED = 6


@dataclass(frozen=True, kw_only=True)
class TakenPage:
    """`numbers` is absent when none is free; then `days` leads to the page where one can wait for a free one."""

    title: str
    said: str
    numbers: Part
    hidden: tuple[tuple[str, str], ...]
    days: Button


def taken_page(viewer: Actor, service_id: UUID, now: datetime, form: ChooseForm) -> TakenPage | None:
    """What to say when the chosen number is gone; None when it is open, or was taken by this very request.

    A desk has more on its form than a number, and always sees the whole page.
    """
    form.is_valid()
    asked = form.cleaned_data  # what is well typed stays here when the deed was refused
    if viewer.person_id is None or viewer.organisation_id is not None or not {"slot_id", "request_key"} <= asked.keys():
        return None
    still_open, others = capacity.numbers_left(
        viewer, service_id, asked["slot_id"], now=now, until=now + AHEAD, limit=OFFERED
    )
    if still_open or orders.asked_before(viewer, asked["request_key"]):
        return None
    return TakenPage(
        title=_("Choose a number"),
        said=_(NumberTaken.sentence),
        numbers=_numbers(others) if others else "",
        hidden=(("request_key", asked["request_key"]), ("pay_with", asked.get("pay_with", ""))),
        days=Button(
            label=_("See all days") if others else _("Tell me when a number is free"),
            href=reverse("appointment:choose", args=[service_id]),
            icon="calendar-days" if others else "bell",
        ),
    )


def _numbers(others: list[capacity.SlotCard]) -> Field:
    choices = tuple(
        Choice(str(each.id), " · ".join((words.moment(each.starts_at), _("No %(n)s") % {"n": each.number})))
        for each in others
    )
    return Field(
        name="slot_id", label=_("The next free numbers"), kind="radio", choices=choices, value=choices[0].value
    )
