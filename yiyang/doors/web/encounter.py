"""The page a doctor or nurse writes on: who sits there, what to beware of, what is written, and the signature."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yiyang.care.records import selectors as records
from yiyang.care.records import services as writing
from yiyang.care.records.services import Part as Portion
from yiyang.care.records.vitals import BLOOD_PRESSURE, VITALS
from yiyang.doors.web.attempts import Attempt
from yiyang.doors.web.beginning import ways_for
from yiyang.doors.web.timeline import ICONS, kind_words, sex_word, value_words
from yiyang.doors.web.who import Known, known
from yiyang.face import words
from yiyang.face.components import Parts
from yiyang.face.components.button import Button
from yiyang.face.components.chip import Chip
from yiyang.face.components.confirm import Confirm
from yiyang.face.components.field import Field
from yiyang.face.components.person_header import PersonHeader
from yiyang.face.components.state import State
from yiyang.face.components.timeline_entry import TimelineEntry
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid
from yiyang.foundation.quantities import Quantity

SYSTOLIC, DIASTOLIC = "8480-6", "8462-4"
READINGS = ("8867-4", "8310-5", "2708-6", "15074-8", "29463-7")  # asked after the blood pressure, in this order
# What is written most often in an elder's visit: ICD-10 code, Chinese, English. Any other code can be typed.
FREQUENT = (
    ("I10", "原发性高血压", "Essential hypertension"),
    ("I25.1", "冠状动脉粥样硬化性心脏病", "Coronary heart disease"),
    ("E11.9", "2型糖尿病", "Type 2 diabetes"),
    ("J44.9", "慢性阻塞性肺疾病", "Chronic obstructive pulmonary disease"),
    ("M17.9", "膝骨关节炎", "Osteoarthritis of the knee"),
    ("I63.9", "脑梗死", "Cerebral infarction"),
    ("J06.9", "急性上呼吸道感染", "Acute upper respiratory infection"),
)


@dataclass(frozen=True, kw_only=True)
class EncounterPage:
    title: str
    header: PersonHeader
    open: bool
    refused: str
    note: Parts
    readings: Parts
    diagnosis: Parts
    written: Parts
    empty: State
    sign: Confirm | None
    file_href: str
    sheet_href: str
    ways: Parts = ()


def encounter_page(
    viewer: Actor, encounter_id: UUID, now: datetime, tried: Attempt, typed: Mapping[str, str]
) -> EncounterPage:
    """One visit for whoever may write in it. Raises Unknown."""
    visit = records.visit_card(viewer, encounter_id, now)
    cautions = records.warnings_of(viewer, visit.person_id, now)
    person = known(viewer, [visit.person_id]).get(visit.person_id)
    here = reverse("encounter", args=[encounter_id])
    unsigned = visit.signed_at is None
    deed = typed.get("deed", "") if tried.refusal else ""
    kept = typed if tried.refusal else {}
    return EncounterPage(
        title=_("Visit"),
        header=_header(person, cautions, visit, now),
        open=unsigned,
        refused=tried.said if deed not in ("note", "readings", "diagnosis") else "",
        note=(
            Field(
                name="text",
                label=_("What was said and found"),
                kind="textarea",
                value=kept.get("text", ""),
                refused=tried.said if deed == "note" else "",
            ),
        ),
        readings=_reading_fields(kept, tried if deed == "readings" else Attempt()),
        diagnosis=_diagnosis_fields(kept, tried if deed == "diagnosis" else Attempt()),
        written=tuple(_entry(line) for line in visit.lines),
        empty=State(
            kind="empty",
            icon="notebook-pen",
            title=_("Nothing is written yet"),
            text=_("What you write appears here and can be changed until it is signed."),
        ),
        sign=_sign(here, len(visit.lines)) if unsigned else None,
        file_href=reverse("file_of", args=[visit.person_id]),
        sheet_href=reverse("sheet", args=[encounter_id]),
        ways=ways_for(viewer, visit.person_id, now, encounter_id=encounter_id if unsigned else None),
    )


def write(by: Actor, encounter_id: UUID, now: datetime, typed: Mapping[str, str]) -> str:
    """Do what the pressed button says; returns the sentence for the next page. Raises what records refuses."""
    visit = records.visit_card(by, encounter_id, now)
    about = {"by": by, "now": now, "person_id": visit.person_id, "encounter_id": encounter_id}
    deed = typed.get("deed", "")
    if deed == "note":
        writing.note(**about, text=typed.get("text", ""))  # type: ignore[arg-type]
        return _("The note is written down.")
    if deed == "readings":
        _observe(about, typed)
        return _("The readings are written down.")
    if deed == "diagnosis":
        code, _sep, rest = typed.get("display", "").partition(" ")
        coded = next((each for each in FREQUENT if each[0] == code), None)
        display = rest if coded else typed.get("display", "")
        writing.diagnose(**about, code=coded[0] if coded else typed.get("code", ""), display=display)  # type: ignore[arg-type]
        return _("The diagnosis is written down.")
    if deed == "sign":
        done = writing.sign(by=by, now=now, kind="Encounter", record_id=encounter_id)
        return _("Signed: %(n)s records. From now on a correction becomes a new version.") % {"n": done.signed}
    raise Invalid(field="deed", reason="note, readings, diagnosis, sign")


def _observe(about: dict[str, object], typed: Mapping[str, str]) -> None:
    pressure = [Portion(code, value) for code in (SYSTOLIC, DIASTOLIC) if (value := _quantity(code, typed))]
    given = [(code, value) for code in READINGS if (value := _quantity(code, typed))]
    if not pressure and not given:
        raise Invalid(field="value", reason=_("write down at least one reading"))
    if pressure:
        with _standing_at(SYSTOLIC):
            writing.observe(**about, code=BLOOD_PRESSURE, display="Blood pressure panel", parts=pressure)  # type: ignore[arg-type]
    for code, value in given:
        with _standing_at(code):
            writing.observe(**about, code=code, value=value)  # type: ignore[arg-type]


@contextmanager
def _standing_at(field: str) -> Iterator[None]:
    """A refusal of the value stands at the field where it was typed."""
    try:
        yield
    except Invalid as refusal:
        refusal.field = field
        raise


def _quantity(code: str, typed: Mapping[str, str]) -> Quantity | None:
    text = typed.get(code, "").strip().replace(",", ".")
    if not text:
        return None
    try:
        return Quantity(Decimal(text), VITALS[code].unit)
    except (InvalidOperation, ValueError):
        raise Invalid(field=code, reason=_("this is not a number")) from None


def _header(
    person: Known | None, cautions: list[records.Caution], visit: records.VisitCard, now: datetime
) -> PersonHeader:
    age = person.age(timezone.localtime(now).date()) if person else None
    facts = [_("%(age)s years") % {"age": age} if age is not None else "", sex_word(person.sex) if person else ""]
    allergies = [each for each in cautions if each.kind == "AllergyIntolerance"]
    chips = [Chip(word=_("Allergy: %(what)s") % {"what": each.name}, tone="bad") for each in allergies]
    chips += [Chip(word=each.name) for each in cautions if each.kind == "Condition"][:6]
    if not allergies:
        chips.insert(0, Chip(word=_("no allergy on record"), tone="plain"))
    state = (
        Chip(word=_("signed"), tone="ok", icon="lock")
        if visit.signed_at
        else Chip(word=_("not signed yet"), tone="warn")
    )
    line = " · ".join([*(fact for fact in facts if fact), words.full_moment(visit.starts_at)])
    return PersonHeader(name=person.called if person else _("Visit"), line=line, chips=(state, *chips))


def _reading_fields(kept: Mapping[str, str], tried: Attempt) -> Parts:
    units = {"mm[Hg]": "mmHg", "/min": _("per minute"), "Cel": "°C"}
    fields = []
    for code in (SYSTOLIC, DIASTOLIC, *READINGS):
        vital = VITALS[code]
        label = f"{_(vital.label)} ({units.get(vital.unit, vital.unit)})"
        fields.append(
            Field(name=code, label=label, value=kept.get(code, ""), inputmode="decimal", refused=tried.at(code))
        )
    if said := tried.elsewhere(SYSTOLIC, DIASTOLIC, *READINGS):
        fields[0] = Field(
            name=SYSTOLIC, label=fields[0].label, value=fields[0].value, inputmode="decimal", refused=said
        )
    return tuple(fields)


def _diagnosis_fields(kept: Mapping[str, str], tried: Attempt) -> Parts:
    choices = tuple(f"{code} {zh if words.chinese() else en}" for code, zh, en in FREQUENT)
    return (
        Field(
            name="display",
            label=_("Diagnosis"),
            value=kept.get("display", ""),
            list_of=choices,
            refused=tried.said,
            hint=_("Choose one, or write it in your words."),
        ),
        Field(name="code", label=_("ICD-10 code"), value=kept.get("code", "")),
    )


def _entry(line: records.Line) -> TimelineEntry:
    said = kind_words()
    lines = [value_words(value) for value in line.values]
    if line.text:
        lines.append(line.text)
    return TimelineEntry(
        title=line.name or said.get(line.kind, line.kind),
        when=words.hour(line.at),
        kind=" · ".join(
            each for each in (said.get(line.kind, line.kind), line.code if line.kind == "Condition" else "") if each
        ),
        icon=ICONS.get(line.kind, "file-text"),
        lines=tuple(lines),
        chip=Chip(word=_("Signed"), tone="ok") if line.signed else "",
    )


def _sign(here: str, count: int) -> Confirm:
    return Confirm(
        question=_("Sign the visit?"),
        happens=ngettext(
            "Your name goes under the visit and %(n)s record in it. After that, a correction becomes a new version.",
            "Your name goes under the visit and %(n)s records in it. After that, a correction becomes a new version.",
            count,
        )
        % {"n": count},
        action=here,
        yes=Button(label=_("Sign and finish"), kind="primary", icon="pencil", name="deed", value="sign"),
        no=Button(label=_("Not yet"), href="#written"),
    )
