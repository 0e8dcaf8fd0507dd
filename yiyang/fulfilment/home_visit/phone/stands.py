"""What stands on the server when a phone brings something else, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from yiyang.face import words
from yiyang.fulfilment.home_visit.phone.steps import state_words


def stands_said(stands: Mapping[str, Any]) -> str:
    """A short sentence: the hour, the name, the reason, whatever stands there. Empty for an empty answer."""
    said = [_piece(name, value) for name, value in stands.items()]
    return ", ".join(piece for piece in said if piece)


def _piece(name: str, value: Any) -> str:
    if name.endswith("_at") or name == "at":
        at = parse_datetime(str(value)) if value else None
        return words.moment(at) if isinstance(at, datetime) else ""
    match name:
        case "state":
            return state_words().get(str(value), "")
        case "metres":
            return _("%(metres)s away") % {"metres": words.distance(int(value))} if value is not None else ""
        case "done":
            return _("done") if value else _("not done")
        case "fit":
            return _("care can be given here") if value else _("care cannot be given here")
        case "line" | "about" | "relation":
            return ""
    return str(value)
