"""Who works here: roles for a period, other employers, licences and when they end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yiyang.doors.web.forms import Day, parts_of, said_of
from yiyang.doors.web.house.running import Running, ways
from yiyang.doors.web.houses import role_words
from yiyang.doors.web.sheet import Section, Sheet
from yiyang.face import words
from yiyang.face.components import Part, Parts
from yiyang.face.components.button import Button
from yiyang.face.components.chip import Chip, Tone
from yiyang.face.components.confirm import Confirm
from yiyang.face.components.form import Form
from yiyang.face.components.table import Column, Row, Table
from yiyang.foundation.errors import Unknown
from yiyang.ground.access import actions
from yiyang.ground.people import selectors as people
from yiyang.ground.people.reference import LICENCES


class EngageForm(forms.Form):
    """Take somebody on who already signs in with this telephone number."""

    phone = forms.CharField(label=gettext_lazy("Telephone they sign in with"), max_length=30)
    name = forms.CharField(label=gettext_lazy("Name in Chinese"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=120, required=False)
    title = forms.CharField(label=gettext_lazy("Title in Chinese"), max_length=80, required=False)
    title_en = forms.CharField(label=gettext_lazy("Title in English"), max_length=80, required=False)
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    specialty = forms.CharField(label=gettext_lazy("Specialty"), max_length=40, required=False)
    starts_on = Day(label=gettext_lazy("First day"))
    ends_on = Day(label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Empty: until it is ended."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["phone"].widget.input_type = "tel"
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = [(code, role_words([code])) for code in sorted(actions.STAFF)]

    def period(self, run: Running) -> dict[str, Any]:
        """The half-open time of the contract; one that begins today begins now."""
        begins = self.cleaned_data["starts_on"]
        return {
            "starts_at": run.now if begins <= run.today else run.midnight(begins),
            "ends_at": run.after(self.cleaned_data["ends_on"]),
        }


class LicenceForm(forms.Form):
    """A licence the manager has seen."""

    kind = forms.ChoiceField(label=gettext_lazy("Licence"))
    number = forms.CharField(label=gettext_lazy("Its number"), max_length=60)
    issued_on = Day(label=gettext_lazy("Issued on"), required=False)
    expires_on = Day(
        label=gettext_lazy("First day it no longer counts"), required=False,
        help_text=gettext_lazy("Empty: it does not end."),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [(code, licence_words(code)) for code in LICENCES]


class NameForm(forms.Form):
    """What the house calls somebody without a public face."""

    name = forms.CharField(label=gettext_lazy("Name in Chinese"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=120, required=False)


ENGAGE_FIELDS = {"ends_at": "ends_on", "starts_at": "starts_on", "holder": "phone", "practitioner": "phone"}


def licence_words(code: str) -> str:
    """A kind of licence in the reader's language; a province's own code as it stands."""
    zh, en = LICENCES.get(code, (code, code))
    return zh if words.chinese() else en


def list_page(run: Running) -> Sheet:
    """Everyone with a role, and whose licence ends soon on top."""
    members = people.staff_of(run.actor, run.house_id, run.now, run.today)
    rows = tuple(_row(each) for each in members)
    columns = (Column(_("Name")), Column(_("Roles")), Column(_("Works elsewhere too")), Column(_("Licences")))
    soon = [(each, one) for each in members for one in each.licences if one.state in ("ending", "ended")]
    notes: Parts = (_soon(soon),) if soon else ()
    new = Button(label=_("Take somebody on"), kind="primary", icon="user-round", href=reverse("house_engage"))
    table = Table(caption=_("Staff"), columns=columns, rows=rows, empty=_("Nobody works here yet."))
    return Sheet(title=_("Staff"), ways=ways("house_staff"), deeds=(new,), sections=(Section(parts=(*notes, table)),))


def engage_page(run: Running, form: EngageForm | None = None) -> Sheet:
    """The form for taking somebody on."""
    form = form or EngageForm(initial={"starts_on": run.today, "role": actions.NURSE})
    return Sheet(
        title=_("Take somebody on"),
        lead=_("They must have a way to sign in already. Professionals keep their public name from their first house."),
        ways=ways("house_staff"),
        back=(reverse("house_staff"), _("Staff")),
        sections=(
            Section(
                parts=(
                    Form(
                        action=reverse("house_engage"),
                        fields=parts_of(form),
                        refused=said_of(form),
                        button=Button(label=_("Take them on"), kind="primary", icon="check"),
                    ),
                )
            ),
        ),
    )


def member_page(
    run: Running, person_id: UUID, licence: LicenceForm | None = None, name: NameForm | None = None
) -> Sheet:
    """One colleague: roles with their periods, employers, licences. Raises Unknown."""
    member = people.member_of(run.actor, run.house_id, person_id, run.now, run.today)
    here = reverse("house_member", args=[person_id])
    sections = [Section(title=_("Roles"), parts=(_roles(run, member),))]
    if member.elsewhere:
        said = _(", ").join(zh if words.chinese() else en for zh, en in member.elsewhere)
        sections.append(Section(title=_("Works elsewhere too"), parts=(said,)))
    if member.practitioner_id:
        add = Form(
            action=here,
            title=_("A licence you have seen"),
            fields=parts_of(licence := licence or LicenceForm()),
            refused=said_of(licence),
            button=Button(label=_("Save the licence"), kind="primary", icon="check", name="deed", value="licence"),
        )
        sections.append(Section(title=_("Licences"), parts=(_licences(member), add)))
    else:
        name = name or NameForm(initial={"name": member.name, "name_en": member.name_en})
        call = Form(
            action=here,
            title=_("What the house calls them"),
            fields=parts_of(name),
            refused=said_of(name),
            button=Button(label=_("Save"), icon="check", name="deed", value="name"),
        )
        sections.append(Section(parts=(call,)))
    return Sheet(
        title=called(member),
        lead=member.title if words.chinese() else member.title_en,
        ways=ways("house_staff"),
        back=(reverse("house_staff"), _("Staff")),
        sections=tuple(sections),
    )


def end_page(run: Running, person_id: UUID, assignment_id: UUID) -> Sheet:
    """The question before a role ends. Raises Unknown."""
    member = people.member_of(run.actor, run.house_id, person_id, run.now, run.today)
    role = next((each for each in member.roles if each.assignment_id == assignment_id), None)
    if role is None:
        raise Unknown
    sure = Confirm(
        question=_("End the role of %(role)s now?") % {"role": role_words([role.role])},
        happens=_("They can no longer act for the house, at once. Their working hours here are taken back."),
        action=reverse("house_role_end", args=[person_id, assignment_id]),
        yes=Button(label=_("End it"), kind="alarm", icon="x"),
        no=Button(label=_("Leave it as it is"), href=reverse("house_member", args=[person_id])),
    )
    return Sheet(title=called(member), ways=ways("house_staff"), sections=(Section(parts=(sure,)),))


def revoke_page(run: Running, person_id: UUID, licence_id: UUID) -> Sheet:
    """The question before a licence stops counting. Raises Unknown."""
    member = people.member_of(run.actor, run.house_id, person_id, run.now, run.today)
    licence = next((each for each in member.licences if each.id == licence_id and each.seen_here), None)
    if licence is None:
        raise Unknown
    sure = Confirm(
        question=_("This licence counts no more?"),
        happens=_("Services that need it cannot be ordered from now on. It cannot be taken back; add it anew instead."),
        action=reverse("house_licence_revoke", args=[person_id, licence_id]),
        yes=Button(label=_("It counts no more"), kind="alarm", icon="x"),
        no=Button(label=_("Leave it as it is"), href=reverse("house_member", args=[person_id])),
    )
    return Sheet(title=called(member), ways=ways("house_staff"), sections=(Section(parts=(sure,)),))


def called(member: people.Member) -> str:
    """The name, or what to do where none is written down."""
    return words.named(member) or _("Somebody without a name here")


def licence_chip(licence: people.Licence) -> Chip:
    """How a licence stands, with its last day."""
    said: dict[str, tuple[str, Tone]] = {
        "valid": (_("counts"), "ok"),
        "ending": (_("ends soon"), "warn"),
        "ended": (_("has ended"), "bad"),
        "revoked": (_("counts no more"), "bad"),
    }
    word, tone = said[licence.state]
    return Chip(word=f"{licence_words(licence.kind)}: {word}", tone=tone)


def _row(member: people.Member) -> Row:
    elsewhere = _(", ").join(zh if words.chinese() else en for zh, en in member.elsewhere)
    bad = any(each.state == "ended" for each in member.licences)
    warn = any(each.state == "ending" for each in member.licences)
    chips: Part = tuple(licence_chip(each) for each in member.licences if each.state != "revoked") or "–"
    return Row(
        (called(member), role_words(each.role for each in member.roles), elsewhere or "–", chips),
        href=reverse("house_member", args=[member.person_id]),
        tone="bad" if bad else "warn" if warn else "plain",
    )


def _soon(found: list[tuple[people.Member, people.Licence]]) -> Table:
    rows = tuple(
        Row(
            (
                called(member),
                licence_words(licence.kind),
                words.full_day(licence.expires_on) if licence.expires_on else "–",
                licence_chip(licence),
            ),
            href=reverse("house_member", args=[member.person_id]),
            tone="bad" if licence.state == "ended" else "warn",
        )
        for member, licence in found
    )
    columns = (Column(_("Name")), Column(_("Licence")), Column(_("Ends on")), Column(_("State")))
    title = _("Licences that end within thirty days, or have ended")
    return Table(caption=title, columns=columns, rows=rows, hide_caption=False)


def _roles(run: Running, member: people.Member) -> Table:
    own = member.person_id == run.actor.person_id
    rows = tuple(
        Row(
            (
                role_words([each.role]),
                each.specialty or "–",
                words.full_day(each.starts_at),
                words.full_day(each.ends_at) if each.ends_at else _("until it is ended"),
                ""
                if own
                else Button(
                    label=_("End…"),
                    href=reverse("house_role_end", args=[member.person_id, each.assignment_id]),
                    note=role_words([each.role]),
                ),
            )
        )
        for each in member.roles
    )
    columns = (
        Column(_("Role")), Column(_("Specialty")), Column(_("From")), Column(_("Until")), Column(_("Deed"), "deed"),
    )  # fmt: skip
    return Table(caption=_("Roles"), columns=columns, rows=rows)


def _licences(member: people.Member) -> Table:
    rows = tuple(
        Row(
            (
                licence_words(each.kind),
                each.number,
                words.full_day(each.expires_on) if each.expires_on else _("does not end"),
                licence_chip(each),
                Button(
                    label=_("Counts no more…"),
                    href=reverse("house_licence_revoke", args=[member.person_id, each.id]),
                    note=each.number,
                )
                if each.seen_here and each.state != "revoked"
                else "",
            ),
            tone="bad" if each.state in ("ended", "revoked") else "warn" if each.state == "ending" else "plain",
        )
        for each in member.licences
    )
    columns = (
        Column(_("Licence")), Column(_("Its number")), Column(_("Ends on")), Column(_("State")),
        Column(_("Deed"), "deed"),
    )  # fmt: skip
    return Table(caption=_("Licences"), columns=columns, rows=rows, empty=_("No licence has been seen yet."))
