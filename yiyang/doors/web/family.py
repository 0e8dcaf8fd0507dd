"""Who may act for me, and what each of them may do."""

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
from yiyang.face.components.card import Card
from yiyang.face.components.chip import Chip
from yiyang.face.components.choices import Choices
from yiyang.face.components.confirm import Confirm
from yiyang.face.components.field import Choice, Field
from yiyang.face.components.flash import Flash
from yiyang.face.components.state import State
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.access import actions
from yiyang.ground.people import selectors as people


@dataclass(frozen=True, kw_only=True)
class FamilyPage:
    title: str
    refusal: Part
    members: Parts
    empty: State
    fields: Parts
    tried: bool = False


@dataclass(frozen=True, kw_only=True)
class LeavePage:
    title: str
    confirm: Confirm


@dataclass(frozen=True, kw_only=True)
class ScopesPage:
    title: str
    refusal: Part
    confirm: Confirm


@dataclass(frozen=True)
class Letting:
    """What was typed to let somebody in."""

    phone: str = ""
    name: str = ""
    relationship: str = "DAU"
    scopes: tuple[str, ...] = (actions.SEE, actions.BOOK, actions.PAY)


def scope_words() -> dict[str, str]:
    """Each family scope as the elder reads it."""
    return {
        actions.SEE: _("see my visits and orders"),
        actions.BOOK: _("book and cancel for me"),
        actions.PAY: _("pay for me"),
        actions.VITALS: _("see my readings"),
        actions.RECORDS: _("see my health records"),
        actions.CHANGE: _("change my package"),
        actions.ALARMS: _("be called when I need help"),
    }


def relationship_words() -> dict[str, str]:
    """How somebody is related."""
    return {
        "DAU": _("daughter"),
        "SON": _("son"),
        "SPS": _("wife or husband"),
        "SIB": _("sister or brother"),
        "PRN": _("mother or father"),
        "GRNDCHILD": _("grandchild"),
        "DAUINLAW": _("daughter-in-law"),
        "SONINLAW": _("son-in-law"),
        "NIENEPH": _("niece or nephew"),
        "FRND": _("friend"),
        "NBOR": _("neighbour"),
        "GUARD": _("guardian"),
    }


def family_page(
    viewer: Actor, person_id: UUID, now: datetime, tried: Attempt | None = None, typed: Letting | None = None
) -> FamilyPage:
    """Everyone who may act for the person, and the form that lets one more in."""
    tried, typed = tried or Attempt(), typed or Letting()
    members = people.family_of(viewer, person_id, now)
    elsewhere = tried.elsewhere("phone", "relationship", "scopes")
    return FamilyPage(
        title=_("Family"),
        refusal=Flash(text=elsewhere, tone="bad") if elsewhere else "",
        members=tuple(_member(member) for member in members),
        empty=State(
            kind="empty",
            icon="users-round",
            title=_("Nobody acts for you yet"),
            text=_("Let in a daughter, a son or a neighbour; you choose what each may do."),
        ),
        fields=_fields(tried, typed),
        tried=tried.refusal is not None,
    )


def leave_page(viewer: Actor, person_id: UUID, relative_id: UUID, now: datetime) -> LeavePage:
    """The question before somebody is sent out again."""
    name = next(
        (member.name for member in people.family_of(viewer, person_id, now) if member.relative_id == relative_id), ""
    )
    confirm = Confirm(
        question=_("Take it all back from %(name)s?") % {"name": name or _("this person")},
        happens=_(
            "From this moment they see nothing more and can do nothing for you. You can let them in again at any time."
        ),
        action=reverse("family_leave", args=[relative_id]),
        yes=Button(label=_("Take it back"), kind="alarm"),
        no=Button(label=_("Leave it as it is"), href=reverse("family")),
    )
    return LeavePage(title=_("Take it back"), confirm=confirm)


def scopes_page(viewer: Actor, person_id: UUID, relative_id: UUID, now: datetime, tried: Attempt) -> ScopesPage:
    """What one relative may do, to be changed. Raises Unknown when they may do nothing."""
    member = member_of(viewer, person_id, relative_id, now)
    if member is None:
        raise Unknown
    called = member.name or relationship_words().get(member.relationship, "")
    choices = tuple(Choice(code, word) for code, word in scope_words().items())
    may = Choices(name="scopes", label=_("They may"), choices=choices, chosen=member.scopes, refused=tried.at("scopes"))
    elsewhere = tried.elsewhere("scopes")
    return ScopesPage(
        title=_("What %(name)s may do") % {"name": called},
        refusal=Flash(text=elsewhere, tone="bad") if elsewhere else "",
        confirm=Confirm(
            question=_("What may %(name)s do for you?") % {"name": called},
            happens=_("It holds from this moment, and you can change it again at any time."),
            action=reverse("family_scopes", args=[relative_id]),
            hidden=(("name", member.name), ("relationship", member.relationship)),
            fields=(may,),
            yes=Button(label=_("So be it"), kind="primary", icon="check"),
            no=Button(label=_("Leave it as it is"), href=reverse("family")),
        ),
    )


def member_of(viewer: Actor, person_id: UUID, relative_id: UUID, now: datetime) -> people.FamilyMember | None:
    """One relative as they stand now."""
    members = people.family_of(viewer, person_id, now)
    return next((member for member in members if member.relative_id == relative_id), None)


def standing_form(member: people.FamilyMember) -> tuple[tuple[str, str], ...]:
    """The hidden form that gives a relative back exactly what they have now."""
    scopes = tuple(("scopes", scope) for scope in member.scopes)
    return (("name", member.name), ("relationship", member.relationship), *scopes)


def _member(member: people.FamilyMember) -> Card:
    said = scope_words()
    may = tuple(Chip(word=said.get(scope, scope), tone="ok") for scope in said if scope in member.scopes)
    since = _("since %(day)s") % {"day": words.full_day(member.since)}
    kin = relationship_words().get(member.relationship, member.relationship)
    return Card(
        title=member.name or kin,
        over=" · ".join((kin, since)),
        chip=Chip(word=_("guardian by law"), tone="info") if member.guardian else "",
        parts=(_("May:"), may),
        deeds=(
            Button(
                label=_("Change what they may do"),
                href=reverse("family_scopes", args=[member.relative_id]),
                icon="pencil",
                note=member.name,
            ),
            Button(label=_("Take it back"), href=reverse("family_leave", args=[member.relative_id]), note=member.name),
        ),
    )


def _fields(tried: Attempt, typed: Letting) -> Parts:
    kin = tuple(Choice(code, word) for code, word in relationship_words().items() if code != "GUARD")
    scopes = tuple(Choice(code, word) for code, word in scope_words().items())
    return (
        Field(name="name", label=_("What do you call them?"), value=typed.name),
        Field(
            name="phone",
            label=_("Their telephone number"),
            kind="tel",
            value=typed.phone,
            hint=_("The one they sign in with here."),
            refused=tried.at("phone") or tried.at("relative"),
            required=True,
        ),
        Field(
            name="relationship",
            label=_("They are my"),
            kind="select",
            choices=kin,
            value=typed.relationship,
            refused=tried.at("relationship"),
        ),
        Choices(name="scopes", label=_("They may"), choices=scopes, chosen=typed.scopes, refused=tried.at("scopes")),
    )
