"""Entry: apply with papers, be reviewed by somebody else, go live (R04)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.clock import day_of
from yiyang.foundation.errors import Invalid, Overtaken, Unknown
from yiyang.foundation.events import publish
from yiyang.foundation.moves import allowed
from yiyang.ground.access import selectors as access_selectors
from yiyang.ground.access import services as access
from yiyang.ground.places.actions import REVIEW, RUN
from yiyang.ground.places.errors import (
    NormsNotAccepted,
    NotInThisState,
    OwnReview,
    PaperMissing,
    PeriodImpossible,
    ReasonMissing,
)
from yiyang.ground.places.events import EntryDecided, EntrySubmitted
from yiyang.ground.places.models import Application, Organisation, Paper
from yiyang.ground.places.reference import PAPERS
from yiyang.ground.places.selectors.entry import missing_papers, norms_to_accept
from yiyang.ground.places.services.register import check_kinds, own_or_registered
from yiyang.ground.places.states import APPLICATION
from yiyang.ground.trust import services as trust


@transaction.atomic
def open_application(
    *, by: Actor, now: datetime, organisation_id: UUID, kinds: Iterable[str] | None = None
) -> Application:
    """Begin an application to go live as `kinds` (by default the kinds of the draft); one is open at a time."""
    organisation = own_or_registered(by, now, organisation_id)
    if organisation.registrar_id is None or by.person_id is None:
        raise OwnReview
    if organisation.state == "closed":
        raise NotInThisState(state=organisation.state)
    standing = Application.objects.filter(organisation=organisation, state__in=("draft", "submitted")).first()
    if standing is not None:
        return standing
    return Application.objects.create(
        organisation=organisation,
        registrar_id=organisation.registrar_id,
        kinds=check_kinds(organisation.kinds if kinds is None else kinds),
        opened_by_id=by.person_id,
        opened_at=now,
    )


@transaction.atomic
def add_paper(
    *,
    by: Actor,
    now: datetime,
    organisation_id: UUID,
    kind: str,
    number: str = "",
    issuer: str = "",
    issued_on: date | None = None,
    expires_on: date | None = None,
    file_digest: str = "",
    beds: int | None = None,
) -> Paper:
    """Show a document or licence; it counts once a reviewer has verified it.

    `expires_on` is the first day on which it no longer counts; a paper that expires must name it. A renewal is a
    new paper beside the old one. Showing the same paper twice returns the standing one.
    """
    organisation = own_or_registered(by, now, organisation_id)
    if kind not in PAPERS:
        raise Invalid(field="kind", reason=", ".join(PAPERS))
    if PAPERS[kind][2] and expires_on is None:
        raise Invalid(field="expires_on", reason=kind)
    if expires_on is not None and issued_on is not None and expires_on <= issued_on:
        raise PeriodImpossible(field="expires_on")
    if organisation.registrar_id is None:
        raise OwnReview
    paper, _ = Paper.objects.get_or_create(
        organisation=organisation,
        registrar_id=organisation.registrar_id,
        kind=kind,
        number=number,
        expires_on=expires_on,
        defaults={
            "issuer": issuer,
            "issued_on": issued_on,
            "file_digest": file_digest,
            "beds": beds,
            "added_by_id": by.person_id,
            "added_at": now,
        },
    )
    return paper


@transaction.atomic
def verify_paper(*, by: Actor, now: datetime, paper_id: UUID) -> Paper:
    """A reviewer has seen the paper and it is what it says; verifying twice changes nothing."""
    paper = Paper.objects.filter(id=paper_id).first()
    if paper is None:
        raise Unknown
    reviewer_id = _reviewer(by, now, paper.organisation_id, paper.registrar_id, {paper.added_by_id})
    if Paper.objects.filter(id=paper_id, verified_at=None).update(verified_at=now, verified_by_id=reviewer_id):
        trust.record(
            "paper.verified",
            by=by,
            now=now,
            organisation_id=paper.organisation_id,
            payload={"paper": str(paper.id), "kind": paper.kind, "expires_on": str(paper.expires_on or "")},
        )
    paper.refresh_from_db()
    return paper


@transaction.atomic
def submit_application(*, by: Actor, now: datetime, application_id: UUID) -> Application:
    """Hand the application in: the norms in force must have been accepted. Submitting twice changes nothing."""
    application = _application(application_id)
    own_or_registered(by, now, application.organisation_id)
    if application.state == "submitted":
        return application
    if norms_to_accept(application.organisation_id, application.kinds, now):
        raise NormsNotAccepted
    _move(application, "submitted", submitted_by_id=by.person_id, submitted_at=now)
    publish(EntrySubmitted(application.id, application.organisation_id, application.registrar_id, now))
    return application


@transaction.atomic
def withdraw_application(*, by: Actor, now: datetime, application_id: UUID) -> Application:
    """Take an undecided application back for good."""
    application = _application(application_id)
    access.require(by, RUN, now=now, organisation_id=application.organisation_id)
    if application.state != "withdrawn":
        _move(application, "withdrawn")
    return application


@transaction.atomic
def approve(*, by: Actor, now: datetime, application_id: UUID, reason: str = "") -> Application:
    """Let the house go live as what it applied for.

    Raises OwnReview for the applicant and for anyone who works there, PaperMissing when a mandatory paper is not
    verified or no longer valid today, NormsNotAccepted. Approving twice changes nothing.
    """
    application = _application(application_id)
    reviewer_id = _decider(by, now, application)
    if application.state == "approved":
        return application
    organisation = Organisation.objects.get(id=application.organisation_id)
    missing = missing_papers(organisation, application.kinds, day_of(now, organisation.zone))
    if missing:
        raise PaperMissing(papers=", ".join(missing))
    if norms_to_accept(organisation.id, application.kinds, now):
        raise NormsNotAccepted
    _move(application, "approved", decided_by_id=reviewer_id, decided_at=now, reason=reason)
    state = "live" if organisation.state == "draft" else organisation.state
    changed = Organisation.objects.filter(id=organisation.id, state=organisation.state).update(
        state=state, kinds=sorted({*application.kinds} | ({*organisation.kinds} if state != "draft" else set()))
    )
    if changed != 1:
        raise Overtaken
    _decided(by, now, application, approved=True)
    return application


@transaction.atomic
def reject(*, by: Actor, now: datetime, application_id: UUID, reason: str) -> Application:
    """Say no, and why. Raises OwnReview, ReasonMissing. Rejecting twice changes nothing."""
    application = _application(application_id)
    reviewer_id = _decider(by, now, application)
    if application.state == "rejected":
        return application
    if not reason.strip():
        raise ReasonMissing(field="reason")
    _move(application, "rejected", decided_by_id=reviewer_id, decided_at=now, reason=reason.strip())
    _decided(by, now, application, approved=False)
    return application


def _application(application_id: UUID) -> Application:
    application = Application.objects.filter(id=application_id).first()
    if application is None:
        raise Unknown
    return application


def _decider(by: Actor, now: datetime, application: Application) -> UUID:
    return _reviewer(
        by,
        now,
        application.organisation_id,
        application.registrar_id,
        {application.opened_by_id, application.submitted_by_id},
    )


def _reviewer(by: Actor, now: datetime, applicant_id: UUID, registrar_id: UUID, authors: set[UUID | None]) -> UUID:
    """Who may decide: a reviewer of the registrar who neither wrote the thing nor works for the applicant."""
    access.require(by, REVIEW, now=now, organisation_id=registrar_id)
    if by.person_id is None or by.person_id in authors or applicant_id == registrar_id:
        raise OwnReview
    if access_selectors.roles_of(by.person_id, applicant_id, now):
        raise OwnReview
    return by.person_id


def _move(application: Application, new: str, **changes: object) -> None:
    if not allowed(APPLICATION, application.state, new):
        raise NotInThisState(state=application.state)
    moved = Application.objects.filter(id=application.id, state=application.state).update(state=new, **changes)
    if moved != 1:
        raise Overtaken
    application.refresh_from_db()


def _decided(by: Actor, now: datetime, application: Application, *, approved: bool) -> None:
    trust.record(
        "entry.approved" if approved else "entry.rejected",
        by=by,
        now=now,
        organisation_id=application.organisation_id,
        payload={"application": str(application.id), "kinds": application.kinds},
    )
    submitted_by_id = application.submitted_by_id or application.opened_by_id
    publish(
        EntryDecided(application.id, application.organisation_id, submitted_by_id, approved, application.reason, now)
    )
