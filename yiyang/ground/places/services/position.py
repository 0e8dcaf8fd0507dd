"""How a house stands: what everybody reads of it beside its prices and free places (R08)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid, Unknown
from yiyang.ground.access import services as access
from yiyang.ground.places.actions import RUN
from yiyang.ground.places.errors import MoreThanApproved
from yiyang.ground.places.models import Profile
from yiyang.ground.places.reference import ON_SITE, OWNERS
from yiyang.ground.trust import services as trust

LEVEL_MAX = 20
WORDS_MAX = 4_000

# Beds count by the papers that were checked and have not ended: the largest number one of them approves.
APPROVED = """
    SELECT COALESCE(max(p.beds), 0) FROM places_paper p JOIN places_organisation o ON o.id = p.organisation_id
     WHERE p.organisation_id = %(organisation)s AND p.verified_at IS NOT NULL
       AND (p.expires_on IS NULL OR p.expires_on > (%(now)s::timestamptz AT TIME ZONE o.zone)::date)
"""


@transaction.atomic
def position(
    *,
    by: Actor,
    now: datetime,
    organisation_id: UUID,
    ownership: str = "",
    levels: tuple[int | None, int | None] = (None, None),
    beds: int | None = None,
    on_site: Iterable[str] = (),
    about: str = "",
    about_en: str = "",
    picture: str = "",
    picture_en: str = "",
) -> None:
    """Replace what the public page says beyond the live facts. `levels` of need are both inclusive, 0 … 20.

    Raises MoreThanApproved for more beds than a checked, valid paper approves, and Invalid with the field. Words
    stand in both languages or in none, since nobody should read half a page in a language they do not know.
    """
    access.require(by, RUN, now=now, organisation_id=organisation_id)
    here = sorted(set(on_site))
    low, high = levels
    if ownership not in ("", *OWNERS):
        raise Invalid(field="ownership", reason=gettext("choose one of the list"))
    if not set(here) <= set(ON_SITE):
        raise Invalid(field="on_site", reason=gettext("choose from the list"))
    if (low is None) != (high is None) or (low is not None and high is not None and not 0 <= low <= high <= LEVEL_MAX):
        raise Invalid(field="level_to", reason=gettext("from the lowest to the highest level, between 0 and 20"))
    for field, text, other in (
        ("about_en", about_en, about), ("about", about, about_en),
        ("picture_en", picture_en, picture), ("picture", picture, picture_en),
    ):  # fmt: skip
        if other.strip() and not text.strip():
            raise Invalid(field=field, reason=gettext("write it in both languages"))
        if len(text) > WORDS_MAX:
            raise Invalid(field=field, reason=gettext("at most %(most)s characters") % {"most": WORDS_MAX})
    if beds is not None and beds > (approved := approved_beds(organisation_id, now)):
        raise MoreThanApproved(field="beds", approved=approved)
    Profile.objects.update_or_create(
        organisation_id=organisation_id,
        defaults={
            "ownership": ownership,
            "level_from": low,
            "level_to": high,
            "beds": beds,
            "on_site": here,
            "about": about.strip(),
            "about_en": about_en.strip(),
            "picture": picture.strip(),
            "picture_en": picture_en.strip(),
            "changed_at": now,
        },
    )
    facts = {"ownership": ownership, "beds": beds if beds is not None else "", "on_site": here}
    trust.record("organisation.positioned", by=by, now=now, organisation_id=organisation_id, payload=facts)


def approved_beds(organisation_id: UUID, now: datetime) -> int:
    """How many beds the house's checked papers approve at `now`; 0 when none says a number."""
    with connection.cursor() as cursor:
        cursor.execute(APPROVED, {"organisation": organisation_id, "now": now})
        row = cursor.fetchone()
    if row is None:
        raise Unknown
    return int(row[0])
