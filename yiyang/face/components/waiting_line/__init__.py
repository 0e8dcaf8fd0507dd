"""One line that says what this device still has to send, or that everything has arrived."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Words


@dataclass(frozen=True, kw_only=True)
class WaitingLine(Component):
    """`state`: sent, waits, offline, or look: somebody has to decide something."""

    state: Literal["sent", "waits", "offline", "look"]
    said: Words


def examples() -> list[Example]:
    return [
        Example(_("All sent"), WaitingLine(state="sent", said=_("All sent at %(at)s") % {"at": "14:02"})),
        Example(_("Waiting"), WaitingLine(state="waits", said=_("%(n)s entries wait for the network") % {"n": 3})),
        Example(_("No network"), WaitingLine(state="offline", said=_("No network. Go on, everything is kept."))),
        Example(_("To look at"), WaitingLine(state="look", said=_("One entry was not taken. Please look."))),
    ]
