"""What one can do for the safety of one's account."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from yiyang.face.components import Parts
from yiyang.face.components.tile import Tile


@dataclass(frozen=True)
class SecurityPage:
    title: str
    ways: Parts


def security_page() -> SecurityPage:
    """Every way that this site's sign-in offers."""
    ways = [
        ("account_change_password", "key-round", _("Change the password"), _("At least ten signs")),
        (
            "mfa_index",
            "shield-check",
            _("Second factor and passkeys"),
            _("A code from an app, a fingerprint, or a key"),
        ),
        ("account_change_phone", "smartphone", _("Change the telephone"), _("The number that codes are sent to")),
        ("devices", "bell", _("News on this device"), _("Be told when there is something new")),
        ("my_calendar", "calendar-days", _("Calendar"), _("Your dates on your telephone, under a secret address")),
        ("data", "download", _("My data"), _("Take a copy along, or be forgotten")),
        ("account_email", "mail", _("E-mail addresses"), _("For recovery and long messages")),
    ]
    tiles = []
    for address, icon, title, line in ways:
        try:
            tiles.append(Tile(icon=icon, title=title, line=line, href=reverse(address)))
        except NoReverseMatch:
            continue  # the site was set up without this way
    return SecurityPage(_("Sign-in and security"), tuple(tiles))
