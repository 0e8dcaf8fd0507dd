"""The trust log for everyone: how long it is, what was sealed last, and whether a receipt is true."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.doors.web.attempts import in_words
from yiyang.doors.web.who import house_names
from yiyang.face import words
from yiyang.face.components import Part
from yiyang.face.components.facts import Facts
from yiyang.face.components.field import Field
from yiyang.face.components.pagination import Pagination
from yiyang.face.components.state import State
from yiyang.face.components.table import Column, Row, Table
from yiyang.foundation.actors import Actor
from yiyang.ground.trust import selectors as trust
from yiyang.ground.trust.errors import ProofRefused


@dataclass(frozen=True, kw_only=True)
class TrustPage:
    title: str
    facts: Facts
    note: str
    vkey: str
    table: Table
    pages: Pagination


@dataclass(frozen=True, kw_only=True)
class EntryPage:
    title: str
    state: State
    facts: Facts
    leaf: str
    proof: str


@dataclass(frozen=True, kw_only=True)
class CheckPage:
    title: str
    field: Field
    verdict: Part = ""


def trust_page(viewer: Actor, before: int | None) -> TrustPage:
    """The newest checkpoint and fifty entries."""
    head = trust.head(viewer)
    found = trust.lines(viewer, before=before)
    houses = house_names(viewer, {line.organisation_id for line in found if line.organisation_id})
    rows = tuple(
        Row(
            (
                str(line.index),
                words.full_moment(line.at),
                line.kind,
                houses.get(line.organisation_id, "") if line.organisation_id else "",
                line.leaf_hash[:16],
            )
        )
        for line in found
    )
    columns = (
        Column(_("Entry")),
        Column(_("When")),
        Column(_("What happened")),
        Column(_("House")),
        Column(_("Seal begins with")),
    )
    here = reverse("trust")
    older = f"{here}?before={found[-1].index}" if found and found[-1].index > 0 else ""
    pairs = (
        (_("Sealed entries"), str(head.size)),
        (_("Last seal"), words.full_moment(head.at) if head.at else _("none yet")),
        (_("Root"), head.root or "–"),
    )
    return TrustPage(
        title=_("Trust log"),
        facts=Facts(pairs=pairs),
        note=head.note,
        vkey=head.vkey,
        table=Table(caption=_("Sealed entries"), columns=columns, rows=rows, empty=_("Nothing has been sealed yet.")),
        pages=Pagination(newer=here if before else "", older=older),
    )


def entry_page(entry_id: UUID) -> EntryPage:
    """What anybody may know of one entry: its leaf, and the proof once it is sealed. Raises UnknownEntry."""
    leaf, proof = trust.leaf_of(entry_id), trust.proof_of(entry_id)
    pairs: list[tuple[str, Part]] = [(_("What happened"), leaf.kind), (_("When"), words.full_moment(leaf.at))]
    if proof is not None:
        pairs.append((_("Entry"), str(proof.index)))
    if proof is None:
        state = State(
            kind="loading", title=_("Written down, waiting for its seal"), text=_("The seal follows within seconds.")
        )
    else:
        state = State(kind="done", title=_("This entry is sealed"), text=_("Whoever changes it later is found out."))
    return EntryPage(
        title=_("Entry of the trust log"),
        state=state,
        facts=Facts(pairs=tuple(pairs)),
        leaf=leaf.encoded().decode(),
        proof=proof.text if proof else "",
    )


def check_page(viewer: Actor, text: str | None) -> CheckPage:
    """Ask for a proof, or say what the given one shows; nothing is looked up, only computed."""
    label = _("The proof from your receipt")
    hint = _("From “c2sp.org/tlog-proof@v1” to the last line.")
    empty = CheckPage(title=_("Check a receipt"), field=Field(name="proof", label=label, kind="textarea", hint=hint))
    if text is None:
        return empty
    try:
        proven = trust.prove(viewer, text)
    except ProofRefused as refusal:
        said = in_words(refusal)
        return CheckPage(
            title=empty.title, field=Field(name="proof", label=label, kind="textarea", value=text, refused=said)
        )
    facts = Facts(
        pairs=(
            (_("Entry"), str(proven.index)),
            (_("What happened"), proven.kind),
            (_("When"), proven.at),
            (_("Log had then"), str(proven.size)),
        )
    )
    done = State(
        kind="done",
        title=_("True: this entry stands in the log"),
        text=_("The seal was signed by this log, and nothing in it was changed since."),
        deeds=(facts,),
    )
    return CheckPage(title=empty.title, field=empty.field, verdict=done)
