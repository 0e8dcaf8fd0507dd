"""Two files that may be one person's: offered, compared side by side, joined with a reason, and separated again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.doors.web.attempts import Attempt
from yiyang.doors.web.sections import Section, SectionsPage, refusal_of
from yiyang.doors.web.timeline import sex_word
from yiyang.doors.web.who import house_names, known
from yiyang.face import words
from yiyang.face.components import Part
from yiyang.face.components.button import Button
from yiyang.face.components.chip import Chip
from yiyang.face.components.confirm import Confirm
from yiyang.face.components.field import Field
from yiyang.face.components.table import Column, Row, Table
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.people import selectors as people


def ground_words() -> dict[str, str]:
    """What agrees between two files."""
    return {
        "birth": _("the same birth date"),
        "name": _("the same name"),
        "sounds": _("names that sound alike"),
        "phone": _("the same telephone"),
        "sex": _("the same sex"),
    }


def duplicates_page(viewer: Actor, person_id: UUID, now: datetime) -> SectionsPage:
    """Files that are likely the same person, and merges that can be undone. Raises Unknown for who may not join."""
    likely = people.likely_duplicates(viewer, person_id, now)
    standing = people.merges_of(viewer, person_id, now)
    return SectionsPage(
        title=_("Two files of one person?"),
        back=(reverse("caller", args=[person_id]), _("Back to the person")),
        sections=(
            Section(title=_("Likely the same person"), parts=(_likely(person_id, likely),)),
            Section(title=_("Joined already"), parts=(_standing(viewer, person_id, standing),)),
        ),
    )


def join_page(
    viewer: Actor, kept_id: UUID, merged_id: UUID, now: datetime, tried: Attempt | None = None, reason: str = ""
) -> SectionsPage:
    """Both files side by side, what differs, and the question. Raises Unknown unless both are within reach."""
    both = people.compare_files(viewer, kept_id, merged_id, now)
    said = ground_words()
    agreed = tuple(Chip(word=said[each], tone="ok") for each in sorted(both.grounds) if each in said)
    tried = tried or Attempt()
    confirm = Confirm(
        question=_("Are both the same person?"),
        happens=_(
            "From then on both files are read as one, under the left one. Nothing is rewritten, so it can be undone: "
            "then each file is again as it was."
        ),
        action=reverse("join", args=[kept_id, merged_id]),
        fields=(_reason(tried, reason, _("How do you know? The person can read it in their data.")),),
        yes=Button(label=_("Join them"), kind="primary", icon="link"),
        no=Button(label=_("Leave them apart"), href=reverse("duplicates", args=[kept_id])),
    )
    swap = Button(
        label=_("Keep the other one instead"), href=reverse("join", args=[merged_id, kept_id]), icon="history"
    )
    return SectionsPage(
        title=_("Side by side"),
        back=(reverse("duplicates", args=[kept_id]), _("Two files of one person?")),
        refusal=refusal_of(tried, "reason"),
        sections=(
            Section(title=_("What they say"), parts=(*agreed, _compared(viewer, both), swap)),
            Section(title=_("Decision"), parts=(confirm,)),
        ),
    )


def separate_page(
    viewer: Actor, person_id: UUID, merge_id: UUID, now: datetime, tried: Attempt | None = None, reason: str = ""
) -> SectionsPage:
    """The question before a merge is undone. Raises Unknown for one that does not stand."""
    merge = next((one for one in people.merges_of(viewer, person_id, now) if one.id == merge_id), None)
    if merge is None:
        raise Unknown
    tried = tried or Attempt()
    confirm = Confirm(
        question=_("Separate the two files again?"),
        happens=_("Each file keeps what is written in it, and stands alone as before."),
        action=reverse("separate", args=[person_id, merge_id]),
        fields=(_reason(tried, reason, _("What was the mistake?")),),
        yes=Button(label=_("Separate them"), kind="alarm", icon="undo-2"),
        no=Button(label=_("Leave them joined"), href=reverse("duplicates", args=[person_id])),
    )
    joined = _("Joined on %(day)s: “%(reason)s”") % {"day": words.full_day(merge.merged_at), "reason": merge.reason}
    return SectionsPage(
        title=_("Separate the files"),
        back=(reverse("duplicates", args=[person_id]), _("Two files of one person?")),
        lead=joined,
        refusal=refusal_of(tried, "reason"),
        sections=(Section(title=_("Decision"), parts=(confirm,)),),
    )


def _likely(person_id: UUID, likely: Iterable[people.Duplicate]) -> Table:
    said = ground_words()
    rows = tuple(
        Row(
            (
                each.name,
                words.full_day(each.birth_on) if each.birth_on else "",
                _(", ").join(said[ground] for ground in each.grounds),
            ),
            href=reverse("join", args=[person_id, each.id]),
        )
        for each in likely
    )
    columns = (Column(_("Name")), Column(_("Born")), Column(_("What agrees")))
    empty = _("No other file in your reach looks like this person.")
    return Table(caption=_("Likely the same person"), columns=columns, rows=rows, empty=empty)


def _standing(viewer: Actor, person_id: UUID, standing: list[people.StandingMerge]) -> Table:
    names = known(viewer, {one.merged_by_id for one in standing} | {one.merged_id for one in standing})
    rows = tuple(
        Row(
            (
                words.full_moment(one.merged_at),
                names[one.merged_by_id].called if one.merged_by_id in names else _("a member of staff"),
                one.reason,
                Button(
                    label=_("Separate"), href=reverse("separate", args=[person_id, one.id]), icon="undo-2",
                    note=words.full_moment(one.merged_at),
                ),
            )
        )
        for one in standing
    )  # fmt: skip
    columns = (Column(_("When")), Column(_("By whom")), Column(_("Reason")), Column(_("Deed"), "deed"))
    return Table(caption=_("Joined already"), columns=columns, rows=rows, empty=_("This person has one file."))


def _compared(viewer: Actor, both: people.Comparison) -> Table:
    houses = house_names(viewer, {each for each in (both.kept.keeper_id, both.merged.keeper_id) if each})
    lines: tuple[tuple[str, Callable[[people.FileSide], str]], ...] = (
        (_("Name"), lambda side: side.name),
        (_("Name in Latin letters"), lambda side: side.name_latin),
        (_("Sex"), lambda side: sex_word(side.sex)),
        (_("Born"), lambda side: words.full_day(side.birth_on) if side.birth_on else ""),
        (_("Numbers"), lambda side: _(", ").join(each.text for each in side.identities)),
        (_("Telephone and mail"), lambda side: _(", ").join(each.text for each in side.contacts)),
        (_("Address"), lambda side: side.address),
        (_("Insurance"), lambda side: side.insurer),
        (_("Kept by"), lambda side: houses.get(side.keeper_id, "") if side.keeper_id else ""),
        (_("Opened on"), lambda side: words.full_day(side.registered_at) if side.registered_at else ""),
        (_("Came from"), lambda side: side.source),
    )
    rows = tuple(
        Row((label, read(both.kept) or "–", read(both.merged) or "–", _verdict(read(both.kept), read(both.merged))),
            tone="warn" if read(both.kept) and read(both.merged) and read(both.kept) != read(both.merged) else "plain")
        for label, read in lines
        if read(both.kept) or read(both.merged)
    )  # fmt: skip
    columns = (
        Column(_("What")),
        Column(_("This file (stays in front)")),
        Column(_("The other file")),
        Column(_("Same?")),
    )
    return Table(caption=_("Side by side"), columns=columns, rows=rows)


def _verdict(one: str, other: str) -> Part:
    if one == other:
        return Chip(word=_("the same"), tone="ok")
    if one and other:
        return Chip(word=_("differs"), tone="warn")
    return Chip(word=_("only in one"))


def _reason(tried: Attempt, reason: str, hint: str) -> Field:
    return Field(name="reason", label=_("Reason"), kind="textarea", value=reason, refused=tried.at("reason"), hint=hint,
                 required=True)  # fmt: skip
