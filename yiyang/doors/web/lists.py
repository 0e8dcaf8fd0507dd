"""A house's lists: templates, taking in with every fault by line and column, handing out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from yiyang.face import words
from yiyang.face.components import Parts
from yiyang.face.components.button import Button
from yiyang.face.components.deed import Deed
from yiyang.face.components.facts import Facts
from yiyang.face.components.field import Field
from yiyang.face.components.state import State
from yiyang.face.components.table import Column, Row, Table
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.access import services as access
from yiyang.lifecycle.exchange import selectors as exchange
from yiyang.lifecycle.exchange.kinds import KINDS, Kind, kind_of
from yiyang.lifecycle.exchange.reading.files import LINES_MAX
from yiyang.lifecycle.exchange.report import FaultLine
from yiyang.lifecycle.exchange.selectors import RunCard
from yiyang.lifecycle.exchange.services.runs import UPLOAD_BYTES_MAX
from yiyang.lifecycle.exchange.writing import lines
from yiyang.lifecycle.exchange.writing.csv_file import csv_pieces, table_csv
from yiyang.lifecycle.exchange.writing.workbook import template, workbook_pieces

SHOWN_FAULTS = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
SHAPES = {"csv": CSV, "xlsx": XLSX}


@dataclass(frozen=True)
class ListCard:
    """One kind of list: what may be done with it, and the form to hand one in."""

    title: str
    templates: Parts
    take: tuple[Field, ...]
    take_href: str
    hand_out: Parts
    request_key: str


@dataclass(frozen=True, kw_only=True)
class ListsPage:
    title: str
    limits: str
    kinds: tuple[ListCard, ...]
    runs: Table
    refused: str = ""


@dataclass(frozen=True, kw_only=True)
class RunPage:
    title: str
    state: State
    facts: Facts
    progress: int  # per cent, for a bar; -1 when nothing is under way
    again: str
    faults: Table | None
    faults_href: str
    deeds: Parts


def titles() -> dict[str, str]:
    """The kinds of lists in the reader's words."""
    return {
        "elders": _("Elders"),
        "workers": _("Workers"),
        "services": _("Services"),
        "prices": _("Prices"),
        "schedules": _("Schedules"),
    }


def lists_page(viewer: Actor, now: datetime, refused: str = "") -> ListsPage:
    """What the reader may take in and hand out for the acting house. Raises Unknown when that is nothing."""
    cards = tuple(card for kind in KINDS.values() if (card := _kind_card(viewer, kind, now)))
    if not cards or viewer.organisation_id is None:
        raise Unknown
    columns = (Column(_("When")), Column(_("List")), Column(_("How it stands")), Column(_("Lines"), "number"))
    rows = tuple(
        Row(
            (words.moment(run.started_at), titles()[run.kind], _state_word(run), str(run.lines_in_all or run.lines)),
            href=reverse("list_run", args=[run.id]),
        )
        for run in exchange.runs_of(viewer, now)
    )
    limits = _("CSV or Excel (.xlsx), at most %(megabytes)s MB and %(lines)s lines.")
    return ListsPage(
        title=_("Lists"),
        limits=limits % {"megabytes": UPLOAD_BYTES_MAX // 1_000_000, "lines": f"{LINES_MAX:,}"},
        kinds=cards,
        runs=Table(
            caption=_("Handed in last"), columns=columns, rows=rows, empty=_("No list has been handed in yet."),
            hide_caption=False,
        ),
        refused=refused,
    )  # fmt: skip


def _kind_card(viewer: Actor, kind: Kind, now: datetime) -> ListCard | None:
    house = viewer.organisation_id
    takes = access.may(viewer, kind.take_action, now=now, organisation_id=house)
    hands_out = access.may(viewer, kind.hand_out_action, now=now, organisation_id=house)
    if not takes and not hands_out:
        return None
    empty = reverse("list_template", args=[kind.code])
    file = Field(name="file", label=_("Your list"), kind="file", required=True, form=kind.code)
    return ListCard(
        title=titles()[kind.code],
        templates=(
            Button(label=_("Empty list, Excel"), href=f"{empty}?shape=xlsx", icon="download", note=titles()[kind.code]),
            Button(label=_("Empty list, CSV"), href=f"{empty}?shape=csv", icon="download", note=titles()[kind.code]),
        ),
        take=(file,) if takes else (),
        take_href=reverse("list_in", args=[kind.code]),
        hand_out=tuple(
            Deed(
                action=reverse("list_out", args=[kind.code]),
                hidden=(("shape", shape),),
                button=Button(label=label, icon="file-text", note=titles()[kind.code]),
            )
            for shape, label in (("xlsx", _("Hand out as Excel")), ("csv", _("Hand out as CSV")))
        )
        if hands_out
        else (),
        request_key=uuid4().hex,
    )


def run_page(viewer: Actor, run_id: UUID, now: datetime) -> RunPage:
    """One list: how far it is, what is wrong in it, and what can be done. Raises Unknown."""
    run = exchange.run_card(viewer, run_id, now)
    found = exchange.faults_of(viewer, run_id, now, limit=SHOWN_FAULTS)
    share = min(99, 100 * run.lines // run.lines_in_all) if run.lines_in_all else 0
    return RunPage(
        title=_("List: %(kind)s") % {"kind": titles()[run.kind]},
        state=_state(run),
        facts=_facts(run),
        progress=share if run.under_way else -1,
        again=reverse("list_run", args=[run_id]),
        faults=_faults(kind_of(run.kind), found) if found else None,
        faults_href=reverse("list_faults", args=[run_id]) if found else "",
        deeds=_deeds(run),
    )


def _facts(run: RunCard) -> Facts:
    pairs = [
        (_("Handed in"), words.moment(run.started_at)),
        (_("Lines"), f"{run.lines_in_all or run.lines:,}"),
        (_("New"), f"{run.created:,}"),
        (_("Changed"), f"{run.updated:,}"),
        (_("As before"), f"{run.unchanged:,}"),
        (_("Refused"), f"{run.refused:,}"),
    ]
    if run.ignored:
        pairs.append((_("Columns that are not taken"), _(", ").join(run.ignored)))
    return Facts(pairs=tuple(pairs))


def _state(run: RunCard) -> State:
    good, bad = run.good, run.refused
    undone = run.state == "done" and run.all_or_nothing and bad > 0
    if run.under_way:
        return State(kind="loading", title=_state_word(run), text=_("%(n)s lines read.") % {"n": f"{run.lines:,}"})
    if run.state == "checked":
        said = ngettext("%(n)s line is good", "%(n)s lines are good", good) % {"n": f"{good:,}"}
        text = said if not bad else f"{said}, {ngettext('%(n)s is not', '%(n)s are not', bad) % {'n': f'{bad:,}'}}."
        return State(kind="stale" if bad else "done", title=_("Checked; nothing is taken in yet"), text=text)
    if undone:
        return State(
            kind="refused", title=_("Nothing was taken in"), text=_("A line was refused, and you asked for all.")
        )
    kinds = {"done": "done", "failed": "refused", "cancelled": "empty"}
    return State(kind=kinds[run.state], title=_state_word(run))  # type: ignore[arg-type]


def _state_word(run: RunCard) -> str:
    return {
        "waiting": _("Waiting for its turn"),
        "checking": _("Being checked"),
        "checked": _("Checked; nothing is taken in yet"),
        "taking": _("Being taken in"),
        "done": _("Taken in"),
        "failed": _("This list could not be read"),
        "cancelled": _("Stopped"),
    }[run.state]


def _deeds(run: RunCard) -> Parts:
    deeds: list[Deed] = []
    take = reverse("list_take", args=[run.id])
    if run.state == "checked" and run.good:
        label = _("Take in the good lines") if run.refused else _("Take it in")
        button = Button(label=label, kind="primary", icon="check")
        deeds.append(Deed(action=take, hidden=(("how", "good"),), button=button))
        every = Button(label=_("Take in all or nothing"))
        deeds.append(Deed(action=take, hidden=(("how", "all"),), button=every))
    if run.under_way or run.state == "checked":
        label = _("Stop") if run.under_way else _("Throw it away")
        deeds.append(Deed(action=reverse("list_cancel", args=[run.id]), button=Button(label=label, icon="x")))
    return (*deeds, Button(label=_("All lists"), href=reverse("lists")))


def _faults(kind: Kind, found: list[FaultLine]) -> Table:
    rows = tuple(Row((str(one.line or "–"), column_word(kind, one.column), in_words(one))) for one in found)
    columns = (Column(_("Line")), Column(_("Column")), Column(_("What is wrong")))
    return Table(caption=_("What is wrong"), columns=columns, rows=rows, hide_caption=False)


def column_word(kind: Kind, code: str) -> str:
    """A column as the reader's list calls it."""
    column = next((each for each in kind.columns if each.code == code), None)
    return "–" if column is None else column.chinese if words.chinese() else column.english


def in_words(fault: FaultLine) -> str:
    """A fault in the reader's language; of the words that are known, those of that language."""
    known = str(fault.facts.get("known", "")).split("、")
    fitting = [word for word in known if word.isascii() != words.chinese() and not word.isdigit()]
    facts = fault.facts | {"known": _(", ").join(fitting or known)}
    return replace(fault, facts=facts).in_words(_(fault.sentence))


def faults_file(viewer: Actor, run_id: UUID, now: datetime) -> bytes:
    """Every fault as CSV. Raises Unknown."""
    kind = kind_of(exchange.run_card(viewer, run_id, now).kind)
    rows = [
        [one.line or "", column_word(kind, one.column), in_words(one)]
        for one in exchange.faults_of(viewer, run_id, now)
    ]
    return table_csv([_("Line"), _("Column"), _("What is wrong")], rows)


def template_file(code: str, shape: str) -> bytes:
    """An empty list of a kind. Raises NoSuchList."""
    kind = kind_of(code)
    if shape == "xlsx":
        return template(kind, titles()[code], chinese=words.chinese())
    return b"".join(csv_pieces(kind.columns, iter(()), chinese=words.chinese()))


def handed_out(viewer: Actor, code: str, shape: str, now: datetime) -> Iterator[bytes]:
    """A list of the acting house in pieces; the permission is asked for now, the lines while it is read."""
    kind = lines.begin(viewer, code, now)
    found = lines.batches(viewer, kind, now)
    chinese = (get_language() or "").startswith("zh")
    if shape == "xlsx":
        return workbook_pieces(kind, titles()[code], found, chinese=chinese)
    return csv_pieces(kind.columns, found, chinese=chinese)
