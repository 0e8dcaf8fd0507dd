"""Opening a file in an emergency, closing it again, and the second look of somebody else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.doors.web.attempts import Attempt
from yiyang.doors.web.sections import Section, SectionsPage, refusal_of
from yiyang.doors.web.who import house_names, known
from yiyang.face import words
from yiyang.face.components import Part
from yiyang.face.components.button import Button
from yiyang.face.components.chip import Chip
from yiyang.face.components.deed import Deed
from yiyang.face.components.field import Choice, Field
from yiyang.face.components.table import Column, Row, Table
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import SignInNeeded
from yiyang.ground.access import selectors as access
from yiyang.ground.access import services as deciding
from yiyang.ground.access.services.break_glass import BREAK, MINUTES_MAX
from yiyang.ground.people import selectors as people

FIELDS = ("number", "reason_code", "reason", "minutes")
LENGTHS = (15, 30, MINUTES_MAX)


@dataclass(frozen=True)
class Asked:
    """What was typed to open a file."""

    number: str = ""
    reason_code: str = "emergency"
    reason: str = ""
    minutes: str = "15"

    @property
    def length(self) -> int:
        """Minutes as a number; 0, which is refused, for anything else."""
        return int(self.minutes) if self.minutes.isdecimal() and len(self.minutes) < 4 else 0


def why_words() -> dict[str, str]:
    """The reasons for which a file may be opened in an emergency."""
    return {
        "emergency": _("life or health is in danger"),
        "lost-consciousness": _("the person cannot speak for themselves"),
        "public-safety": _("others are in danger"),
    }


def emergency_page(
    viewer: Actor, now: datetime, tried: Attempt | None = None, typed: Asked | None = None
) -> SectionsPage:
    """The form, and what the reader holds open. Raises SignInNeeded, NotAllowed for who is no doctor or nurse."""
    if viewer.person_id is None:
        raise SignInNeeded
    deciding.require(viewer, BREAK, now=now, organisation_id=viewer.organisation_id)
    return SectionsPage(
        title=_("Open a file in an emergency"),
        lead=_(
            "For when somebody needs help now and you have no other right to their file. It closes by itself. The "
            "person is told at once with your name and your words, and somebody else looks at it afterwards."
        ),
        refusal=refusal_of(tried, *FIELDS),
        sections=(
            Section(title=_("Whose file, and why"), parts=(_form(tried or Attempt(), typed or Asked()),), boxed=True),
            Section(title=_("Open at present"), parts=(_mine(viewer, now),)),
        ),
    )


def review_page(viewer: Actor, now: datetime) -> SectionsPage:
    """What waits for a second look in this house. Raises SignInNeeded, NotAllowed."""
    if viewer.person_id is None:
        raise SignInNeeded
    waiting = access.openings_to_review(viewer, now)
    names = who_opened(viewer, waiting)
    said = why_words()
    here = reverse("emergency_review")
    rows = tuple(
        Row(
            (
                words.full_moment(each.starts_at),
                names.get(each.viewer_id, _("a member of staff")),
                said.get(each.reason_code, each.reason_code),
                each.reason,
                _("%(n)s minutes") % {"n": each.minutes},
                Deed(action=here, button=Button(label=_("I have looked at it"), icon="check",
                                                note=words.full_moment(each.starts_at)),
                     hidden=(("opening", str(each.id)),)),
            )
        )
        for each in waiting
    )  # fmt: skip
    columns = (
        Column(_("When")), Column(_("Who")), Column(_("Reason")), Column(_("In their words")), Column(_("How long")),
        Column(_("Deed"), "deed"),
    )  # fmt: skip
    title = _("Emergency openings to look at")
    table = Table(caption=title, columns=columns, rows=rows, empty=_("Nothing waits for you."))
    return SectionsPage(
        title=title,
        lead=_("Was it an emergency? If not, talk to the colleague and open a case. Never your own openings."),
        sections=(Section(title=_("Not looked at yet"), parts=(table,)),),
    )


def openings_table(viewer: Actor, now: datetime) -> Table:
    """Every emergency opening of the reader's own file: when, who, why, how long, and whether somebody checked."""
    found = access.openings(viewer, now)
    names, said = who_opened(viewer, found), why_words()
    houses = house_names(viewer, {each.organisation_id for each in found})
    rows = tuple(
        Row(
            (
                words.full_moment(each.starts_at),
                names.get(each.viewer_id, _("a member of staff")),
                houses.get(each.organisation_id, ""),
                said.get(each.reason_code, each.reason_code),
                each.reason,
                _length(each, now),
                Chip(word=_("looked at by somebody else"), tone="ok")
                if each.reviewed_at
                else Chip(word=_("not looked at yet"), tone="warn"),
            )
        )
        for each in found
    )
    columns = (
        Column(_("When")), Column(_("Who")), Column(_("Acting for")), Column(_("Reason")),
        Column(_("In their words")), Column(_("How long")), Column(_("Second look")),
    )  # fmt: skip
    title = _("Opened in an emergency")
    return Table(caption=title, columns=columns, rows=rows, empty=_("Nobody has opened your file in an emergency."))


def until_chip(viewer: Actor, person_id: UUID, now: datetime) -> tuple[Part, ...]:
    """A warning above a file that the reader holds open in an emergency."""
    until = access.open_until(viewer, person_id, now) if viewer.organisation_id else None
    if until is None:
        return ()
    return (Chip(word=_("open in an emergency until %(hour)s") % {"hour": words.hour(until)}, tone="warn"),)


def who_opened(viewer: Actor, found: Iterable[access.Opening]) -> dict[UUID, str]:
    """Names of those who opened, by their public face or as the reader may know them."""
    ids = {each.viewer_id for each in found}
    names = {key: face.called for key, face in known(viewer, ids).items()}
    names.update({key: words.named(row) for key, row in people.professionals_named(ids).items()})
    return names


def _length(opening: access.Opening, now: datetime) -> str:
    if opening.ends_at > now:
        return _("still open, until %(hour)s") % {"hour": words.hour(opening.ends_at)}
    return _("%(n)s minutes") % {"n": opening.minutes}


def _form(tried: Attempt, typed: Asked) -> Deed:
    reasons = tuple(Choice(code, word) for code, word in why_words().items())
    lengths = tuple(Choice(str(each), _("%(n)s minutes") % {"n": each}) for each in LENGTHS)
    return Deed(
        action=reverse("emergency"),
        button=Button(label=_("Open the file"), kind="alarm", icon="siren"),
        fields=(
            Field(name="number", label=_("Number of the identity card, the passport or the telephone"),
                  value=typed.number, refused=tried.at("number"), required=True, autocomplete="off",
                  hint=_("The whole number. Ten that lead to nobody, and you must wait an hour.")),
            Field(name="reason_code", label=_("Reason"), kind="select", choices=reasons, value=typed.reason_code,
                  refused=tried.at("reason_code")),
            Field(name="reason", label=_("What has happened?"), kind="textarea", value=typed.reason,
                  refused=tried.at("reason"), required=True, hint=_("The person reads this, word for word.")),
            Field(name="minutes", label=_("For how long?"), kind="select", choices=lengths, value=typed.minutes,
                  refused=tried.at("minutes")),
        ),
    )  # fmt: skip


def _mine(viewer: Actor, now: datetime) -> Table:
    found = access.my_openings(viewer, now)
    names = known(viewer, {each.person_id for each in found})
    rows = tuple(
        Row(
            (
                names[each.person_id].called if each.person_id in names else _("a person"),
                words.hour(each.ends_at),
                each.reason,
                Deed(action=reverse("emergency_close", args=[each.id]),
                     button=Button(label=_("Close it now"), icon="lock", note=words.hour(each.ends_at))),
            ),
            href=reverse("file_of", args=[each.person_id]),
            tone="warn",
        )
        for each in found
    )  # fmt: skip
    columns = (Column(_("Person")), Column(_("Until")), Column(_("In your words")), Column(_("Deed"), "deed"))
    title = _("Open at present")
    return Table(caption=title, columns=columns, rows=rows, empty=_("You hold no file open."))
