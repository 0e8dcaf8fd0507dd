"""The words for roles, and where a person in a role begins the day."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.doors.web.who import Looking
from yiyang.face.components.bar import Tab

from yiyang.ground.access import actions

# The first role of the list that somebody holds decides where the day begins.
STARTS = (
    (actions.DESK, "desk"),
    (actions.DOCTOR, "list"),
    (actions.NURSE, "list"),
    (actions.REVIEWER, "entries"),
    (actions.OPERATOR, "entries"),
    (actions.MANAGER, "desk"),
)


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


def start_of(roles: Iterable[str]) -> str:
    """The name of the first page for somebody with these roles; home when there is none."""
    held = set(roles)
    return next((page for role, page in STARTS if role in held), "home")


def tabs_of(who: Looking, path: str) -> tuple[Tab, ...]:
    """The ways on from every page, for these shoes."""
    if who.me is None:
        ways = [(_("Find care"), "home", "search")]
    elif who.actor.organisation_id is None:
        ways = [
            (_("Today"), "home", "house"),
            (_("Find care"), "find", "search"),
            (_("Orders"), "orders", "clipboard-list"),
            (_("Health file"), "file", "heart-pulse"),
            (_("Family"), "family", "users-round"),
            (_("Inbox"), "inbox", "bell"),
        ]
    else:
        ways = [(label, name, icon) for roles, label, name, icon in _work() if roles & who.roles]
    return tuple(Tab(label, reverse(name), _under(path, reverse(name)), icon) for label, name, icon in ways)


def _work() -> list[tuple[frozenset[str], str, str, str]]:
    front = frozenset({actions.DESK, actions.MANAGER})
    platform = frozenset({actions.OPERATOR, actions.REVIEWER})
    return [
        (front, _("Desk"), "desk", "calendar-days"),
        (actions.CLINICAL, _("My list"), "list", "stethoscope"),
        (platform, _("Entry review"), "entries", "badge-check"),
        (frozenset({actions.OPERATOR}), _("People"), "people", "users-round"),
        (platform | frozenset({actions.SUPERVISOR}), _("Trust log"), "trust", "shield-check"),
        (actions.STAFF | platform, _("Cases"), "cases", "siren"),
        (actions.ALL_ROLES, _("Inbox"), "inbox", "bell"),
    ]


def _under(path: str, root: str) -> bool:
    return path == root if root == "/" else path == root or path.startswith(f"{root}/")
