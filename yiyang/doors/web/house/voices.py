"""What people said of the house's services, and the house's answer to each."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yiyang.doors.web.forms import parts_of, said_of
from yiyang.doors.web.house.running import Running, ways
from yiyang.doors.web.house.services import named
from yiyang.doors.web.sheet import Section, Sheet
from yiyang.face import words
from yiyang.face.components import Component, Parts
from yiyang.face.components.button import Button
from yiyang.face.components.card import Card
from yiyang.face.components.chip import Chip
from yiyang.face.components.form import Form
from yiyang.face.components.stars import Stars
from yiyang.lifecycle.ratings import selectors as ratings


class AnswerForm(forms.Form):
    """What the house says to it; everybody reads it."""

    text = forms.CharField(label=gettext_lazy("Answer"), widget=forms.Textarea, required=False)


def page(run: Running, refused: tuple[UUID, AnswerForm] | None = None) -> Sheet:
    """The newest ratings, the unanswered first, each with the form to answer it."""
    found = sorted(ratings.voices_of_house(run.actor, run.house_id), key=lambda each: bool(each.voice.answer))
    cards = tuple(_card(each, refused[1] if refused and refused[0] == each.voice.id else None) for each in found)
    nothing = _("Nobody has rated a service of the house yet.")
    return Sheet(
        title=_("What people say"),
        lead=_("Only finished, proven work can be rated. Your answer stands below it for everybody."),
        ways=ways("house_voices"),
        sections=(Section(parts=cards or (nothing,), layout="halves" if cards else "stack"),),
    )


def _card(each: ratings.HouseVoice, form: AnswerForm | None) -> Component:
    voice = each.voice
    form = form or AnswerForm(initial={"text": voice.answer}, prefix=str(voice.id))
    answer = Form(
        action=reverse("house_voices"),
        fields=parts_of(form),
        refused=said_of(form),
        hidden=(("voice", str(voice.id)),),
        button=Button(label=_("Answer"), icon="check", note=words.full_day(voice.given_on)),
    )
    said: Parts = (voice.text,) if voice.text else (_("No words, only stars."),)
    chip = Chip(word=_("answered"), tone="ok") if voice.answer else Chip(word=_("not answered"), tone="warn")
    return Card(
        title=named((each.service, each.service_en)),
        over=words.full_day(voice.given_on),
        level=2,
        chip=chip,
        parts=(Stars(score_milli=voice.quality * 1000, one=True), *said, answer),
    )
