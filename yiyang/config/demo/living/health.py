"""What people suffer from, and what is measured of them.

Shares are of the order that national surveys of people over sixty report (hypertension a good half, diabetes a fifth,
dementia doubling about every five years from 65). They make a demo believable and ground no decision anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from yiyang.config.demo.living.dice import Dice

ICD10 = "http://hl7.org/fhir/sid/icd-10"
ATC = "http://www.whocc.no/atc"
LOINC = "http://loinc.org"
_ILLNESSES = (
    # code, words, share at 70, factor a decade, women's factor, medicine (ATC), its words, dosage
    ("I10", "原发性高血压", 0.56, 1.15, 1.05, "C08CA01", "氨氯地平片 5mg", "每日一次，每次一片，早晨服"),
    ("E11", "2 型糖尿病", 0.20, 1.0, 1.0, "A10BA02", "二甲双胍片 0.5g", "每日两次，每次一片，餐后服"),
    ("I25", "慢性缺血性心脏病", 0.14, 1.35, 0.9, "B01AC06", "阿司匹林肠溶片 100mg", "每日一次，每次一片"),
    ("I69", "脑血管病后遗症", 0.06, 1.3, 0.85, "C10AA05", "阿托伐他汀片 20mg", "每晚一次，每次一片"),
    ("J44", "慢性阻塞性肺疾病", 0.11, 1.2, 0.6, "R03BB04", "噻托溴铵吸入粉雾剂 18μg", "每日一次，吸入"),
    ("M17", "膝关节病", 0.24, 1.2, 1.5, "", "", ""),
    ("M81", "骨质疏松症", 0.16, 1.35, 1.9, "A12AX", "碳酸钙 D3 片", "每日一次，每次一片"),
    ("H25", "老年性白内障", 0.20, 1.6, 1.1, "", "", ""),
    ("H91", "听力减退", 0.16, 1.6, 0.9, "", "", ""),
    ("F03", "痴呆", 0.03, 3.0, 1.2, "", "", ""),
)
_ALLERGIES = (("青霉素", "medication", "high"), ("磺胺类药物", "medication", "high"), ("海鲜", "food", "low"))


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes records down: a nurse or doctor of the house that keeps the file."""

    id: UUID
    name: str
    organisation_id: UUID


@dataclass
class Chart:
    """The records of one district's people, by kind."""

    records: dict[str, list[dict[str, Any]]]
    components: list[dict[str, Any]]

    @classmethod
    def empty(cls) -> Chart:
        kinds = ("Encounter", "Observation", "Condition", "AllergyIntolerance", "MedicationRequest", "Note")
        return cls({kind: [] for kind in kinds}, [])


def record(author: Author, person_id: UUID, dice: Dice, at: datetime, **said: Any) -> dict[str, Any]:
    """A signed record of this author."""
    return {
        "id": dice.new_id(at), "organisation_id": author.organisation_id, "person_id": person_id,
        "author_id": author.id, "author_name": author.name, "effective_at": at, "recorded_at": at, "signed_at": at,
        "signed_by_id": author.id, **said,
    }  # fmt: skip


def illnesses(dice: Dice, age: int, sex: str) -> list[int]:
    """Which of the known illnesses somebody of that age and sex has."""
    women = sex == "female"
    return [
        number
        for number, (_, _, share, decade, factor, *_) in enumerate(_ILLNESSES)
        if dice.random() < min(0.85, share * decade ** ((age - 70) / 10) * (factor if women else 1))
    ]


def write_down(
    chart: Chart, author: Author, person_id: UUID, ill: list[int], dice: Dice, now: datetime, *, readings: int
) -> None:
    """Illnesses since years, their medicines, an allergy now and then, and blood pressures of the past month."""
    for number in ill:
        code, words, _, _, _, atc, medicine, dosage = _ILLNESSES[number]
        since = now - timedelta(days=dice.randrange(400, 4_000))
        chart.records["Condition"].append(
            record(author, person_id, dice, since, status="active", verification="confirmed", code_system=ICD10,
                   category="problem-list-item", code=code, display=words, effective_precision="month")
        )  # fmt: skip
        if atc and dice.random() < 0.8:
            chart.records["MedicationRequest"].append(
                record(author, person_id, dice, now - timedelta(days=dice.randrange(5, 80)), status="active",
                       code_system=ATC, code=atc, display=medicine, dosage=dosage)
            )  # fmt: skip
    if dice.random() < 0.08:
        words, category, criticality = dice.choice(_ALLERGIES)
        chart.records["AllergyIntolerance"].append(
            record(author, person_id, dice, now - timedelta(days=900), status="active", verification="confirmed",
                   category=category, criticality=criticality, display=words)
        )  # fmt: skip
    usual = dice.gauss(139, 11) if 0 in ill else dice.gauss(124, 10)
    for _ in range(readings):
        pressure(chart, author, person_id, usual, dice, now - timedelta(minutes=dice.randrange(60, 40_000)))


def pressure(chart: Chart, author: Author, person_id: UUID, usual: float, dice: Dice, at: datetime) -> None:
    """One blood pressure around what is usual for the person, in mm[Hg]."""
    systolic = round(min(210.0, max(88.0, dice.gauss(usual, 6))))
    diastolic = round(min(118.0, max(48.0, 36 + 0.33 * systolic + dice.gauss(0, 5))))
    row = record(author, person_id, dice, at, status="final", category="vital-signs", code_system=LOINC,
                 code="85354-9", display="Blood pressure")  # fmt: skip
    chart.records["Observation"].append(row)
    for place, (code, words, value) in enumerate(
        (("8480-6", "Systolic blood pressure", systolic), ("8462-4", "Diastolic blood pressure", diastolic))
    ):
        chart.components.append(
            {
                "id": dice.new_id(at),
                "observation_id": row["id"],
                "organisation_id": author.organisation_id,
                "person_id": person_id,
                "place_in_order": place,
                "code_system": LOINC,
                "code": code,
                "display": words,
                "effective_at": at,
                "value_type": "valueQuantity",
                "value": Decimal(value),
                "value_unit": "mm[Hg]",
                "value_unit_display": "mm[Hg]",
            }
        )
