"""The platform in one place: what waits for review, open cases, norms of use with who accepted them, the trust log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from yiyang.doors.web.entry_review import entries_page
from yiyang.doors.web.forms import Day, parts_of, said_of
from yiyang.doors.web.house.services import named
from yiyang.doors.web.sheet import Section, Sheet
from yiyang.face import words
from yiyang.face.components import Part
from yiyang.face.components.button import Button
from yiyang.face.components.chip import Chip
from yiyang.face.components.facts import Facts
from yiyang.face.components.form import Form
from yiyang.face.components.table import Column, Row, Table
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import SignInNeeded
from yiyang.ground.access import actions
from yiyang.ground.access import selectors as access
from yiyang.ground.access.errors import NotAllowed
from yiyang.ground.cases import selectors as cases
from yiyang.ground.places import selectors as places
from yiyang.ground.trust import selectors as trust

STALE_SECONDS = 60  # an entry that waits longer for its seal is worth a look


class NormsForm(forms.Form):
    """A new version of the norms for one kind of house, in both languages."""

    kind = forms.ChoiceField(label=gettext_lazy("For houses of this kind"))
    in_force_on = Day(label=gettext_lazy("In force from"))
    text = forms.CharField(label=gettext_lazy("Text in Chinese"), widget=forms.Textarea, max_length=20_000)
    text_en = forms.CharField(label=gettext_lazy("Text in English"), widget=forms.Textarea, max_length=20_000)

    def __init__(self, viewer: Actor, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [(code, named((zh, en))) for code, zh, en in places.kinds_on_offer(viewer)]


def platform_page(viewer: Actor, now: datetime, form: NormsForm | None = None) -> Sheet:
    """The sections the viewer's roles at the platform have. Raises SignInNeeded and NotAllowed."""
    if viewer.person_id is None:
        raise SignInNeeded
    roles = access.roles_of(viewer.person_id, viewer.organisation_id, now) if viewer.organisation_id else frozenset()
    if not roles & {actions.OPERATOR, actions.REVIEWER}:
        raise NotAllowed
    sections: list[Section] = []
    if actions.REVIEWER in roles:
        sections.append(Section(title=_("Entry review"), parts=(entries_page(viewer, now).table,), id="entries"))
    if actions.OPERATOR in roles:
        sections.append(Section(title=_("Open cases"), parts=(_cases(viewer, now),), id="cases"))
        sections.append(
            Section(title=_("Norms of use"), parts=(_norms(viewer, now), _publish(viewer, now, form)), id="norms")
        )
    sections.append(Section(title=_("Trust log"), parts=(_log(viewer, now),), id="trust"))
    return Sheet(
        title=_("The platform"),
        lead=_("What waits for you, what is open, and whether the log is sealed."),
        sections=tuple(sections),
    )


def _cases(viewer: Actor, now: datetime) -> Table:
    rows = tuple(
        Row(
            (
                case.name,
                words.ago(case.opened_at, now),
                Chip(word=_("taken on"), tone="ok") if case.accepted_by_id else Chip(word=_("nobody yet"), tone="bad"),
            ),
            href=reverse("case", args=[case.id]),
            tone="plain" if case.accepted_by_id else "bad",
        )
        for case in cases.open_cases(viewer, now=now)
    )
    columns = (Column(_("Case")), Column(_("Opened")), Column(_("Who has it")))
    return Table(caption=_("Open cases"), columns=columns, rows=rows, empty=_("No case is open."))


def _norms(viewer: Actor, now: datetime) -> Table:
    rows = tuple(
        Row(
            (
                named((line.kind, line.kind_en)),
                str(line.version),
                words.full_day(line.in_force_at),
                _standing(line, now),
                _accepted(line),
            )
        )
        for line in places.norms_kept(viewer, now)
    )
    columns = (
        Column(_("Kind of house")), Column(_("Version"), "number"), Column(_("In force from")), Column(_("State")),
        Column(_("Accepted by")),
    )  # fmt: skip
    return Table(caption=_("Norms of use"), columns=columns, rows=rows, empty=_("No norms have been published yet."))


def _standing(line: places.NormsLine, now: datetime) -> Chip:
    if line.in_force_at > now:
        return Chip(word=_("not in force yet"), tone="info")
    return Chip(word=_("to be accepted"), tone="ok") if line.newest else Chip(word=_("replaced"))


def _accepted(line: places.NormsLine) -> str:
    many = ngettext("%(n)s house", "%(n)s houses", len(line.accepted)) % {"n": len(line.accepted)}
    shown = _(", ").join(
        _("%(house)s on %(day)s") % {"house": named((zh, en)), "day": words.full_day(at)}
        for zh, en, at in line.accepted[:5]
    )
    return f"{many}: {shown}" if shown else many


def _publish(viewer: Actor, now: datetime, form: NormsForm | None) -> Form:
    form = form or NormsForm(viewer, initial={"in_force_on": now.date()})
    return Form(
        action=reverse("platform"),
        title=_("A new version"),
        note=_("Houses accept it before their next application. Nobody is asked to accept what they cannot read."),
        fields=parts_of(form),
        refused=said_of(form),
        button=Button(label=_("Publish the norms"), kind="primary", icon="check"),
    )


def _log(viewer: Actor, now: datetime) -> Facts:
    head, since = trust.head(viewer), trust.waiting_since()
    waits: Part = Chip(word=_("none"), tone="ok")
    if since is not None:
        late = (now - since).total_seconds() > STALE_SECONDS
        waits = Chip(word=_("since %(when)s") % {"when": words.full_moment(since)}, tone="bad" if late else "info")
    pairs: tuple[tuple[str, Part], ...] = (
        (_("Sealed entries"), str(head.size)),
        (_("Last seal"), words.full_moment(head.at) if head.at else _("none yet")),
        (_("Entries waiting for their seal"), waits),
        (_("Root"), head.root or "–"),
        (_("The whole log"), Button(label=_("Open the trust log"), href=reverse("trust"), icon="shield-check")),
    )
    return Facts(pairs=pairs)
