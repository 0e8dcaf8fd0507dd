"""The words for roles, and the ways of people who work in a house: the modes' own, and the platform's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.doors.web.who import Looking
from yiyang.face.components import Words
from yiyang.face.components.bar import Tab
from yiyang.ground.access import actions
from yiyang.ground.messages import selectors as messages
from yiyang.lifecycle.orders.protocol import modes


@dataclass(frozen=True)
class Work:
    """One way of somebody at work: its words, the name of its address, who needs it."""

    label: Words
    address: str
    icon: str
    roles: frozenset[str]


def role_words(roles: Iterable[str]) -> str:
    """Role codes in the reader's language, joined by a comma."""
    words = {
        actions.OPERATOR: _("platform operator"),
        actions.REVIEWER: _("entry reviewer"),
        actions.MANAGER: _("manager"),
        actions.DESK: _("desk"),
        actions.DOCTOR: _("doctor"),
        actions.NURSE: _("nurse"),
        actions.CARER: _("carer"),
        actions.PHARMACIST: _("pharmacist"),
        actions.SUPERVISOR: _("supervisor"),
        actions.PRIVACY: _("privacy officer"),
    }
    return _(", ").join(words.get(role, role) for role in sorted(roles))


def work_of(roles: frozenset[str]) -> list[Work]:
    """Where these roles lead, the day's work first."""
    platform = frozenset({actions.OPERATOR, actions.REVIEWER})
    ways = [
        Work(_("The house"), "house", "building-2", frozenset({actions.MANAGER})),
        *_given(daily=True),
        Work(_("Reception"), "reception", "user-round", frozenset({actions.DESK, actions.MANAGER, actions.NURSE})),
        Work(_("Money"), "money", "wallet", frozenset({actions.DESK, actions.MANAGER})),
        Work(_("Entry review"), "entries", "badge-check", frozenset({actions.REVIEWER})),
        Work(_("The platform"), "platform", "building-2", platform),
        Work(_("Lists"), "lists", "file-text", frozenset({actions.MANAGER, actions.DESK, actions.PRIVACY})),
        Work(_("Cases"), "cases", "siren", actions.STAFF | {actions.OPERATOR}),
        Work(_("Emergency"), "emergency", "key-round", actions.CLINICAL),
        Work(_("Second look"), "emergency_review", "eye", frozenset({actions.PRIVACY, actions.MANAGER})),
        Work(_("Data requests"), "data_requests", "download", frozenset({actions.OPERATOR, actions.PRIVACY})),
        Work(_("Numbers"), "numbers", "activity", actions.STAFF - {actions.MANAGER}),
        *_given(daily=False),
        Work(_("Inbox"), "inbox", "bell", actions.ALL_ROLES),
        Work(_("Trust log"), "trust", "shield-check", platform | {actions.SUPERVISOR, actions.PRIVACY}),
    ]
    return [way for way in ways if way.roles & roles]


def tabs_of(who: Looking, path: str) -> tuple[Tab, ...]:
    """The ways on from every page, for these shoes."""
    if who.actor.organisation_id is not None:
        ways = work_of(who.roles)
    elif who.me is None:
        ways = [
            Work(_("Find care"), "find", "search", frozenset()),
            Work(_("Houses"), "houses", "building-2", frozenset()),
        ]
    else:
        ways = [
            Work(_("Today"), "home", "house", frozenset()),
            Work(_("Find care"), "find", "search", frozenset()),
            Work(_("Orders"), "orders", "clipboard-list", frozenset()),
            Work(_("Health file"), "file", "heart-pulse", frozenset()),
            Work(_("Family"), "family", "users-round", frozenset()),
            Work(_("Inbox"), "inbox", "bell", frozenset()),
        ]
    unread = messages.unread_count(who.actor) if who.me else 0
    return tuple(
        Tab(
            way.label,
            reverse(way.address),
            _under(path, reverse(way.address)),
            way.icon,
            unread if way.address == "inbox" else 0,
        )
        for way in ways
    )


def start_of(roles: frozenset[str]) -> str:
    """Where these roles begin: a manager with the house, else the mode's daily way that the fewest roles share."""
    if actions.MANAGER in roles:
        return "house"
    ways = [way for way in _given(daily=True) if way.roles & roles] or work_of(roles)[:1]
    return min(ways, key=lambda way: len(way.roles)).address if ways else "home"


def _given(*, daily: bool) -> list[Work]:
    """The ways of every mode: those a day may begin with, or those opened now and then."""
    ways = [way for mode in modes().values() for way in mode.ways if way.daily == daily]
    return [Work(way.label, way.address, way.icon, way.roles) for way in ways]


def _under(path: str, root: str) -> bool:
    return path == root if root == "/" else path == root or path.startswith(f"{root.rstrip('/')}/")
