"""Pictures and papers of one person: shown small, opened on their own, added and taken out of sight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.care.records import selectors as records
from yiyang.care.records.selectors import AttachmentLine
from yiyang.doors.web.attempts import Attempt
from yiyang.doors.web.who import known
from yiyang.face import words
from yiyang.face.components.attachments import Attached, Attachments
from yiyang.face.components.field import Field
from yiyang.face.components.person_header import PersonHeader
from yiyang.foundation.actors import Actor


@dataclass(frozen=True, kw_only=True)
class PapersPage:
    title: str
    header: PersonHeader
    attachments: Attachments
    older: str
    file_href: str


def papers_page(
    viewer: Actor, person_id: UUID, now: datetime, *, before: datetime | None, tried: Attempt
) -> PapersPage:
    """The newest hundred of a person. Raises Unknown for a stranger."""
    found = records.attachments_of(viewer, person_id, now, before=before)
    person = known(viewer, [person_id]).get(person_id)
    here = reverse("papers", args=[person_id])
    return PapersPage(
        title=_("Pictures and papers"),
        header=PersonHeader(name=person.called if person else "", line=_("Pictures and papers")),
        attachments=Attachments(
            lines=tuple(_line(viewer, line) for line in found),
            action=here,
            request_key=uuid4().hex,
            fields=(
                Field(name="title", label=_("What does it show?"), required=True, refused=tried.at("title")),
                Field(
                    name="content",
                    label=_("Picture or PDF"),
                    kind="file",
                    required=True,
                    hint=_("JPEG, PNG, WebP or PDF, at most 10 MB. The place where a picture was taken is removed."),
                    refused=tried.at("content"),
                ),
            ),
            refused=tried.elsewhere("title", "content"),
        ),
        older=f"{here}?before={found[-1].attached_at.isoformat()}" if len(found) == 100 else "",
        file_href=reverse("file_of", args=[person_id]),
    )


def _line(viewer: Actor, line: AttachmentLine) -> Attached:
    mine = line.organisation_id == viewer.organisation_id and (
        line.organisation_id is not None or line.author_id == viewer.person_id
    )
    return Attached(
        title=line.title,
        line=" · ".join(part for part in (line.author_name, words.moment(line.attached_at), _size(line)) if part),
        href=reverse("paper", args=[line.id]),
        small=reverse("paper_small", args=[line.id]) if line.has_small else "",
        remove=reverse("paper_remove", args=[line.id]) if mine else "",
    )


def _size(line: AttachmentLine) -> str:
    kind = "PDF" if line.kind.endswith("pdf") else _("picture")
    return f"{kind}, {max(1, line.size_bytes // 1000)} kB"
