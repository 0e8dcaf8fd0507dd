"""The state of the house today: what is given, what is sold, what needs the manager."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yiyang.doors.web.house.papers import state_chip
from yiyang.doors.web.house.running import Running, ways
from yiyang.doors.web.house.schedules import sold_table
from yiyang.doors.web.sheet import Section, Sheet
from yiyang.face import words
from yiyang.face.components import Component, Parts
from yiyang.face.components.chip import Chip
from yiyang.face.components.state import State
from yiyang.face.components.tile import Tile
from yiyang.ground.cases import selectors as cases
from yiyang.ground.people import selectors as people
from yiyang.ground.places import selectors as places
from yiyang.lifecycle.capacity import selectors as capacity
from yiyang.lifecycle.offers import selectors as offers


def page(run: Running) -> Sheet:
    """Today's sessions, and everything that waits for the manager; a fixed number of queries."""
    midnight = run.midnight(run.today)
    today = capacity.sold_between(run.actor, run.house_id, midnight, midnight + timedelta(days=1), now=run.now)
    numbers, sold = sum(each.numbers for each in today), sum(each.sold for each in today)
    waiting = _waiting(run)
    calm = State(
        kind="done", title=_("Nothing waits for you"), text=_("Papers, licences, sessions and cases are in order.")
    )
    return Sheet(
        title=words.named(run.house),
        lead=_("%(day)s. Sessions: %(sessions)s. Numbers sold: %(sold)s of %(numbers)s.")
        % {"day": words.day(run.today), "sessions": len(today), "sold": sold, "numbers": numbers},
        ways=ways("house"),
        sections=(
            Section(title=_("What waits for you"), parts=waiting or (calm,), layout="grid" if waiting else "stack"),
            Section(title=_("Sessions today"), parts=(sold_table(today, deeds=True),)),
            Section(title=_("Go on"), parts=_onward(run), layout="grid"),
        ),
    )


def _waiting(run: Running) -> Parts:
    found: list[Component] = []
    entry = places.own_entry(run.actor, run.now)
    bad = [
        line
        for line in entry.lines
        if line.state in ("expired", "expiring") or (line.mandatory and line.state == "missing")
    ]
    papers = reverse("house_papers")
    found += [
        Tile(
            icon="file-text",
            title=words.named(line),
            line=words.full_day(line.expires_on) if line.expires_on else "",
            chip=state_chip(line.state),
            href=papers,
        )
        for line in bad
    ]
    if entry.norms:
        found.append(
            Tile(
                icon="notebook-pen",
                title=_("Norms of use to accept"),
                href=papers,
                chip=Chip(word=_("new"), tone="warn"),
            )
        )
    found += _people(run)
    moving = capacity.to_move(run.actor, run.house_id, run.now)
    if moving:
        said = ngettext("%(n)s person has to be moved", "%(n)s people have to be moved", len(moving)) % {
            "n": len(moving)
        }
        line = _("Their session was withdrawn; the first one is %(when)s.") % {
            "when": words.moment(moving[0].starts_at)
        }
        found.append(Tile(icon="calendar-x", title=said, line=line, chip=Chip(word=_("at the desk"), tone="warn")))
    open_cases = cases.open_cases(run.actor, now=run.now)
    if open_cases:
        said = ngettext("%(n)s open case", "%(n)s open cases", len(open_cases)) % {"n": len(open_cases)}
        nobody = sum(case.accepted_by_id is None for case in open_cases)
        chip = Chip(word=_("%(n)s taken on by nobody") % {"n": nobody}, tone="bad") if nobody else ""
        found.append(Tile(icon="siren", title=said, href=reverse("cases"), chip=chip))
    return tuple(found)


def _people(run: Running) -> list[Component]:
    ending = [
        (member, licence)
        for member in people.staff_of(run.actor, run.house_id, run.now, run.today)
        for licence in member.licences
        if licence.state in ("ending", "ended")
    ]
    return [
        Tile(
            icon="badge-check",
            title=words.named(member),
            line=words.full_day(licence.expires_on) if licence.expires_on else "",
            chip=Chip(
                word=_("licence has ended") if licence.state == "ended" else _("licence ends soon"),
                tone="bad" if licence.state == "ended" else "warn",
            ),
            href=reverse("house_member", args=[member.person_id]),
        )
        for member, licence in ending
    ]


def _onward(run: Running) -> Parts:
    services = offers.every_service_of(run.actor, run.house_id)
    offered = sum(card.state == "active" for card in services)
    drafts = sum(card.state == "draft" for card in services)
    line = _("%(offered)s on offer, %(drafts)s drafts") % {"offered": offered, "drafts": drafts}
    return (
        Tile(icon="clipboard-list", title=_("Services and prices"), line=line, href=reverse("house_services")),
        Tile(icon="calendar-days", title=_("Schedules and leave"), href=reverse("house_schedules")),
        Tile(icon="users-round", title=_("Staff and licences"), href=reverse("house_staff")),
        Tile(icon="activity", title=_("Our numbers"), href=reverse("numbers")),
        Tile(icon="building-2", title=_("Public page"), href=reverse("house_profile")),
        Tile(icon="file-text", title=_("Papers"), href=reverse("house_papers")),
    )
