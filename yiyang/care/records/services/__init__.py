"""The verbs of records."""

from yiyang.care.records.imports.run import import_fhir
from yiyang.care.records.services.amend import Amendment, amend
from yiyang.care.records.services.attach import attach, remove_attachment, sweep_attachments
from yiyang.care.records.services.clinical import diagnose, note, prescribe, treat, warn_of
from yiyang.care.records.services.erase import erase_person
from yiyang.care.records.services.observe import Part, observe
from yiyang.care.records.services.open_encounter import move_encounter, open_encounter
from yiyang.care.records.services.sign import Signature, sign

__all__ = [
    "Amendment",
    "Part",
    "Signature",
    "amend",
    "attach",
    "diagnose",
    "erase_person",
    "import_fhir",
    "move_encounter",
    "note",
    "observe",
    "open_encounter",
    "prescribe",
    "remove_attachment",
    "sign",
    "sweep_attachments",
    "treat",
    "warn_of",
]
