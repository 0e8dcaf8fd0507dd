"""Requests for one's data that the office carries out: the list, the form, one request with its deeds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.doors.web import leaving
from yiyang.doors.web.attempts import Attempt
from yiyang.doors.web.sections import Section, SectionsPage, refusal_of
from yiyang.doors.web.who import Known, known
from yiyang.face import words
from yiyang.face.components import Part, Parts
from yiyang.face.components.button import Button
from yiyang.face.components.card import Card
from yiyang.face.components.chip import Chip, Tone
from yiyang.face.components.confirm import Confirm
from yiyang.face.components.deed import Deed
from yiyang.face.components.facts import Facts
from yiyang.face.components.field import Choice, Field
from yiyang.face.components.person_header import PersonHeader
from yiyang.face.components.table import Column, Row, Table
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import SignInNeeded
from yiyang.ground.people import selectors as people
from yiyang.ground.people import services as serving
from yiyang.ground.people.states import OPEN

FIELDS = ("number", "kind", "proof", "reason")


@dataclass(frozen=True)
class Asked:
    """What was typed about somebody's request."""

    number: str = ""
    kind: str = "export"
    proof: str = "identity-card"
    reason: str = ""


def kind_words() -> dict[str, str]:
    return {"export": _("a copy of their data"), "erase": _("to be forgotten")}


def proof_words() -> dict[str, str]:
    """How the one who asked was recognised."""
    return {
        "identity-card": _("their identity card"),
        "passport": _("their passport"),
        "power-of-attorney": _("a power of attorney"),
        "court-order": _("an order of a court"),
        "known-in-person": _("known to the office in person"),
    }


def state_chip(state: str) -> Chip:
    said: dict[str, tuple[str, Tone]] = {
        "open": (_("waits"), "warn"),
        "done": (_("done"), "ok"),
        "refused": (_("refused"), "bad"),
    }
    word, tone = said.get(state, (state, "plain"))
    return Chip(word=word, tone=tone)


def requests_page(
    viewer: Actor, now: datetime, tried: Attempt | None = None, typed: Asked | None = None
) -> SectionsPage:
    """The office's requests and the form for a new one. Raises SignInNeeded, NotAllowed."""
    if viewer.person_id is None:
        raise SignInNeeded
    found = people.requests_of(viewer, now)
    said = kind_words()
    rows = tuple(
        Row(
            (called(each), said.get(each.kind, each.kind), words.full_moment(each.asked_at), state_chip(each.state)),
            href=reverse("data_request", args=[each.id]),
            tone="warn" if each.state == OPEN else "plain",
        )
        for each in found
    )
    columns = (Column(_("Person")), Column(_("Wants")), Column(_("Asked")), Column(_("State")))
    title = _("Requests for one's data")
    table = Table(caption=title, columns=columns, rows=rows, empty=_("Nobody has asked."))
    return SectionsPage(
        title=title,
        lead=_("For people who cannot do it themselves on their page. Ask for their card; never for your own file."),
        refusal=refusal_of(tried, *FIELDS),
        sections=(
            Section(title=_("Requests"), parts=(table,)),
            Section(title=_("Write a request down"), parts=(_form(tried or Attempt(), typed or Asked()),), boxed=True),
        ),
    )


def request_page(
    viewer: Actor, request_id: UUID, now: datetime, tried: Attempt | None = None, decision: str = ""
) -> SectionsPage:
    """One request, and what can be done about it. Raises SignInNeeded, Unknown for another office's."""
    if viewer.person_id is None:
        raise SignInNeeded
    card = people.request_card(viewer, request_id, now)
    officers = known(viewer, {each for each in (card.asked_by_id, card.decided_by_id) if each})
    pairs = [
        (_("Wants"), kind_words().get(card.kind, card.kind)),
        (_("Recognised by"), proof_words().get(card.proof, card.proof)),
        (_("Reason"), card.reason or "–"),
        (_("Asked"), _when(card.asked_at, card.asked_by_id, officers)),
    ]
    if card.decided_at and card.decided_by_id:
        pairs.append((_("Decided"), _when(card.decided_at, card.decided_by_id, officers)))
    if card.decision:
        pairs.append((_("Why not"), card.decision))
    born = words.full_day(card.birth_on) if card.birth_on else ""
    decisions = _decisions(viewer, card, now, tried or Attempt(), decision)
    sections = [Section(title=_("The request"), parts=(Facts(pairs=tuple(pairs)),), boxed=True)]
    if decisions:
        sections.append(Section(title=_("Decision"), parts=decisions, beside=True))
    return SectionsPage(
        title=_("Request"),
        back=(reverse("data_requests"), _("Requests for one's data")),
        header=PersonHeader(name=called(card), line=born, chips=(state_chip(card.state),)),
        refusal=refusal_of(tried, "decision", "sure"),
        sections=tuple(sections),
    )


def called(card: people.RequestCard) -> str:
    """The person's name in the reader's language, or that they are forgotten."""
    return words.named(card) or _("somebody who is forgotten")


def forget_on_request(by: Actor, request_id: UUID, now: datetime, *, sure: bool) -> None:
    """The second person confirms, and every room forgets, in one transaction."""
    with transaction.atomic(using="worker"):
        person_id = serving.confirm_erasure(by=by, now=now, request_id=request_id, sure=sure)
        leaving.forget_for(by, person_id, now)


def _when(at: datetime, who: UUID, officers: dict[UUID, Known]) -> str:
    name = officers[who].called if who in officers else _("a member of the office")
    return " · ".join((words.full_moment(at), name))


def _form(tried: Attempt, typed: Asked) -> Deed:
    kinds = tuple(Choice(code, word) for code, word in kind_words().items())
    proofs = tuple(Choice(code, word) for code, word in proof_words().items())
    return Deed(
        action=reverse("data_requests"),
        button=Button(label=_("Write it down"), kind="primary", icon="pencil"),
        fields=(
            Field(name="number", label=_("Number of the identity card, the passport or the telephone"),
                  value=typed.number, refused=tried.at("number"), required=True, autocomplete="off"),
            Field(name="kind", label=_("They want"), kind="select", choices=kinds, value=typed.kind,
                  refused=tried.at("kind")),
            Field(name="proof", label=_("Recognised by"), kind="select", choices=proofs, value=typed.proof,
                  refused=tried.at("proof")),
            Field(name="reason", label=_("What did they say, and who was there?"), kind="textarea", value=typed.reason,
                  refused=tried.at("reason"), required=True),
        ),
    )  # fmt: skip


def _decisions(viewer: Actor, card: people.RequestCard, now: datetime, tried: Attempt, decision: str) -> Parts:
    here = reverse("data_request", args=[card.id])
    again = card.kind == "export" and card.state == "done" and card.decided_at is not None
    if again and card.decided_at is not None and now - card.decided_at <= serving.HAND_OUT_AGAIN:
        button = Button(label=_("Download it once more"), icon="download", name="deed", value="export")
        return (Deed(action=here, button=button, hint=_("Until a day after the decision.")),)
    if card.state != OPEN:
        return ()
    no = Button(label=_("Back to the list"), href=reverse("data_requests"))
    why = Field(name="decision", label=_("Why not?"), kind="textarea", value=decision, refused=tried.at("decision"),
                hint=_("The person reads this."))  # fmt: skip
    decline = Confirm(
        question=_("Refuse the request?"), happens=_("The person is told, with your reason."), action=here,
        fields=(why,), yes=Button(label=_("Refuse"), kind="quiet", name="deed", value="refuse"), no=no,
    )  # fmt: skip
    return (_yes(viewer, card, here, no, tried), decline)


def _yes(viewer: Actor, card: people.RequestCard, here: str, no: Button, tried: Attempt) -> Part:
    if card.kind == "export":
        return Confirm(
            question=_("Hand out everything about this person?"),
            happens=_(
                "You get one file with everything, for the person alone. Give it to them, keep no copy. They are told."
            ),
            action=here,
            yes=Button(label=_("Download the file"), kind="primary", icon="download", name="deed", value="export"),
            no=no,
        )
    if viewer.person_id == card.asked_by_id:
        waits = _("You wrote this request down, so a second person of the office must confirm it.")
        return Card(title=_("Waits for a second person"), parts=(waits,))
    happens = _(
        "Their page, records, messages and account go, in every house. Bills stay without a name. It cannot be undone."
    )
    sure = Field(name="sure", label=_("Yes. I have compared name and birth date with the request."), kind="checkbox",
                 refused=tried.at("sure"))  # fmt: skip
    return Confirm(
        question=_("Forget this person for ever?"),
        happens=happens,
        action=here,
        fields=(sure,),
        yes=Button(label=_("Forget them"), kind="alarm", icon="trash-2", name="deed", value="erase"),
        no=no,
    )
