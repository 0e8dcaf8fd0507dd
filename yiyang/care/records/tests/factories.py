"""FHIR resources about the cast, as small as R4 allows, and files to put them in."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import tarfile
from pathlib import Path
from typing import Any

Resource = dict[str, Any]
ROOT = Path(__file__).resolve().parents[4]
SHARED = Path(os.environ.get("YIYANG_SHARED", ROOT.parent / "shared")) / "data" / "fhir"
SYNTHEA = SHARED / "synthea-80.tar.xz"
EXAMPLES = SHARED / "r4-examples.tar.xz"


def patient(id_: str = "guifang", **more: Any) -> Resource:
    return {
        "resourceType": "Patient",
        "id": id_,
        "name": [{"use": "official", "family": "王", "given": ["桂芳"]}],
        "gender": "female",
        "birthDate": "1942-03-08",
        **more,
    }


def practitioner(id_: str = "zhao", **more: Any) -> Resource:
    return {
        "resourceType": "Practitioner",
        "id": id_,
        "identifier": [{"system": "http://example.org/licence", "value": "110000"}],
        "name": [{"text": "赵文华"}],
        **more,
    }


def organisation(id_: str = "clinic", **more: Any) -> Resource:
    return {"resourceType": "Organization", "id": id_, "name": "幸福路诊所", "active": True, **more}


def encounter(id_: str = "visit", of: str = "guifang", **more: Any) -> Resource:
    return {
        "resourceType": "Encounter",
        "id": id_,
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "subject": {"reference": f"Patient/{of}"},
        "period": {"start": "2026-05-04T09:00:00+08:00", "end": "2026-05-04T09:20:00+08:00"},
        **more,
    }


def pulse(id_: str = "pulse", of: str = "guifang", value: Any = 72, **more: Any) -> Resource:
    return {
        "resourceType": "Observation",
        "id": id_,
        "status": "final",
        "category": [
            {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/observation-category",
                        "code": "vital-signs",
                    }
                ]
            }
        ],
        "code": {
            "coding": [{"system": "http://loinc.org", "code": "8867-4", "display": "Heart rate"}],
            "text": "Heart rate",
        },
        "subject": {"reference": f"Patient/{of}"},
        "effectiveDateTime": "2026-05-04T09:10:00+08:00",
        "valueQuantity": {"value": value, "unit": "/min", "system": "http://unitsofmeasure.org", "code": "/min"},
        **more,
    }


def pressure(id_: str = "pressure", of: str = "guifang", **more: Any) -> Resource:
    def part(code: str, value: float) -> Resource:
        return {
            "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
            "valueQuantity": {"value": value, "unit": "mmHg", "system": "http://unitsofmeasure.org", "code": "mm[Hg]"},
        }

    found = pulse(id_, of, **more)
    del found["valueQuantity"]
    found["code"] = {"coding": [{"system": "http://loinc.org", "code": "85354-9"}]}
    found["component"] = [part("8480-6", 162), part("8462-4", 95)]
    return found


def care_team(of: str = "guifang", house: str = "clinic", **more: Any) -> Resource:
    return {
        "resourceType": "CareTeam",
        "id": "team",
        "status": "active",
        "subject": {"reference": f"Patient/{of}"},
        "managingOrganization": [{"reference": f"Organization/{house}"}],
        "participant": [{"member": {"reference": "Practitioner/zhao"}}],
        **more,
    }


def claim(id_: str = "claim", of: str = "guifang", **more: Any) -> Resource:
    return {
        "resourceType": "Claim",
        "id": id_,
        "status": "active",
        "type": {"text": "pharmacy"},
        "use": "claim",
        "patient": {"reference": f"Patient/{of}"},
        "created": "2026-05-04",
        "provider": {"display": "幸福路药房"},
        "priority": {"text": "normal"},
        "insurance": [{"sequence": 1, "focal": True, "coverage": {"display": "city"}}],
        **more,
    }


def bundle(*resources: Resource, kind: str = "collection", **entry: Any) -> Resource:
    entries = [
        {"fullUrl": f"urn:uuid:{one.get('id', place)}", "resource": one, **entry} for place, one in enumerate(resources)
    ]
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


def lines(*resources: Resource | str) -> bytes:
    return b"".join((one if isinstance(one, str) else json.dumps(one)).encode() + b"\n" for one in resources)


def write(folder: Path, name: str, content: Resource | bytes) -> Path:
    """Write a file, compressed or archived as its name says."""
    body = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
    stem = name
    for suffix, pack in ((".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)):
        if name.endswith(suffix):
            stem = name.removesuffix(suffix)
            body, unpacked = pack(tar(stem, body) if stem.endswith(".tar") else body), body
            assert unpacked
            break
    else:
        if name.endswith(".tar"):
            body = tar(name, body)
    path = folder / name
    path.write_bytes(body)
    return path


def tar(name: str, body: bytes, inner: str = "inner.json") -> bytes:
    """An archive with one file in it."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        info = tarfile.TarInfo(inner)
        info.size = len(body)
        archive.addfile(info, io.BytesIO(body))
    return packed.getvalue()
