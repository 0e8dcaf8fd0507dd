"""The day of a house: who is expected at the desk, and whom the doctor sees next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from yiyang.face import words
from yiyang.face.components import Part
from yiyang.face.components.button import Button
from yiyang.face.components.chart import Chart, Series
from yiyang.face.components.chip import Chip, Tone
from yiyang.face.components.deed import Deed
from yiyang.face.components.figures import Figure, Figures
from yiyang.face.components.table import Column, Row, Table
from yiyang.face.served import served
from yiyang.foundation.actors import Actor
from yiyang.fulfilment.appointment.actions import SEE_DAY
from yiyang.fulfilment.appointment.screens.standing import deed
from yiyang.fulfilment.appointment.selectors import Expected, expected
from yiyang.ground.access import services as access

DRAWN_FROM = 6  # people; a chart of fewer says nothing that the list does not


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """One session of the day with its table, and what can be done for all of it."""

    title: str
    line: str
    table: Table
    deeds: tuple[Part, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DayPage:
    title: str
    day: str
    earlier: str
    later: str
    sittings: tuple[Sitting, ...]
    figures: Figures | None = None
    hours: Chart | None = None


def desk_page(viewer: Actor, now: datetime, *, day: str) -> DayPage:
    """Everyone expected in the house on a day (default today), by session. Raises SignInNeeded, NotAllowed."""
    shown = _day(day, now)
    found = _expected(viewer, now, shown)
    sittings = tuple(
        Sitting(title=_where(rows[0]), line=_count(rows), table=_desk_table(rows, now)) for rows in _by_session(found)
    )
    return _page(_("Today at the desk"), shown, sittings, found)


def list_page(viewer: Actor, now: datetime, *, day: str) -> DayPage:
    """The patients of the professional who looks, by session, with whom to call next."""
    shown = _day(day, now)
    found = _expected(viewer, now, shown, practitioner_person_id=viewer.person_id)
    sittings = tuple(
        Sitting(title=_where(rows[0]), line=_count(rows), table=_list_table(rows), deeds=_call(rows))
        for rows in _by_session(found)
    )
    return _page(_("My patients"), shown, sittings, found)


def _page(title: str, shown: date, sittings: tuple[Sitting, ...], found: Sequence[Expected]) -> DayPage:
    return DayPage(
        title=title,
        day=words.day(shown),
        earlier=f"?day={shown - timedelta(days=1)}",
        later=f"?day={shown + timedelta(days=1)}",
        sittings=sittings,
        figures=_figures(found) if found else None,
        hours=_hours(found) if len(found) >= DRAWN_FROM else None,
    )


def _figures(found: Sequence[Expected]) -> Figures:
    """How the day stands."""

    def count(*states: str) -> str:
        return str(sum(row.state in states for row in found))

    waiting = sum(row.state == "arrived" and row.seen_at is None for row in found)
    return Figures(
        label=_("How the day stands"),
        figures=(
            Figure(str(len(found)), _("booked")),
            Figure(str(waiting), _("waiting"), tone="warn" if waiting else "plain"),
            Figure(count("fulfilled"), _("seen")),
            Figure(count("noshow"), _("did not come")),
            Figure(count("pending"), _("to pay")),
        ),
    )


def _hours(found: Sequence[Expected]) -> Chart:
    """When people come, hour by hour, so that the desk sees the rush before it is there."""
    by_hour = Counter(timezone.localtime(row.starts_at).hour for row in found)
    hours = range(min(by_hour), max(by_hour) + 1)
    busiest = max(hours, key=lambda hour: by_hour[hour])
    return Chart(
        title=_("When they come"),
        description=_("Most come between %(from)s and %(to)s o'clock.") % {"from": busiest, "to": busiest + 1},
        label_title=_("Hour"),
        labels=tuple(f"{hour:02d}" for hour in hours),
        series=(Series(_("People"), tuple(by_hour[hour] for hour in hours)),),
        unit=_("people"),
        level=2,
    )


def _day(typed: str, now: datetime) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return timezone.localtime(now).date()


def _expected(
    viewer: Actor, now: datetime, shown: date, *, practitioner_person_id: UUID | None = None
) -> list[Expected]:
    access.require(viewer, SEE_DAY, now=now, organisation_id=viewer.organisation_id)
    assert viewer.organisation_id is not None
    begins = datetime.combine(shown, time(), timezone.get_current_timezone())
    return expected(
        viewer,
        viewer.organisation_id,
        now,
        starts_from=begins,
        starts_to=begins + timedelta(days=1),
        practitioner_person_id=practitioner_person_id,
    )


def _by_session(found: Sequence[Expected]) -> list[list[Expected]]:
    sessions: dict[UUID, list[Expected]] = {}
    for each in found:
        sessions.setdefault(each.session_id, []).append(each)
    return list(sessions.values())


def _where(row: Expected) -> str:
    return " · ".join(part for part in (row.practitioner, row.service, row.room) if part)


def _count(rows: Sequence[Expected]) -> str:
    waiting = sum(row.state == "arrived" and row.seen_at is None for row in rows)
    return _("%(expected)s booked, %(waiting)s waiting") % {"expected": len(rows), "waiting": waiting}


def _chip(row: Expected) -> Chip:
    if row.state == "arrived" and row.seen_at:
        return Chip(word=_("with the doctor"), tone="info")
    if row.state == "arrived" and row.called_at:
        return Chip(word=_("called"), tone="info")
    said: dict[str, tuple[str, Tone]] = {
        "pending": (_("to pay"), "warn"),
        "booked": (_("expected"), "plain"),
        "arrived": (_("waiting"), "ok"),
        "fulfilled": (_("seen"), "plain"),
        "noshow": (_("did not come"), "bad"),
    }
    word, tone = said[row.state]
    return Chip(word=word, tone=tone)


def _desk_table(rows: Sequence[Expected], now: datetime) -> Table:
    columns = (Column(_("Time")), Column(_("No"), "number"), Column(_("Person")), Column(_("Code")), Column(_("State")))
    return Table(
        caption=_where(rows[0]),
        columns=(*columns, Column(_("Now"), "deed")),
        rows=tuple(
            Row(
                (words.hour(row.starts_at), str(row.number), row.person, row.code, _chip(row), _desk_deeds(row, now)),
                href=reverse("appointment:show", args=[row.order_id]),
                tone="done" if row.state == "fulfilled" else "bad" if row.state == "noshow" else "plain",
            )
            for row in rows
        ),
    )


def _desk_deeds(row: Expected, now: datetime) -> tuple[Part, ...]:
    if row.state != "booked":
        return ()
    came = deed("check_in", row.order_id, _("Check in"), kind="primary", icon="check")
    return (came, deed("no_show", row.order_id, _("Did not come"))) if row.starts_at <= now else (came,)


def _list_table(rows: Sequence[Expected]) -> Table:
    columns = (Column(_("Time")), Column(_("No"), "number"), Column(_("Person")), Column(_("State")))
    return Table(
        caption=_where(rows[0]),
        columns=(*columns, Column(_("Now"), "deed")),
        rows=tuple(
            Row(
                (words.hour(row.starts_at), str(row.number), row.person, _chip(row), _list_deeds(row)),
                href=reverse("appointment:show", args=[row.order_id]),
                tone="done" if row.state == "fulfilled" else "plain",
            )
            for row in rows
        ),
    )


def _list_deeds(row: Expected) -> tuple[Part, ...]:
    if row.state == "arrived" and row.seen_at is None:
        return (deed("see", row.order_id, _("Begin the visit"), kind="primary", icon="stethoscope"),)
    if row.state == "arrived":
        over = deed("finish", row.order_id, _("The visit is over"), icon="check")
        href = served("encounter", row.encounter_id) if row.encounter_id else ""
        return (Button(label=_("Write"), href=href, kind="primary", icon="notebook-pen"), over) if href else (over,)
    return ()


def _call(rows: Sequence[Expected]) -> tuple[Part, ...]:
    if not any(row.state == "arrived" and row.called_at is None and row.seen_at is None for row in rows):
        return ()
    action = reverse("appointment:call_next", args=[rows[0].session_id])
    return (Deed(action=action, button=Button(label=_("Call the next"), kind="primary", icon="bell")),)
