"""Nurse Chen's day for the tests of the phone: visits that stand, without the way that booked them."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from yiyang.config.demo import cast
from yiyang.foundation.identifiers import random_short_code
from yiyang.fulfilment.home_visit.models import Consumable, Item, Visit
from yiyang.ground.access.models import Relation
from yiyang.ground.people.models import Person
from yiyang.lifecycle.offers.models import Service
from yiyang.lifecycle.orders.models import Order
from yiyang.lifecycle.orders.services.move import OPEN_ORDER_SCOPES

HOUSE, CHEN, GUIFANG = cast.key("community"), cast.key("chen"), cast.key("guifang")
LINES = ("洗手、戴手套", "揭下旧敷料，观察创面", "消毒并更换敷料", "告知注意事项")
LINES_EN = (
    "Wash hands, put on gloves",
    "Take off the old dressing, look at the wound",
    "Disinfect, put on a new dressing",
    "Say what to watch for",
)
HOME = ("30.994300", "103.641900")


def a_day(now: datetime, *, using: str = "owner", visits: int = 1, kind: str = "medical") -> list[UUID]:
    """Visits of an hour each, the first about now, to Wang Guifang by nurse Chen; answers their orders. As owner."""
    item = Item.objects.using(using).create(
        province="51", code=f"dressing-{uuid4().hex[:8]}", name="换药", name_en="Dressing change", kind=kind, allowed=True,
        licence="nurse", needs_order=True, needs_assessment=False, checklist=list(LINES), checklist_en=list(LINES_EN),
        source="test", status="own-rule", changed_at=now,
    )  # fmt: skip
    service = Service.objects.using(using).create(
        organisation_id=HOUSE, mode="home_visit", need="nursing-at-home", name="上门换药", name_en="Dressing change at home",
        list_price_minor=12_000, terms="postpaid",
    )  # fmt: skip
    Consumable.objects.using(using).get_or_create(
        organisation_id=HOUSE, code="gauze", defaults={"name": "纱布", "name_en": "Gauze", "price_minor": 300}
    )
    person = Person.objects.using(using).get(id=GUIFANG)
    found = []
    for place in range(visits):
        starts_at = now + timedelta(minutes=10 * place)
        order = Order.objects.using(using).create(
            code=random_short_code(), organisation_id=HOUSE, person=person, service=service, mode="home_visit", state="accepted",
            terms="postpaid", channel="desk", placed_by_id=CHEN, placed_at=now, request_key=uuid4().hex,
            request_digest="", price_minor=12_000, list_price_minor=12_000, starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=9), accepted_at=now,
        )  # fmt: skip
        Visit.objects.using(using).create(
            order=order, organisation_id=HOUSE, person=person, item=item, kind=kind,
            practitioner_id=cast.key("practitioner-chen"), starts_at=starts_at, ends_at=order.ends_at,
            address="幸福街道建设路 12 号 3 单元 501", latitude=HOME[0], longitude=HOME[1],
        )  # fmt: skip
        Relation.objects.using(using).create(
            viewer_id=HOUSE, person_id=GUIFANG, kind="open-order", scopes=list(OPEN_ORDER_SCOPES), starts_at=now - timedelta(hours=1),
            source_id=order.id,
        )  # fmt: skip
        found.append(order.id)
    return found
