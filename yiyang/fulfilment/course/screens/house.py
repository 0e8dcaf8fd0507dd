"""The page of a house's manager: which packages it sells, and a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.face import words
from yiyang.face.components import Part
from yiyang.face.components.button import Button
from yiyang.face.components.deed import Deed
from yiyang.face.components.field import Field
from yiyang.face.components.table import Column, Row, Table
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid, SignInNeeded
from yiyang.fulfilment.course.forms import PackageForm
from yiyang.fulfilment.course.models import CODE
from yiyang.fulfilment.course.screens.buying import content_name, term_words
from yiyang.ground.access import services as access
from yiyang.lifecycle.offers import selectors as offered
from yiyang.lifecycle.offers.actions import MANAGE
from yiyang.lifecycle.offers.selectors import PackageCard

USES_MAX = 365


@dataclass(frozen=True, kw_only=True)
class HousePage:
    title: str
    table: Table
    refused: str
    fields: tuple[Field, ...]
    uses: tuple[Field, ...]
    uses_refused: str
    hidden: tuple[tuple[str, str], ...]


def house_page(viewer: Actor, now: datetime, form: PackageForm) -> HousePage:
    """What the acting house sells in packages. Raises SignInNeeded outside a house and NotAllowed for other staff."""
    if viewer.organisation_id is None:
        raise SignInNeeded
    access.require(viewer, MANAGE, now=now, organisation_id=viewer.organisation_id)
    sold = offered.packages(viewer, now, organisation_id=viewer.organisation_id)
    columns = (
        Column(_("Package")), Column(_("What it holds")), Column(_("How long")), Column(_("Price"), "number"),
        Column(_("No longer offer"), "deed"),
    )  # fmt: skip
    return HousePage(
        title=_("Packages"),
        table=Table(
            caption=_("On offer"),
            columns=columns,
            rows=tuple(_row(each) for each in sold),
            empty=_("No package is on offer."),
        ),
        refused=form.said("__all__") or form.said("request_key"),
        fields=_fields(form),
        uses=tuple(_uses(viewer, viewer.organisation_id, form)),
        uses_refused=form.said("uses"),
        hidden=(("request_key", form.data.get("request_key") or uuid4().hex),),
    )


def uses_of(form: PackageForm) -> dict[UUID, int]:
    """How often each service may be used, of those where something was typed. Raises Invalid."""
    found: dict[UUID, int] = {}
    for name, typed in form.typed_uses().items():
        if not typed:
            continue
        try:
            service_id, number = UUID(name.removeprefix("uses_")), int(typed)
        except ValueError:
            raise Invalid(field="uses", reason=_("write whole numbers")) from None
        if not 0 <= number <= USES_MAX:
            raise Invalid(field="uses", reason=_("write whole numbers"))
        if number:
            found[service_id] = number
    return found


def _row(package: PackageCard) -> Row:
    holds = _(", ").join(f"{content_name(each)} × {each.uses}" for each in package.contents)
    off: Part = ""
    if package.service_id is not None:
        button = Button(label=_("Withdraw"), kind="quiet", icon="x", note=words.named(package))
        off = Deed(action=reverse("course:withdraw", args=[package.service_id]), button=button)
    return Row((words.named(package), holds, term_words(package), words.money(package.list_price), off))


def _fields(form: PackageForm) -> tuple[Field, ...]:
    def typed(name: str, given: str = "") -> dict[str, str]:
        return {"name": name, "value": form.data.get(name, given), "refused": form.said(name)}

    return (
        Field(label=_("Name"), required=True, **typed("name")),  # type: ignore[arg-type]
        Field(label=_("Name in English"), **typed("name_en")),  # type: ignore[arg-type]
        Field(label=_("Price in yuan"), inputmode="decimal", required=True, **typed("price")),  # type: ignore[arg-type]
        Field(
            label=_("Days in which it can be used"),
            inputmode="numeric",
            required=True,
            **typed("valid_days", "180"),  # type: ignore[arg-type]
        ),
        Field(
            label=_("Days in which it can be given back unused"),
            inputmode="numeric",
            required=True,
            **typed("return_days", "7"),  # type: ignore[arg-type]
        ),
    )


def _uses(viewer: Actor, organisation_id: UUID, form: PackageForm) -> list[Field]:
    """One field for each service the house offers; a package holds no packages."""
    return [
        Field(
            name=f"uses_{each.id}",
            label=_("%(service)s: how many times") % {"service": each.name if words.chinese() else each.name_en},
            value=form.data.get(f"uses_{each.id}", ""),
            inputmode="numeric",
        )
        for each in offered.services_of(viewer, organisation_id)
        if each.mode != CODE
    ]
