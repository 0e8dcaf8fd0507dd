"""Which status may a record hold, and which may follow which.

The codes are FHIR R4's own required value sets, so that nothing is translated at the door. Only an encounter has moves
worth a table; everything else is `preliminary` until it is signed, and then stands.

    planned ──► arrived ──► in-progress ──► finished
       │           │          │    ▲
       │           │          ▼    │
       │           │         onleave
       └───────────┴──► cancelled
"""

from __future__ import annotations

from yiyang.foundation.moves import States

NEXT: States = {
    "planned": ("arrived", "in-progress", "cancelled"),
    "arrived": ("triaged", "in-progress", "cancelled"),
    "triaged": ("in-progress", "cancelled"),
    "in-progress": ("onleave", "finished"),
    "onleave": ("in-progress", "finished"),
    "finished": (),
    "cancelled": (),
    "entered-in-error": (),
    "unknown": (),
}

_EVENT = (
    "preparation",
    "in-progress",
    "not-done",
    "on-hold",
    "stopped",
    "completed",
    "entered-in-error",
    "unknown",
)
_REPORT = (
    "registered",
    "partial",
    "preliminary",
    "final",
    "amended",
    "corrected",
    "appended",
    "cancelled",
    "entered-in-error",
    "unknown",
)

STATUSES: dict[str, tuple[str, ...]] = {
    "Encounter": tuple(NEXT),
    "Observation": (
        "registered",
        "preliminary",
        "final",
        "amended",
        "corrected",
        "cancelled",
        "entered-in-error",
        "unknown",
    ),
    "Condition": ("", "active", "recurrence", "relapse", "inactive", "remission", "resolved"),
    "AllergyIntolerance": ("", "active", "inactive", "resolved"),
    "MedicationRequest": (
        "active",
        "on-hold",
        "cancelled",
        "completed",
        "entered-in-error",
        "stopped",
        "draft",
        "unknown",
    ),
    "Procedure": _EVENT,
    "DiagnosticReport": _REPORT,
    "Immunization": ("completed", "entered-in-error", "not-done"),
    "Note": ("preliminary", "final", "amended", "current", "superseded", "entered-in-error"),
}
"""Every status a kind of record may hold; the database holds the same list as a CHECK."""

SIGNED: dict[str, str] = {"Observation": "final", "DiagnosticReport": "final", "Note": "final"}
"""What a `preliminary` status becomes when the record is signed."""

CORRECTED: dict[str, str] = {"Observation": "corrected", "DiagnosticReport": "corrected", "Note": "amended"}
"""The status of a version that corrects a signed one."""

VERIFICATIONS = ("", "unconfirmed", "provisional", "differential", "confirmed", "refuted", "entered-in-error")
ENCOUNTER_CLASSES = ("AMB", "VR", "HH", "IMP", "EMER", "FLD", "ACUTE", "NONAC", "OBSENC", "PRENC", "SS")
