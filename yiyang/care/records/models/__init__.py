"""The tables of records."""

from yiyang.care.records.models.attachment import Attachment
from yiyang.care.records.models.kinds import (
    AllergyIntolerance,
    Component,
    Condition,
    DiagnosticReport,
    Encounter,
    Immunization,
    MedicationRequest,
    Note,
    Observation,
    Procedure,
)
from yiyang.care.records.models.sources import Alias, Import, Kept, Source
from yiyang.care.records.models.version import ExactDecimal, Record, Value, Version

KINDS: dict[str, type[Record]] = {
    model.__name__: model
    for model in (
        Encounter,
        Observation,
        Condition,
        AllergyIntolerance,
        MedicationRequest,
        Procedure,
        DiagnosticReport,
        Immunization,
        Note,
    )
}

__all__ = [
    "KINDS",
    "Alias",
    "AllergyIntolerance",
    "Attachment",
    "Component",
    "Condition",
    "DiagnosticReport",
    "Encounter",
    "ExactDecimal",
    "Immunization",
    "Import",
    "Kept",
    "MedicationRequest",
    "Note",
    "Observation",
    "Procedure",
    "Record",
    "Source",
    "Value",
    "Version",
]
