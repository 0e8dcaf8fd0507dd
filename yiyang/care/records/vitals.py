"""The readings we know by name: unit, what is physically possible, and how long one stays fresh.

LOINC codes and UCUM units as in the HL7 vital-signs profile. The possible range is wide on purpose: it refuses slips
of the finger (a pulse of 720), never an ill person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from yiyang.foundation.errors import gettext_noop

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"


@dataclass(frozen=True)
class Vital:
    """One kind of reading: `low` … `high` in `unit` are possible; older than `fresh_for` it is shown as stale."""

    code: str
    name: str
    label: str
    unit: str
    low: Decimal
    high: Decimal
    fresh_for: timedelta


_TABLE = (
    # code, name, label, unit, low, high, days fresh
    ("8480-6", "Systolic blood pressure", gettext_noop("Upper blood pressure"), "mm[Hg]", "30", "300", 1),
    ("8462-4", "Diastolic blood pressure", gettext_noop("Lower blood pressure"), "mm[Hg]", "10", "200", 1),
    ("8867-4", "Heart rate", gettext_noop("Pulse"), "/min", "15", "300", 1),
    ("9279-1", "Respiratory rate", gettext_noop("Breaths"), "/min", "2", "90", 1),
    ("8310-5", "Body temperature", gettext_noop("Temperature"), "Cel", "20", "45", 1),
    ("2708-6", "Oxygen saturation", gettext_noop("Oxygen in the blood"), "%", "30", "100", 1),
    ("59408-5", "Oxygen saturation by pulse oximetry", gettext_noop("Oxygen in the blood"), "%", "30", "100", 1),
    ("15074-8", "Glucose in blood", gettext_noop("Blood sugar"), "mmol/L", "0.5", "80", 1),
    ("29463-7", "Body weight", gettext_noop("Weight"), "kg", "0.3", "500", 30),
    ("8302-2", "Body height", gettext_noop("Height"), "cm", "20", "260", 365),
)
VITALS = {
    code: Vital(code, name, label, unit, Decimal(low), Decimal(high), timedelta(days=days))
    for code, name, label, unit, low, high, days in _TABLE
}
BLOOD_PRESSURE = "85354-9"
FRESH_FOR = timedelta(days=1)
CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far ahead of ours another clock may run before its times are refused (R14)."""
