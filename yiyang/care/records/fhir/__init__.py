"""Records as FHIR R4 resources and back: what the columns say, and the residue they cannot say."""

from yiyang.care.records.fhir.document import document_of
from yiyang.care.records.fhir.mapping import ELEMENTS, join, read, residue
from yiyang.care.records.fhir.rendering import decode, digest, encode, resource_of, resource_type

__all__ = [
    "ELEMENTS",
    "decode",
    "digest",
    "document_of",
    "encode",
    "join",
    "read",
    "residue",
    "resource_of",
    "resource_type",
]
