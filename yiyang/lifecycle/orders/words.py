"""The states of an order in a reader's words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

STATES: Mapping[str, str | Promise] = {
    "requested": gettext_lazy("waiting for payment"),
    "accepted": pgettext_lazy("state of an order", "agreed"),
    "in-progress": gettext_lazy("under way"),
    "on-hold": gettext_lazy("resting"),
    "completed": pgettext_lazy("state of an order", "done"),
    "cancelled": pgettext_lazy("state of an order", "cancelled"),
    "failed": gettext_lazy("did not take place"),
    "rejected": pgettext_lazy("state of an order", "declined"),
    "lapsed": gettext_lazy("lapsed, not paid in time"),
}
