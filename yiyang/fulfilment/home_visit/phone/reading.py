"""What comes in from a phone or a plain form, as entries of a visit. Nothing is judged here but its shape."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from yiyang.foundation.identifiers import new_id
from yiyang.fulfilment.home_visit.phone.screens import PRESSURE, READ
from yiyang.fulfilment.home_visit.services import Entry

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
ENTRIES_MAX = 50


class Unreadable(ValueError):
    """Not what a phone of ours sends; said to a programmer, not to a worker."""


@dataclass(frozen=True)
class Sent:
    """One entry and the visit it belongs to."""

    visit_id: UUID
    entry: Entry


def sent(body: Any) -> list[Sent]:
    """The entries of a sending, in the order of the phone. Raises Unreadable."""
    rows = body.get("entries") if isinstance(body, dict) else None
    if not isinstance(rows, list) or len(rows) > ENTRIES_MAX:
        raise Unreadable("entries")
    return sorted((_sent(row) for row in rows), key=lambda each: (each.entry.seq, each.entry.key))


def _sent(row: Any) -> Sent:
    try:
        at = parse_datetime(row["at"])
        data, seq = row["data"], row["seq"]
        if (
            at is None
            or at.tzinfo is None
            or not isinstance(data, dict)
            or type(seq) is not int
            or not 0 <= seq < 2**31
        ):
            raise Unreadable("entry")
        entry = Entry(key=UUID(row["key"]), kind=str(row["kind"])[:12], at=at, seq=seq, data=data)
        return Sent(UUID(row["visit"]), entry)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise Unreadable("entry") from wrong


def seq_at(now: datetime) -> int:
    """The number of an entry that no phone counted: above every number a phone gave until now."""
    return int((now - BEGINNING).total_seconds())


def typed(kind: str, form: QueryDict, files: MultiValueDict[str, UploadedFile], now: datetime) -> list[Entry]:
    """What a plain form says. One press can be two entries: being there, and why no place proves it."""
    try:
        key = UUID(form.get("key", ""))
    except ValueError:
        key = new_id()
    data = list(_data(kind, form, files))
    keys = [key, *(UUID(int=(key.int + more) % 2**128) for more in range(1, len(data)))]
    return [
        Entry(key=each, kind=of, at=now, seq=seq_at(now) + place, data=told)
        for place, (each, (of, told)) in enumerate(zip(keys, data, strict=True))
    ]


def _data(kind: str, form: QueryDict, files: MultiValueDict[str, UploadedFile]) -> list[tuple[str, dict[str, Any]]]:
    said = {name: str(value).strip() for name, value in form.items()}
    match kind:
        case "arrived" | "departed":
            about = "arrival" if kind == "arrived" else "departure"
            reason = said.get("reason") or _("entered without a position")
            return [(kind, {}), ("exception", {"about": about, "reason": reason})]
        case "checked":
            done = {"done": True} if said.get("done") else {"done": False, "reason": said.get("reason", "")}
            return [(kind, {"line": _number(said.get("line", "")), **done})]
        case "observed":
            return _readings(said)
        case "used":
            name = {"code": said.get("code_used", ""), "count": _number(said.get("count", "1"))}
            return [(kind, name)]
        case "assessed":
            fit = {"yes": True, "no": False}.get(said.get("fit", ""))
            more = {"needs": said.get("needs", ""), "risks": said.get("risks", "")}
            return [(kind, {"fit": fit, **more, "two_workers": "two_workers" in said})]
        case "photographed":
            return [(kind, {**_picture(files.get("photo")), "caption": said.get("caption", "")})]
        case "signed" if said.get("unsigned"):
            return [("exception", {"about": "signature", "reason": said["unsigned"]})]
        case "signed":
            return [(kind, {"name": said.get("name", ""), "relation": said.get("relation", "self")})]
        case "noted":
            return [(kind, {"text": said.get("text", "")})]
    return [(kind, {})]


def _readings(said: Mapping[str, str]) -> list[tuple[str, dict[str, Any]]]:
    upper, lower = said.get("8480-6", ""), said.get("8462-4", "")
    found: list[tuple[str, dict[str, Any]]] = []
    if upper or lower:
        found.append(("observed", {"code": PRESSURE, "8480-6": upper, "8462-4": lower}))
    found += [("observed", {"code": code, "value": said[code].replace(",", ".")}) for code in READ if said.get(code)]
    return found or [("observed", {})]


def _picture(file: UploadedFile | None) -> dict[str, str]:
    if file is None:
        return {}
    return {"content": base64.b64encode(file.read()).decode(), "media_type": str(file.content_type)}


def _number(text: str) -> int | str:
    return int(text) if text.isdigit() else text
