"""Take one's data along, or be forgotten: every room gives and forgets its own part, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.care.records import fhir
from yiyang.care.records import selectors as records_seen
from yiyang.care.records import services as records
from yiyang.doors.web.attempts import Attempt
from yiyang.face.components import Part
from yiyang.face.components.button import Button
from yiyang.face.components.card import Card
from yiyang.face.components.confirm import Confirm
from yiyang.face.components.field import Field
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid
from yiyang.ground.access import services as access
from yiyang.ground.cases import selectors as cases_seen
from yiyang.ground.cases import services as cases
from yiyang.ground.messages import selectors as messages_seen
from yiyang.ground.messages import services as messages
from yiyang.ground.people import selectors as people_seen
from yiyang.ground.people import services as people
from yiyang.ground.people.actions import ERASE
from yiyang.ground.trust import selectors as trust_seen
from yiyang.ground.trust import services as trust
from yiyang.lifecycle.orders import selectors as orders_seen
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.ratings import services as ratings


@dataclass(frozen=True, kw_only=True)
class DataPage:
    title: str
    copy: Card
    erase: Confirm
    refusal: Part = ""


def data_page(tried: Attempt) -> DataPage:
    """What one can do with one's own data."""
    sure = Field(
        name="sure", label=_("Yes, forget me. I know that it cannot be undone."), kind="checkbox", refused=tried.said
    )
    return DataPage(
        title=_("My data"),
        copy=Card(
            level=2,
            title=_("Take a copy along"),
            parts=(
                _("Everything kept about you in one file: your page, your family, your health records as FHIR R4."),
            ),
            deeds=(Button(label=_("Download the file"), href=reverse("my_data"), icon="download"),),
        ),
        erase=Confirm(
            question=_("Be forgotten?"),
            happens=_(
                "Your page, records, messages and account go. Bills stay without your name, as the law asks. The log "
                "keeps its proofs, and nobody can tell any more whom they were about."
            ),
            action=reverse("data"),
            fields=(sure,),
            yes=Button(label=_("Forget me"), kind="alarm", icon="trash-2"),
            no=Button(label=_("Stay"), href=reverse("account")),
        ),
    )


def copy_of(viewer: Actor, person_id: UUID, now: datetime) -> dict[str, Any]:
    """Everything that is kept about a person in all their files, for the person. Raises Unknown for anybody else."""
    copy: dict[str, Any] = {
        "person": people_seen.export_person(viewer, person_id, now),
        "records": records_seen.export_person(viewer, person_id, now),
        "orders": [],
        "messages": messages_seen.export_notices(viewer, person_id),
        "cases": [],
        "trust": [],
    }
    for file in people_seen.files_of(viewer, person_id):
        itself = Actor.person(file)  # the rows still come out through the eyes of whoever asked
        copy["orders"] += orders_seen.export_orders(itself, file, now)
        copy["cases"] += cases_seen.export_cases(itself, file)
        copy["trust"] += trust_seen.export_entries(itself, file)
    return copy


def copy_as_file(viewer: Actor, person_id: UUID, now: datetime) -> bytes:
    """The copy as JSON; a measured number keeps the digits it was written with, as FHIR asks."""
    return fhir.encode(copy_of(viewer, person_id, now))


def forget(by: Actor, person_id: UUID, now: datetime, *, sure: bool) -> None:
    """Erase a person from every room. Raises Unknown for anybody but the person, Invalid while they are not sure."""
    access.require(by, ERASE, now=now, person_id=person_id)
    if not sure:
        raise Invalid(field="sure", reason=_("please say that you are sure"))
    with transaction.atomic(using="worker"):
        forget_for(by, person_id, now)


def forget_for(by: Actor, person_id: UUID, now: datetime) -> None:
    """Each room does its part on the platform's behalf, for every file of the person, in a worker's open transaction.

    The caller has asked whether `by` may.
    """
    platform = Actor.system()
    files = people_seen.files_of(by, person_id)
    for file in files:
        records.erase_person(by=platform, now=now, person_id=file)
        ratings.erase_texts(person_id=file)
        orders.erase_words(person_id=file)
        cases.erase_cases(person_id=file)
        messages.erase_notices(person_id=file)
    people.erase_person(by=platform, now=now, person_id=person_id)
    for file in files:
        trust.erase(file, by=platform if file == by.person_id else by, now=now)
