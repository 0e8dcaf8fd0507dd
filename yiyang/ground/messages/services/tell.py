"""Tell people what happened in the rooms below, which do not know that messages exist."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from yiyang.foundation.events import subscribe
from yiyang.ground.access import actions
from yiyang.ground.access import selectors as access
from yiyang.ground.access.events import GlassBroken
from yiyang.ground.messages import kinds
from yiyang.ground.messages.services.notify import notify
from yiyang.ground.people import selectors as people
from yiyang.ground.people.events import FamilyGranted, PractitionerLicenceExpiring, RequestDecided
from yiyang.ground.people.reference import LICENCES
from yiyang.ground.places import selectors as places
from yiyang.ground.places.events import EntryDecided, EntrySubmitted, LicenceExpiring
from yiyang.ground.places.reference import PAPERS

EXPIRING = kinds.declare(
    "places.licence-expiring",
    title=gettext_noop("A licence of your house is about to end"),
    body=gettext_noop("%(paper)s counts until the day before %(expires_on)s. Without a new one no booking is taken."),
)
STAFF_EXPIRING = kinds.declare(
    "people.licence-expiring",
    title=gettext_noop("A licence of one of your people is about to end"),
    body=gettext_noop("%(name)s: %(licence)s counts until the day before %(expires_on)s."),
    link="/house/staff",
)
WAITING = kinds.declare(
    "places.entry-waiting",
    title=gettext_noop("%(house)s waits for your review"),
    link="/entries/%(application)s",
)
APPROVED = kinds.declare(
    "places.entry-approved",
    title=gettext_noop("Your house may go live"),
    body=gettext_noop("%(house)s has been reviewed and can be found from now on."),
)
REJECTED = kinds.declare(
    "places.entry-rejected",
    title=gettext_noop("Your house was not approved yet"),
    body=gettext_noop("The reviewer of %(house)s says why: %(reason)s"),
)
OPENED = kinds.declare(
    "access.glass-broken",
    title=gettext_noop("Your file was opened in an emergency"),
    body=gettext_noop("%(name)s of %(house)s could see it until %(ends_at)s. If you do not know why, ask the house."),
    link="/file/looks",
)
TO_REVIEW = kinds.declare(
    "access.glass-to-review",
    title=gettext_noop("An emergency opening waits for your review"),
    body=gettext_noop("%(name)s opened a file in an emergency. Somebody else must look at the reason."),
)
REQUEST_DONE = kinds.declare(
    "people.request-done",
    title=gettext_noop("A copy of your data was handed out"),
    body=gettext_noop("%(house)s did it because somebody came and asked in your name. If not, tell them."),
    link="/file/looks",
)
REQUEST_REFUSED = kinds.declare(
    "people.request-refused",
    title=gettext_noop("Your request was not carried out"),
    body=gettext_noop("%(house)s says why: %(decision)s"),
)
LET_IN = kinds.declare(
    "people.let-in",
    title=gettext_noop("%(name)s lets you help"),
    body=gettext_noop("You find what you may see and do under the name on your first page."),
    link="/",
)


def listen() -> None:
    """Hear the rooms below; called once when the apps are ready."""
    subscribe(LicenceExpiring, licence_expiring)
    subscribe(PractitionerLicenceExpiring, practitioner_licence_expiring)
    subscribe(EntrySubmitted, entry_submitted)
    subscribe(EntryDecided, entry_decided)
    subscribe(GlassBroken, glass_broken)
    subscribe(FamilyGranted, family_granted)
    subscribe(RequestDecided, request_decided)


def licence_expiring(event: LicenceExpiring) -> None:
    """The managers of the house learn it thirty days ahead."""
    paper, paper_en, _ = PAPERS[event.kind]
    notify(
        to=access.holders_of(event.organisation_id, actions.MANAGER, event.at),
        kind=EXPIRING.code,
        facts={"paper": paper, "paper_en": paper_en, "expires_on": event.expires_on.isoformat()},
        now=event.at,
        about_id=event.paper_id,
        organisation_id=event.organisation_id,
    )


def practitioner_licence_expiring(event: PractitionerLicenceExpiring) -> None:
    """The managers of the house that saw the licence, and the professional, learn it thirty days ahead."""
    worker = people.practitioner_named(event.practitioner_id)
    licence, licence_en = LICENCES.get(event.kind, (event.kind, event.kind))
    notify(
        to=[*access.holders_of(event.organisation_id, actions.MANAGER, event.at), worker.person_id],
        kind=STAFF_EXPIRING.code,
        facts={
            "name": worker.name,
            "name_en": worker.name_en or worker.name,
            "licence": licence,
            "licence_en": licence_en,
            "expires_on": event.expires_on.isoformat(),
        },
        now=event.at,
        about_id=event.licence_id,
        organisation_id=event.organisation_id,
    )


def entry_submitted(event: EntrySubmitted) -> None:
    """Every reviewer of the registrar learns that a house waits."""
    house = places.named([event.organisation_id])[event.organisation_id]
    notify(
        to=access.holders_of(event.registrar_id, actions.REVIEWER, event.at),
        kind=WAITING.code,
        facts={
            "house": house.name,
            "house_en": house.name_en,
            "application": str(event.application_id),
            "submitted_at": event.at.isoformat(),
        },
        now=event.at,
        organisation_id=event.registrar_id,
    )


def entry_decided(event: EntryDecided) -> None:
    """Who handed the application in, and the managers of the house, learn the decision and its reason."""
    house = places.named([event.organisation_id])[event.organisation_id]
    notify(
        to=[event.submitted_by_id, *access.holders_of(event.organisation_id, actions.MANAGER, event.at)],
        kind=APPROVED.code if event.approved else REJECTED.code,
        facts={"house": house.name, "house_en": house.name_en, "reason": event.reason},
        now=event.at,
        about_id=event.application_id,
    )


def glass_broken(event: GlassBroken) -> None:
    """The person learns it at once, and those who must review it; never the one who opened."""
    house = places.named([event.organisation_id])[event.organisation_id]
    facts = {
        "name": people.professional_name(event.viewer_id),
        "house": house.name,
        "house_en": house.name_en,
        "ends_at": event.ends_at.isoformat(),
    }
    notify(
        to=[event.person_id],
        kind=OPENED.code,
        facts=facts,
        now=event.at,
        about_id=event.break_glass_id,
        person_id=event.person_id,
        organisation_id=event.organisation_id,
    )
    officers = access.holders_of(event.organisation_id, actions.PRIVACY, event.at)
    others = officers or access.holders_of(event.organisation_id, actions.MANAGER, event.at)
    notify(
        to=[one for one in others if one != event.viewer_id],
        kind=TO_REVIEW.code,
        facts=facts,
        now=event.at,
        about_id=event.break_glass_id,
        organisation_id=event.organisation_id,
    )


def family_granted(event: FamilyGranted) -> None:
    """The relative learns that somebody lets them help; a change of scopes is not told again."""
    notify(
        to=[event.relative_id],
        kind=LET_IN.code,
        facts={"name": people.professional_name(event.person_id)},
        now=event.at,
        about_id=event.related_id,
        person_id=event.person_id,
    )


def request_decided(event: RequestDecided) -> None:
    """The person learns what the office did in their name, or why it did not; whoever is forgotten reads nothing."""
    house = places.named([event.organisation_id])[event.organisation_id]
    notify(
        to=[event.person_id],
        kind=REQUEST_DONE.code if event.done else REQUEST_REFUSED.code,
        facts={"house": house.name, "house_en": house.name_en, "decision": event.decision},
        now=event.at,
        about_id=event.request_id,
        person_id=event.person_id,
        organisation_id=event.organisation_id,
    )
