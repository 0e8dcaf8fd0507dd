"""What was said about a service, how it counts, and what somebody said about one order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from yiyang.foundation.actors import ANONYMOUS, Actor
from yiyang.foundation.errors import gettext_noop
from yiyang.ground.access import services as access
from yiyang.lifecycle.capacity.ranking import stars
from yiyang.lifecycle.offers import selectors as offers
from yiyang.lifecycle.offers.scores import PRIOR_COUNT, PRIOR_MILLI, damped
from yiyang.lifecycle.orders.protocol import mode_of
from yiyang.lifecycle.orders.selectors.rows import load
from yiyang.lifecycle.orders.states import COMPLETED
from yiyang.lifecycle.ratings.actions import RATE, SEE
from yiyang.lifecycle.ratings.models import Rating, Voice
from yiyang.lifecycle.ratings.states import SHOWN

PAGE = 20
CHANGE_DAYS = 7
FORMULA = gettext_noop(
    "Score %(score)s from %(count)s ratings. Lists use the damped score %(damped)s: %(weight)s ratings of "
    "%(assumed)s stars are added to everybody's, so that a single five does not beat many good ones."
)


@dataclass(frozen=True)
class Standing:
    """How a service stands, in thousandths of a star; `sentence` and `facts` show the formula with its numbers."""

    score_milli: int
    count: int
    damped_milli: int
    sentence: str
    facts: dict[str, str]


@dataclass(frozen=True)
class VoiceRow:
    """One rating as everybody reads it. A hidden one shows only why it was hidden."""

    id: UUID
    quality: int
    effect: int
    text: str
    given_on: date
    answer: str
    hidden: bool
    hidden_reason: str


@dataclass(frozen=True)
class Given:
    """What was said about one order, and until when it can be changed."""

    id: UUID
    quality: int
    effect: int
    text: str
    given_at: datetime
    changeable_until: datetime


def standing(service_id: UUID) -> Standing:
    """How a service stands now, with the published formula; before the first rating, what is assumed of it."""
    card = offers.service_card(ANONYMOUS, service_id)
    score, count = card.score_milli or PRIOR_MILLI, card.score_count
    pulled = damped(score, count)
    facts = {
        "score": stars(score),
        "count": str(count),
        "damped": stars(pulled),
        "weight": str(PRIOR_COUNT),
        "assumed": stars(PRIOR_MILLI),
    }
    return Standing(score, count, pulled, FORMULA, facts)


def ratings_of(viewer: Actor, service_id: UUID, *, before: UUID | None = None) -> list[VoiceRow]:
    """The newest 20 ratings of a service, or the 20 before the one named; public, in one query."""
    rows = Voice.objects.filter(service_id=service_id)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [_row(voice) for voice in rows.order_by("-id")[:PAGE]]


@dataclass(frozen=True)
class HouseVoice:
    """One rating of a house's service, for whoever answers it there."""

    service: str
    service_en: str
    voice: VoiceRow


def voices_of_house(viewer: Actor, organisation_id: UUID, *, open_only: bool = False) -> list[HouseVoice]:
    """The newest 50 shown ratings of a house, perhaps only those nobody has answered; public, in one query."""
    rows = Voice.objects.filter(organisation_id=organisation_id, state=SHOWN).select_related("service")
    if open_only:
        rows = rows.filter(answer="")
    return [
        HouseVoice(row.service.name, row.service.name_en or row.service.name, _row(row))
        for row in rows.order_by("-given_on", "-id")[:50]
    ]


def rating_of(viewer: Actor, order_id: UUID, now: datetime) -> Given | None:
    """What was said about an order, None when nobody has yet. Raises Unknown."""
    order = load(order_id)
    access.require(viewer, SEE, now=now, person_id=order.person_id, organisation_id=order.organisation_id)
    row = Rating.objects.filter(order_id=order_id).first()
    if row is None:
        return None
    until = row.given_at + timedelta(days=CHANGE_DAYS)
    return Given(row.id, row.quality, row.effect, row.text, row.given_at, until)


def may_rate(viewer: Actor, order_id: UUID, now: datetime) -> bool:
    """Whether to show the stars: proven work, nobody has rated it, and the viewer may. Raises Unknown."""
    order = load(order_id)
    if order.state != COMPLETED or not mode_of(order.mode).evidence(order).complete:
        return False
    if Rating.objects.filter(order_id=order_id).exists():
        return False
    return access.may(viewer, RATE, now=now, person_id=order.person_id) is not None


def _row(voice: Voice) -> VoiceRow:
    return VoiceRow(
        voice.id,
        voice.quality,
        voice.effect,
        voice.text,
        voice.given_on,
        voice.answer,
        voice.state == "hidden",
        voice.hidden_reason,
    )
