"""Rating what was done, once it is proven; and reading what others said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from yiyang.doors.web.attempts import Attempt
from yiyang.face import words
from yiyang.face.components import Parts
from yiyang.face.components.card import Card
from yiyang.face.components.chip import Chip
from yiyang.face.components.field import Field
from yiyang.face.components.stars import Stars
from yiyang.face.components.stars_field import StarsField
from yiyang.foundation.actors import Actor
from yiyang.lifecycle.orders import selectors as orders
from yiyang.lifecycle.ratings import selectors as ratings


@dataclass(frozen=True, kw_only=True)
class RatePage:
    title: str
    line: str
    open: bool
    fields: Parts
    said: str
    order_href: str


def rate_page(viewer: Actor, order_id: UUID, now: datetime, tried: Attempt, typed: Mapping[str, str]) -> RatePage:
    """The two questions and the words; what was given can be changed for some days. Raises Unknown."""
    card = orders.order_card(viewer, order_id, now)
    given = ratings.rating_of(viewer, order_id, now)
    changing = given is not None and given.changeable_until > now
    quality = number(typed.get("quality", "")) or (given.quality if given else 0)
    effect = number(typed.get("effect", "")) or (given.effect if given else 0)
    text = typed.get("text", given.text if given else "")
    return RatePage(
        title=_("How was it?"),
        line=" · ".join(each for each in (card.title, card.who, card.where) if each),
        open=changing or ratings.may_rate(viewer, order_id, now),
        fields=(
            StarsField(name="quality", label=_("How were you treated?"), value=quality, refused=tried.at("quality")),
            StarsField(name="effect", label=_("Did it help?"), value=effect, refused=tried.at("effect")),
            Field(
                name="text",
                label=_("In your own words"),
                kind="textarea",
                value=text,
                refused=tried.at("text"),
                hint=_("Everybody can read it, without your name."),
            ),
        ),
        said=tried.elsewhere("quality", "effect", "text"),
        order_href=card.href,
    )


def voices_of(viewer: Actor, service_id: UUID) -> Parts:
    """The newest ratings of a service."""
    return tuple(_voice(row) for row in ratings.ratings_of(viewer, service_id)[:6])


def number(typed: str) -> int:
    """A number of stars as it was sent; 0 for anything else."""
    return int(typed) if typed in ("1", "2", "3", "4", "5") else 0


def _voice(row: ratings.VoiceRow) -> Card:
    seen = words.full_day(row.given_on)
    if row.hidden:
        return Card(over=seen, parts=(_("Hidden: %(reason)s") % {"reason": row.hidden_reason},))
    parts: list[object] = [Stars(score_milli=(row.quality + row.effect) * 500, count=1, one=True)]
    if row.text:
        parts.append(f"“{row.text}”")
    if row.answer:
        parts.append(_("Answer of the house: %(text)s") % {"text": row.answer})
    return Card(over=seen, parts=tuple(parts), chip=Chip(word=_("proven visit"), tone="ok"))
