"""The papers of the house: what is asked, what was shown, how it stands; renew, hand in, accept the norms."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from yiyang.doors.web.forms import Day, parts_of, said_of
from yiyang.doors.web.house.running import Running, ways
from yiyang.doors.web.sheet import Section, Sheet
from yiyang.face import words
from yiyang.face.components import Part, Parts
from yiyang.face.components.button import Button
from yiyang.face.components.card import Card
from yiyang.face.components.chip import Chip, Tone
from yiyang.face.components.deed import Deed
from yiyang.face.components.flash import Flash
from yiyang.face.components.form import Form
from yiyang.face.components.table import Column, Row, Table
from yiyang.ground.places import selectors as places
from yiyang.ground.places.errors import NotInThisLanguage
from yiyang.ground.places.reference import PAPERS

SCAN_BYTES_MAX = 10_000_000


class PaperForm(forms.Form):
    """A paper or its renewal; the scan is kept as its seal only, so that nobody can exchange it unseen."""

    kind = forms.ChoiceField(label=gettext_lazy("Paper"))
    number = forms.CharField(label=gettext_lazy("Its number"), max_length=60)
    issuer = forms.CharField(label=gettext_lazy("Issued by"), max_length=120, required=False)
    issued_on = Day(label=gettext_lazy("Issued on"), required=False)
    expires_on = Day(label=gettext_lazy("First day it no longer counts"), required=False)
    beds = forms.IntegerField(
        label=gettext_lazy("Beds it approves"), min_value=1, max_value=100_000, required=False,
        help_text=gettext_lazy("Only where the paper names a number."),
    )  # fmt: skip
    scan = forms.FileField(
        label=gettext_lazy("Scan"), required=False,
        help_text=gettext_lazy("Its seal (SHA-256) is kept, not the file: show the reviewer the same one."),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [(code, paper_words(code)) for code in PAPERS]

    def clean_scan(self) -> Any:
        """Not more than ten megabytes."""
        scan = self.cleaned_data.get("scan")
        if scan is not None and scan.size > SCAN_BYTES_MAX:
            raise forms.ValidationError(_("A scan has at most 10 megabytes."))
        return scan


def paper_words(code: str) -> str:
    """A kind of paper in the reader's language."""
    zh, en, _expires = PAPERS.get(code, (code, code, False))
    return zh if words.chinese() else en


def page(run: Running, form: PaperForm | None = None, said: Parts = ()) -> Sheet:
    """The check-list, everything shown, the norms to accept, and where the application stands."""
    entry = places.own_entry(run.actor, run.now)
    here = reverse("house_papers")
    add = Form(
        action=here,
        upload=True,
        title=_("A paper, or its renewal"),
        note=_("It counts once a reviewer has checked it; the old one counts until its day."),
        fields=parts_of(form := form or PaperForm()),
        refused=said_of(form),
        button=Button(label=_("Show the paper"), kind="primary", icon="file-text", name="deed", value="paper"),
    )
    sections = [
        Section(title=_("What is asked"), parts=(_checklist(entry),)),
        Section(title=_("Everything shown"), parts=(_shown(entry),)),
    ]
    if entry.norms:
        sections.insert(
            0, Section(title=_("Norms of use to accept"), parts=tuple(_norms(entry, here)), layout="halves")
        )
    sections.append(Section(title=_("Review"), parts=(_review(entry, here), add), layout="halves"))
    return Sheet(
        title=_("Papers of the house"),
        chip=_standing(entry.state),
        lead=_("A licence that has ended stops new bookings by itself on that day. You are told thirty days ahead."),
        ways=ways("house_papers"),
        said=said,
        sections=tuple(sections),
    )


def state_chip(state: str) -> Chip:
    """How a paper stands."""
    said: dict[str, tuple[str, Tone]] = {
        "missing": (_("missing"), "bad"),
        "unverified": (_("not checked yet"), "warn"),
        "expired": (_("no longer valid"), "bad"),
        "expiring": (_("ends soon"), "warn"),
        "valid": (_("checked, valid"), "ok"),
    }
    word, tone = said[state]
    return Chip(word=word, tone=tone)


def refusal(text: str) -> Parts:
    return (Flash(text=text, tone="bad"),)


def _standing(state: str) -> Chip:
    said: dict[str, tuple[str, Tone]] = {
        "draft": (_("not live yet"), "plain"),
        "live": (_("live"), "ok"),
        "suspended": (_("suspended"), "bad"),
        "closed": (_("closed for good"), "bad"),
    }
    word, tone = said[state]
    return Chip(word=word, tone=tone)


def _checklist(entry: places.OwnEntry) -> Table:
    rows = tuple(
        Row(
            (
                words.named(line),
                _("must be there") if line.mandatory else _("if there is one"),
                line.number or "–",
                words.full_day(line.expires_on) if line.expires_on else "–",
                state_chip(line.state),
            ),
            tone="bad" if line.mandatory and line.state in ("missing", "expired") else "plain",
        )
        for line in entry.lines
    )
    columns = (
        Column(_("Paper")), Column(_("Asked")), Column(_("Its number")), Column(_("Valid until")), Column(_("State")),
    )  # fmt: skip
    return Table(caption=_("What is asked"), columns=columns, rows=rows, empty=_("No paper is asked for."))


def _shown(entry: places.OwnEntry) -> Table:
    rows = tuple(
        Row(
            (
                words.named(each),
                each.number or "–",
                str(each.beds) if each.beds is not None else "–",
                words.full_day(each.expires_on) if each.expires_on else _("does not end"),
                state_chip(each.state),
            )
        )
        for each in entry.shown
    )
    columns = (
        Column(_("Paper")), Column(_("Its number")), Column(_("Beds"), "number"), Column(_("Valid until")),
        Column(_("State")),
    )  # fmt: skip
    return Table(caption=_("Everything shown"), columns=columns, rows=rows, empty=_("Nothing has been shown yet."))


def _norms(entry: places.OwnEntry, here: str) -> list[Part]:
    cards: list[Part] = []
    for norms in entry.norms:
        try:
            text = places.norms_text(norms.id, get_language() or "en")
        except NotInThisLanguage as refused:
            cards.append(Flash(text=refused.in_words(_(refused.sentence)), tone="bad"))
            continue
        accept = Button(label=_("We accept them"), kind="primary", icon="check", name="deed", value="norms")
        title = _("Version %(version)s, in force since %(day)s") % {
            "version": norms.version, "day": words.full_day(norms.in_force_at),
        }  # fmt: skip
        cards.append(
            Card(
                title=title,
                parts=(text,),
                deeds=(Deed(action=here, button=accept, hidden=(("norms", str(norms.id)),)),),
            )
        )
    return cards


def _review(entry: places.OwnEntry, here: str) -> Card:
    said = {
        "draft": _("An application is open and not handed in yet."),
        "submitted": _("The application waits for the reviewer. You are told when it is decided."),
        "approved": _("The last application was approved."),
        "rejected": _("The last application was refused: %(reason)s"),
        "withdrawn": _("The last application was taken back."),
    }
    standing = entry.application
    text = _("No application has been made yet.")
    if standing is not None:
        text = (
            said[standing.state] % {"reason": standing.reason} if standing.state == "rejected" else said[standing.state]
        )
    deeds: tuple[Part, ...] = ()
    if standing is not None and standing.state == "submitted":
        back = Button(label=_("Take the application back"), icon="undo-2", name="deed", value="withdraw")
        deeds = (Deed(action=here, button=back, hidden=(("application", str(standing.application_id)),)),)
    elif entry.state != "closed":
        hand_in = Button(label=_("Hand the papers in"), kind="primary", icon="badge-check", name="deed", value="submit")
        deeds = (Deed(action=here, button=hand_in),)
    waiting = [words.named(each) for each in entry.shown if each.state == "unverified"]
    parts: Parts = (text, _("Not checked yet: %(papers)s.") % {"papers": _(", ").join(waiting)}) if waiting else (text,)
    return Card(title=_("Where the review stands"), parts=parts, deeds=deeds)


def uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
