"""An attachment as a DocumentReference; its content stands beside it as the Binary of the same id."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import Any

from yiyang.care.records.fhir import times
from yiyang.care.records.models import Attachment


def document_of(row: Attachment) -> dict[str, Any]:
    """FHIR R4. The identifier is the content's SHA-256 as an `ni` name (RFC 6920); R4's own hash is still SHA-1."""
    name = urlsafe_b64encode(bytes(row.digest)).decode().rstrip("=")
    found: dict[str, Any] = {
        "resourceType": "DocumentReference",
        "id": str(row.id),
        "masterIdentifier": {"system": "urn:ietf:rfc:3986", "value": f"ni:///sha-256;{name}"},
        "status": "current",
        "subject": {"reference": f"Patient/{row.person_id}"},
        "date": times.write(row.attached_at),
        "description": row.title,
        "content": [
            {
                "attachment": {
                    "contentType": row.kind,
                    "url": f"Binary/{row.id}",
                    "size": row.size_bytes,
                    "title": row.title,
                    "creation": times.write(row.attached_at),
                }
            }
        ],
    }
    if row.author_id and row.author_name:
        found["author"] = [{"reference": f"Practitioner/{row.author_id}", "display": row.author_name}]
    if row.about_id:
        related = {"identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{row.about_id}"}}
        found["context"] = {"related": [related]}
    return found
