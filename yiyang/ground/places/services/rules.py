"""Keep the entry rules and the norms of use, and accept them (R04)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid, Unknown
from yiyang.ground.access import services as access
from yiyang.ground.access.errors import NotAllowed
from yiyang.ground.places.actions import KEEP_RULES
from yiyang.ground.places.models import EntryRule, Norms, NormsAcceptance
from yiyang.ground.places.reference import PAPERS
from yiyang.ground.places.services.register import check_kinds, own_or_registered
from yiyang.ground.trust import services as trust


@transaction.atomic
def set_entry_rule(*, by: Actor, now: datetime, kind: str, paper: str, mandatory: bool) -> EntryRule:
    """Ask a paper of every house of a kind that the acting office registers, beside the general rules."""
    office_id = _office(by, now)
    check_kinds([kind])
    if paper not in PAPERS:
        raise Invalid(field="paper", reason=", ".join(PAPERS))
    rule, _ = EntryRule.objects.update_or_create(
        organisation_id=office_id,
        kind_id=kind,
        paper=paper,
        defaults={"expires": PAPERS[paper][2], "mandatory": mandatory},
    )
    trust.record(
        "entry-rule.set",
        by=by,
        now=now,
        organisation_id=office_id,
        payload={"kind": kind, "paper": paper, "mandatory": mandatory},
    )
    return rule


@transaction.atomic
def publish_norms(
    *, by: Actor, now: datetime, kind: str, text: str, text_en: str = "", in_force_at: datetime | None = None
) -> Norms:
    """Put a new version of the norms for a kind into force; houses accept it before their next application."""
    office_id = _office(by, now)
    check_kinds([kind])
    newest = Norms.objects.filter(organisation_id=office_id, kind_id=kind).order_by("-version").first()
    if newest is not None and (newest.text, newest.text_en) == (text, text_en):
        return newest
    return Norms.objects.create(
        organisation_id=office_id,
        kind_id=kind,
        version=newest.version + 1 if newest else 1,
        in_force_at=in_force_at or now,
        text=text,
        text_en=text_en,
    )


@transaction.atomic
def accept_norms(*, by: Actor, now: datetime, organisation_id: UUID, norms_id: UUID) -> NormsAcceptance:
    """Accept one version for a house; accepting it twice keeps the first acceptance."""
    organisation = own_or_registered(by, now, organisation_id)
    if by.person_id is None:
        raise NotAllowed
    norms = Norms.objects.filter(id=norms_id).first()
    if norms is None or organisation.registrar_id is None or norms.organisation_id != organisation.registrar_id:
        raise Unknown
    acceptance, new = NormsAcceptance.objects.get_or_create(
        organisation=organisation,
        norms=norms,
        defaults={
            "registrar_id": organisation.registrar_id,
            "accepted_by_id": by.person_id,
            "accepted_at": now,
        },
    )
    if new:
        trust.record(
            "norms.accepted",
            by=by,
            now=now,
            organisation_id=organisation_id,
            payload={"norms": str(norms.id), "version": norms.version},
        )
    return acceptance


def _office(by: Actor, now: datetime) -> UUID:
    access.require(by, KEEP_RULES, now=now, organisation_id=by.organisation_id)
    if by.organisation_id is None:
        raise NotAllowed
    return by.organisation_id
