"""Entry review: what a house showed, what is missing, and the decision of somebody who does not work there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.doors.web.attempts import Attempt
from yiyang.face import words
from yiyang.face.components import Part, Parts
from yiyang.face.components.button import Button
from yiyang.face.components.chip import Chip, Tone
from yiyang.face.components.confirm import Confirm
from yiyang.face.components.deed import Deed
from yiyang.face.components.field import Field
from yiyang.face.components.flash import Flash
from yiyang.face.components.person_header import PersonHeader
from yiyang.face.components.table import Column, Row, Table
from yiyang.foundation.actors import Actor
from yiyang.ground.places import selectors as places


@dataclass(frozen=True, kw_only=True)
class EntriesPage:
    title: str
    table: Table


@dataclass(frozen=True, kw_only=True)
class EntryPage:
    title: str
    header: PersonHeader
    refusal: Part
    papers: Table
    decisions: Parts


def entries_page(viewer: Actor, now: datetime) -> EntriesPage:
    """What waits for this reviewer, the oldest first."""
    waiting = places.entries_waiting(viewer, now)
    rows = tuple(
        Row(
            (
                words.named(card),
                ", ".join(card.kinds),
                words.ago(card.submitted_at, now) if card.submitted_at else "",
                _complete(card),
            ),
            href=reverse("entry", args=[card.application_id]),
            tone="plain" if card.complete else "warn",
        )
        for card in waiting
    )
    columns = (Column(_("House")), Column(_("Applies as")), Column(_("Handed in")), Column(_("Papers")))
    title = _("Entry review")
    return EntriesPage(
        title=title, table=Table(caption=title, columns=columns, rows=rows, empty=_("No application waits for you."))
    )


def entry_page(
    viewer: Actor, application_id: UUID, now: datetime, tried: Attempt | None = None, typed: str = ""
) -> EntryPage:
    """One application with its papers; the deeds are shown while it waits."""
    card = places.entry_card(viewer, application_id, now)
    tried = tried or Attempt()
    here = reverse("entry", args=[application_id])
    waits = card.state == "submitted"
    columns = (
        Column(_("Paper")),
        Column(_("Number")),
        Column(_("Valid until")),
        Column(_("State")),
        Column(_("Deed"), "deed"),
    )
    rows = tuple(_paper_row(line, here, waits=waits) for line in card.papers)
    return EntryPage(
        title=words.named(card),
        header=PersonHeader(name=words.named(card), line=", ".join(card.kinds), chips=(_state(card),)),
        refusal=Flash(text=tried.elsewhere("reason"), tone="bad") if tried.elsewhere("reason") else "",
        papers=Table(caption=_("Papers"), columns=columns, rows=rows, empty=_("No paper is asked for.")),
        decisions=_decisions(card, here, tried, typed) if waits else (),
    )


def _complete(card: places.EntryCard) -> Chip:
    if card.complete:
        return Chip(word=_("complete"), tone="ok")
    missing = sum(line.mandatory and line.state not in ("valid", "expiring") for line in card.papers)
    return Chip(word=_("%(n)s still open") % {"n": missing}, tone="warn")


def _state(card: places.EntryCard) -> Chip:
    said: dict[str, tuple[str, Tone]] = {
        "draft": (_("not handed in yet"), "plain"),
        "submitted": (_("waits for a decision"), "warn"),
        "approved": (_("approved"), "ok"),
        "rejected": (_("refused"), "bad"),
        "withdrawn": (_("taken back"), "plain"),
    }
    word, tone = said.get(card.state, (card.state, "plain"))
    return Chip(word=word, tone=tone)


def _paper_row(line: places.PaperLine, here: str, *, waits: bool) -> Row:
    said: dict[str, tuple[str, Tone]] = {
        "missing": (_("missing"), "bad"),
        "unverified": (_("not checked yet"), "warn"),
        "expired": (_("no longer valid"), "bad"),
        "expiring": (_("ends soon"), "warn"),
        "valid": (_("checked, valid"), "ok"),
    }
    word, tone = said.get(line.state, (line.state, "plain"))
    check: Part = ""
    if waits and line.state == "unverified" and line.paper_id:
        button = Button(label=_("I have seen it"), icon="check", name="deed", value="verify", note=words.named(line))
        check = Deed(action=here, button=button, hidden=(("paper", str(line.paper_id)),))
    name = words.named(line) if line.mandatory else _("%(paper)s (if there is one)") % {"paper": words.named(line)}
    until = words.full_day(line.expires_on) if line.expires_on else ""
    tones: Tone = tone
    return Row(
        (name, _number(line), until, Chip(word=word, tone=tones), check),
        tone="bad" if tone == "bad" and line.mandatory else "plain",
    )


def _number(line: places.PaperLine) -> str:
    if line.beds is None:
        return line.number
    return _("%(number)s, for %(beds)s beds") % {"number": line.number, "beds": line.beds}


def _decisions(card: places.EntryCard, here: str, tried: Attempt, typed: str) -> Parts:
    reason = Field(
        name="reason",
        label=_("Why not?"),
        kind="textarea",
        value=typed,
        refused=tried.at("reason"),
        hint=_("The house reads this and can apply again."),
    )
    return (
        Confirm(
            question=_("Let this house go live?"),
            happens=_("From then on people can find it and book there. Your decision goes into the trust log."),
            action=here,
            yes=Button(label=_("Approve"), kind="primary", icon="badge-check", name="deed", value="approve"),
            no=Button(label=_("Decide later"), href=reverse("entries")),
        ),
        Confirm(
            question=_("Refuse the application?"),
            happens=_("The house is told, with your reason."),
            action=here,
            fields=(reason,),
            yes=Button(label=_("Refuse"), kind="alarm", name="deed", value="reject"),
            no=Button(label=_("Back to the list"), href=reverse("entries")),
        ),
    )
