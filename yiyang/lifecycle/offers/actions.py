"""What can be permitted in offers."""

from __future__ import annotations

from yiyang.foundation.errors import gettext_noop
from yiyang.ground.access.actions import MANAGER, STAFF, Action

MANAGE = Action(
    "offers.manage", gettext_noop("Change what a house offers and at which price"), roles=frozenset({MANAGER})
)
ENROL = Action("offers.enrol", gettext_noop("Say that a person belongs to a group of customers"), roles=STAFF)
