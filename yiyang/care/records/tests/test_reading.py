"""Files come plain, packed and broken; each is read, or refused with file, entry and field."""

from __future__ import annotations

import io
import json
import lzma
import os
import tarfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from yiyang.care.records.imports import limits
from yiyang.care.records.imports.reading import Document, Fault, documents
from yiyang.care.records.tests.factories import bundle, lines, organisation, patient, pulse, tar, write


def read(*paths: Path) -> tuple[list[str], list[Fault], list[str]]:
    """Ids of what was read, faults, and names passed over."""
    skipped: list[str] = []
    found: list[Document] = list(documents(paths, skipped))
    ids = [entry.original for document in found for entry in document.entries]
    return ids, [fault for document in found for fault in document.faults], skipped


@pytest.mark.parametrize("packing", ["", ".gz", ".bz2", ".xz", ".tar", ".tar.gz", ".tar.bz2", ".tar.xz"])
@pytest.mark.parametrize("indent", [None, 2])
def test_a_bundle_is_read_however_it_is_packed(tmp_path: Path, packing: str, indent: int | None) -> None:
    body = json.dumps(bundle(patient(), pulse()), indent=indent).encode()
    ids, faults, skipped = read(write(tmp_path, f"a.json{packing}", body))
    assert (ids, faults, skipped) == (["guifang", "pulse"], [], [])


@pytest.mark.parametrize("kind", ["transaction", "batch", "collection", "searchset"])
def test_every_kind_of_bundle_that_lists_resources_is_opened(tmp_path: Path, kind: str) -> None:
    assert read(write(tmp_path, "a.json", bundle(patient(), kind=kind)))[0] == ["guifang"]


def test_a_document_is_one_thing_and_is_not_taken_apart(tmp_path: Path) -> None:
    (found,) = documents([write(tmp_path, "a.json", bundle(patient(), kind="document"))], [])
    assert [entry.type for entry in found.entries] == ["Bundle"]


@pytest.mark.parametrize("name", ["a.ndjson", "a.jsonl.gz", "a.json"])
def test_one_resource_a_line_is_read_line_by_line(tmp_path: Path, name: str) -> None:
    body = lines(patient(), "", '{"resourceType": "Patient", "id"', bundle(organisation(), pulse()), pulse("last"))
    ids, faults, _ = read(write(tmp_path, name, body))
    assert ids == ["clinic", "pulse", "guifang", "last"]
    assert [(fault.entry, fault.field) for fault in faults] == [(3, "resource")]


def test_a_single_resource_and_a_byte_order_mark_are_welcome(tmp_path: Path) -> None:
    assert read(write(tmp_path, "a.json", b"\xef\xbb\xbf" + json.dumps(patient()).encode()))[0] == ["guifang"]


def test_folders_are_read_in_order_and_other_files_passed_over_by_name(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    write(inner, "2.json", patient("two"))
    write(inner, "1.json", patient("one"))
    for name in ("README.md", "._1.json", "x.csv"):
        (inner / name).write_text("hello")
    ids, faults, skipped = read(tmp_path / "a")
    assert (ids, faults) == (["one", "two"], [])
    assert skipped == ["a/b/._1.json", "a/b/README.md", "a/b/x.csv"]


BATCH = b'{"resourceType": "Bundle", "type": "batch", '


@pytest.mark.parametrize(
    ("body", "entry", "field", "reason"),
    [
        (b"", None, "file", "empty"),
        (b'{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Pat', None, "file", "ends before"),
        (b"hello", None, "file", "malformed"),
        (b"[1, 2]", None, "Bundle", "must be an object"),
        (b'{"resourceType": "Patient", "id": "\xff"}', 0, "resource", "UTF-8"),
        (b"[" * 100_000, None, "Bundle", "must be an object"),
        (b'{"a":' * 100_000, None, "file", "deep|ends before"),
        (BATCH + b'"entry": 5}', None, "Bundle.entry", "must be a list"),
        (BATCH + b'"entry": [5]}', 0, "Bundle.entry[0]", "must be an object"),
        (BATCH + b'"entry": [{}]}', 0, "Bundle.entry[0].resource", "missing"),
        (BATCH + b'"entry": [{"fullUrl": 5}]}', 0, "Bundle.entry[0].fullUrl", "must be text"),
        (BATCH + b'"entry": [{"resource": 5}]}', 0, "resource", "not an object"),
        (BATCH + b'"entry": [{"request": {"method": "GET"}}]}', 0, "Bundle.entry[0].request.method", "GET"),
        (b'{"id": "x"}', 0, "resourceType", "missing"),
        (b'{"resourceType": "Person_", "id": "x"}', 0, "resourceType", "R4"),
        (b'{"resourceType": 5}', 0, "resourceType", "R4"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_with_entry_and_field(
    tmp_path: Path, body: bytes, entry: int | None, field: str, reason: str
) -> None:
    ids, (fault,), _ = read(write(tmp_path, "broken.json", body))
    assert ids == []
    assert (fault.file, fault.entry, fault.field) == ("broken.json", entry, field)
    assert any(part in fault.reason for part in reason.split("|")), fault.reason


@pytest.mark.parametrize("name", ["a.json.gz", "a.json.bz2", "a.json.xz", "a.tar.gz", "a.tar"])
def test_a_file_cut_short_is_refused_and_its_neighbours_are_read(tmp_path: Path, name: str) -> None:
    whole = write(tmp_path, name, bundle(*(patient(f"p{n}") for n in range(200))))
    whole.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    write(tmp_path, "z.json", patient())
    ids, faults, _ = read(tmp_path)
    assert ids == ["guifang"]
    assert faults
    assert all(name in fault.file for fault in faults)


def test_lines_before_the_cut_are_read(tmp_path: Path) -> None:
    noisy = [patient(f"p{n}", text={"status": "empty", "div": os.urandom(300).hex()}) for n in range(50)]
    whole = write(tmp_path, "a.ndjson.gz", lines(*noisy))
    whole.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    ids, faults, _ = read(whole)
    assert 5 < len(ids) < 50
    assert faults[-1].field == "file"


def test_a_bomb_is_refused_before_it_is_big(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "EXPANSION_FREE_BYTES", 100_000)
    bomb = write(tmp_path, "bomb.json.xz", b'"' + b" " * 50_000_000)
    _, (fault,), _ = read(bomb)
    assert "bomb" in fault.reason
    monkeypatch.setattr(limits, "EXPANSION_MAX", 10**6)  # the control: without the limit it is read to its end
    assert "bomb" not in read(bomb)[1][0].reason


def test_a_document_too_large_for_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "DOCUMENT_BYTES_MAX", 2_000)
    _, faults, _ = read(write(tmp_path, "big.json", json.dumps(bundle(*[patient()] * 30), indent=1).encode()))
    assert ["larger than" in fault.reason or "longer than" in fault.reason for fault in faults] == [True]


def test_nothing_in_an_archive_points_outside(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, kind in (
            ("../../x.json", tarfile.REGTYPE),
            ("link.json", tarfile.SYMTYPE),
            ("in.tar", tarfile.REGTYPE),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            info.size = len(json.dumps(patient())) if kind == tarfile.REGTYPE else 0
            archive.addfile(info, io.BytesIO(json.dumps(patient()).encode()))
    path = tmp_path / "a.tar"
    path.write_bytes(packed.getvalue())
    ids, faults, _ = read(path)
    assert ids == ["guifang"]
    assert ["link" in fault.reason or "archive inside" in fault.reason for fault in faults] == [True, True]
    assert list(tmp_path.iterdir()) == [path]


def test_a_packed_file_inside_an_archive_is_unpacked_too(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    path.write_bytes(tar("a.tar", lzma.compress(json.dumps(patient()).encode()), "inner.json.xz"))
    assert read(path)[0] == ["guifang"]


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    _, (fault,), _ = read(tmp_path / "none.json")
    assert (fault.file, fault.reason) == ("none.json", "there is no such file")


@settings(max_examples=150, deadline=None)
@given(cut=some.integers(0, 2_000), put=some.binary(max_size=3), packing=some.sampled_from(["", ".gz", ".tar"]))
def test_no_damage_to_a_file_makes_the_reader_stumble(
    tmp_path_factory: pytest.TempPathFactory, cut: int, put: bytes, packing: str
) -> None:
    path = write(tmp_path_factory.mktemp("x"), f"a.json{packing}", bundle(patient(), pulse(), organisation()))
    body = path.read_bytes()
    path.write_bytes(body[:cut] + put + body[cut + len(put) :])
    ids, faults, skipped = read(path)
    assert ids or faults or skipped
