"""What can be permitted about a person's records."""

from __future__ import annotations

from yiyang.ground.access.actions import (
    CARE,
    CARER,
    CLINICAL,
    DOCTOR,
    MANAGER,
    NURSE,
    OPERATOR,
    PHARMACIST,
    PRIVACY,
    RECORDS,
    STAFF,
    VITALS,
    Action,
)

READ = Action(
    "records.read",
    "Looked at your records",
    by_self=True,
    scope=RECORDS,
    roles=CLINICAL | {PHARMACIST},
    breakable=True,
    logged=True,
)
READ_VITALS = Action(
    "records.read-vitals",
    "Looked at your readings",
    by_self=True,
    scope=VITALS,
    roles=CLINICAL | {CARER},
    breakable=True,
    logged=True,
)
READ_WARNINGS = Action(
    "records.read-warnings",
    "Looked at your allergies and conditions",
    by_self=True,
    scope=CARE,
    roles=STAFF,
    breakable=True,
    logged=True,
)
OBSERVE = Action(
    "records.observe", "Recorded a reading", scope=CARE, roles=frozenset({DOCTOR, NURSE, CARER}), logged=True
)
WRITE = Action("records.write", "Wrote in your records", scope=CARE, roles=CLINICAL, logged=True)
DIAGNOSE = Action("records.diagnose", "Recorded a diagnosis", scope=CARE, roles=frozenset({DOCTOR}), logged=True)
PRESCRIBE = Action("records.prescribe", "Prescribed a medicine", scope=CARE, roles=frozenset({DOCTOR}), logged=True)
SIGN = Action("records.sign", "Signed a record", scope=CARE, roles=CLINICAL, logged=True)
AMEND = Action("records.amend", "Corrected a signed record", scope=CARE, roles=CLINICAL, logged=True)
EXPORT = Action(
    "records.export", "Exported your records", by_self=True, roles=frozenset({PRIVACY, MANAGER}), logged=True
)
IMPORT = Action("records.import", "Imported records", roles=frozenset({OPERATOR, MANAGER}))
ERASE = Action("records.erase", "Erased your records", by_self=True)
# Pictures and papers. A house writes under care; a relative who may see the records may add to them.
ATTACH = Action(
    "records.attach",
    "Added a picture or paper",
    by_self=True,
    scope=CARE,
    roles=CLINICAL | {CARER, PHARMACIST},
    logged=True,
)
ATTACH_AS_FAMILY = Action("records.attach-as-family", "Added a picture or paper", by_self=True, scope=RECORDS)
READ_ATTACHMENTS = Action(
    "records.read-attachments",
    "Looked at your pictures and papers",
    by_self=True,
    scope=RECORDS,
    roles=CLINICAL | {CARER, PHARMACIST},
    breakable=True,
    logged=True,
)
# The small pictures of a list that was written down as a whole: twenty lines more would hide the others.
GLANCE = Action(
    "records.glance-at-attachments",
    "Looked at your pictures and papers",
    by_self=True,
    scope=RECORDS,
    roles=CLINICAL | {CARER, PHARMACIST},
    breakable=True,
)
