"""Cases: what waits for somebody, who has taken it on, and the deeds that move it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.doors.web.attempts import Attempt
from yiyang.doors.web.refusing import ambulance
from yiyang.doors.web.who import Known, known
from yiyang.face import words
from yiyang.face.components import Part, Parts
from yiyang.face.components.button import Button
from yiyang.face.components.case_card import CaseCard
from yiyang.face.components.confirm import Confirm
from yiyang.face.components.deed import Deed
from yiyang.face.components.field import Choice, Field
from yiyang.face.components.flash import Flash
from yiyang.face.components.state import State
from yiyang.face.components.table import Column, Row, Table
from yiyang.foundation.actors import Actor
from yiyang.ground.access import services as access
from yiyang.ground.cases import selectors as cases
from yiyang.ground.cases import services as deeds
from yiyang.ground.cases.actions import CALL_FOR_HELP
from yiyang.ground.cases.kinds import of


@dataclass(frozen=True, kw_only=True)
class CasesPage:
    title: str
    mine: Parts
    house: Parts
    empty: State


@dataclass(frozen=True, kw_only=True)
class CasePage:
    title: str
    refusal: Part
    card: CaseCard
    close: Part
    mistake: Part
    ambulance: Part
    steps: Table
    fresh: bool
    here: str


def cases_page(viewer: Actor, now: datetime) -> CasesPage:
    """What the reader was asked to take on; at work, everything open in the house."""
    mine = cases.my_cases(viewer)
    shown = {card.id for card in mine}
    house = (
        [card for card in cases.open_cases(viewer, now=now) if card.id not in shown] if viewer.organisation_id else []
    )
    people = _people(viewer, [*mine, *house])
    return CasesPage(
        title=_("Cases"),
        mine=tuple(_card(card, people, now, at_work=bool(viewer.organisation_id)) for card in mine),
        house=tuple(_card(card, people, now, at_work=bool(viewer.organisation_id)) for card in house),
        empty=State(
            kind="done",
            title=_("Nothing waits"),
            text=_("A call, an alarm or a question that somebody must take on appears here."),
        ),
    )


def case_page(viewer: Actor, case_id: UUID, now: datetime, tried: Attempt) -> CasePage:
    """One case with its life so far. Raises UnknownCase."""
    card = cases.case_card(viewer, case_id)
    steps = cases.steps_of(viewer, case_id)
    people = known(
        viewer, {each for each in (card.person_id, card.accepted_by_id, *(step.by_id for step in steps)) if each}
    )
    here = reverse("case", args=[case_id])
    open_still = card.state in ("open", "offered")
    caller = (
        access.may(viewer, CALL_FOR_HELP, now=now, person_id=card.person_id) is not None if card.person_id else False
    )
    elsewhere = tried.elsewhere("reason")
    return CasePage(
        title=card.name,
        refusal=Flash(text=elsewhere, tone="bad") if elsewhere else "",
        card=replace(_card(card, people, now, at_work=bool(viewer.organisation_id), whole=True), level=2),
        close=_close(card, here, tried) if card.mine and card.state == "accepted" else "",
        mistake=_mistake(here) if caller and open_still and card.kind == deeds.HELP.code else "",
        ambulance=ambulance() if caller and card.state != "closed" and card.urgent else "",
        steps=_steps(steps, people),
        fresh=open_still,
        here=here,
    )


def reason_words(reason: str) -> str:
    """Why a case was closed, in the reader's words."""
    said = {
        "helped": _("helped"),
        "ambulance": _("the ambulance came"),
        "by-mistake": _("called by mistake"),
        "unanswered": _("nobody answered"),
    }
    return said.get(reason, reason)


def _people(viewer: Actor, found: Iterable[cases.CaseCard]) -> dict[UUID, Known]:
    return known(viewer, {each for card in found for each in (card.person_id, card.accepted_by_id) if each})


def _card(
    card: cases.CaseCard, people: dict[UUID, Known], now: datetime, *, at_work: bool, whole: bool = False
) -> CaseCard:
    person = people.get(card.person_id) if card.person_id else None
    taker = people.get(card.accepted_by_id) if card.accepted_by_id else None
    here = reverse("case", args=[card.id])
    if card.state == "closed":
        last = _("Closed: %(reason)s") % {"reason": reason_words(card.reason)}
    elif card.due_at and card.state != "accepted":
        last = _("The next are asked at %(hour)s") % {"hour": words.hour(card.due_at)}
    else:
        last = ""
    taken = (taker.called if taker else _("somebody")) if card.accepted_by_id else ""
    found: list[Part] = []
    if card.state in ("open", "offered") and (card.offered_to_me or at_work):
        found.append(
            Deed(
                action=here,
                button=Button(label=_("I take it"), kind="primary", icon="check", name="deed", value="accept"),
            )
        )
    if not whole:
        found.append(Button(label=_("Look"), href=here, note=card.name))
    tone = "calm" if card.state == "closed" else "high" if card.urgent and not card.accepted_by_id else "medium"
    return CaseCard(
        title=card.name,
        age=words.ago(card.opened_at, now),
        who=_who(person, str(card.facts.get("detail", ""))),
        last=last,
        tone="high" if tone == "high" else "calm" if tone == "calm" else "medium",
        step=card.rung + 1,
        steps=max(card.rung + 1, len(of(card.kind).ladder)),
        taken_by=taken,
        deeds=tuple(found),
    )


def _who(person: Known | None, detail: str) -> str:
    """Whom it is about; what was told when the case was opened often begins with the name already."""
    called = person.called if person and person.name not in detail else ""
    return " · ".join(each for each in (called, detail) if each)


def _close(card: cases.CaseCard, here: str, tried: Attempt) -> Confirm:
    reasons = tuple(Choice(reason, reason_words(reason)) for reason in of(card.kind).reasons)
    return Confirm(
        question=_("Is it done?"),
        happens=_("The case is closed with your name and the reason; who called is told."),
        action=here,
        fields=(
            Field(
                name="reason",
                label=_("How did it end?"),
                kind="radio",
                choices=reasons,
                refused=tried.at("reason"),
                required=True,
            ),
            Field(name="note", label=_("What happened?"), kind="textarea"),
        ),
        yes=Button(label=_("Close it"), kind="primary", name="deed", value="close"),
        no=Button(label=_("Back"), href=reverse("cases")),
    )


def _mistake(here: str) -> Deed:
    return Deed(
        action=here,
        button=Button(label=_("It was a mistake"), icon="undo-2", name="deed", value="mistake"),
        hint=_("You can take it back until somebody has answered."),
    )


def _steps(steps: list[cases.Step], people: dict[UUID, Known]) -> Table:
    said = {"open": _("opened"), "offered": _("asked"), "accepted": _("taken on"), "closed": _("closed")}
    rows = tuple(
        Row(
            (
                f"{words.hour(step.at)}:{step.at:%S}",
                said.get(step.state, step.state),
                people[step.by_id].called if step.by_id in people else "",
                reason_words(step.reason),
            )
        )
        for step in steps
    )
    columns = (Column(_("When")), Column(_("What")), Column(_("Who")), Column(_("Why")))
    return Table(caption=_("What happened so far"), columns=columns, rows=rows, hide_caption=False)
