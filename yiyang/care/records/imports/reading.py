"""From plain bytes to entries: a Bundle, a single resource, or one resource a line."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from yiyang.care.records.fhir.structure import RESOURCE_TYPES, explain
from yiyang.care.records.imports import limits
from yiyang.care.records.imports.archives import BROKEN, Files, Unreadable, in_words, is_lines

OPENED_BUNDLES = frozenset({"transaction", "batch", "collection", "searchset"})
_NOT_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_NOT_TAKEN = frozenset({"DELETE", "PATCH", "GET", "HEAD"})


@dataclass(frozen=True)
class Fault:
    """What was refused: file, entry (place in its Bundle from 0, line of NDJSON from 1, None: the file), field."""

    file: str
    entry: int | None
    field: str
    reason: str


@dataclass(slots=True)
class Entry:
    """One resource as it came, with the name its Bundle calls it by."""

    place: int
    type: str
    original: str  # Resource.id
    raw: msgspec.Raw
    full_url: str = ""
    if_none_exist: str = ""
    record_id: UUID | None = None  # ours, once it has been worked out


@dataclass(slots=True)
class Document:
    """A Bundle, a resource, or a stretch of lines; entries of a Bundle know each other's names."""

    file: str
    entries: list[Entry]
    faults: list[Fault]


def documents(paths: Iterable[Path], skipped: list[str]) -> Iterator[Document]:
    """Everything readable below `paths`, with what is not as faults; memory holds one document at a time."""
    files = Files(paths, skipped)
    for found in files.streams():
        if isinstance(found, Unreadable):
            yield Document(found.file, [], [Fault(found.file, None, "file", found.reason)])
        else:
            yield from _read(*found)


def _read(name: str, file: io.BufferedReader) -> Iterator[Document]:
    try:
        first = _line(file).removeprefix(b"\xef\xbb\xbf")
        if is_lines(name) or (_is_whole(first) and file.peek(1)):
            yield from _by_lines(name, first, file)
            return
        rest = file.read(limits.DOCUMENT_BYTES_MAX + 1)
        if len(first) + len(rest) > limits.DOCUMENT_BYTES_MAX:
            raise ValueError(f"is larger than {limits.DOCUMENT_BYTES_MAX // 2**20} MiB; split it or send NDJSON")
    except BROKEN as broken:
        yield Document(name, [], [Fault(name, None, "file", in_words(broken))])
        return
    yield _whole(name, first + rest)


def _line(file: io.BufferedReader) -> bytes:
    found = file.readline(limits.DOCUMENT_BYTES_MAX + 1)
    if len(found) > limits.DOCUMENT_BYTES_MAX:
        raise ValueError(f"has a line longer than {limits.DOCUMENT_BYTES_MAX // 2**20} MiB")
    return found


class _Anything(msgspec.Struct):
    pass


_ANYTHING = msgspec.json.Decoder(_Anything)


def _is_whole(line: bytes) -> bool:
    try:
        _ANYTHING.decode(line)
    except _NOT_JSON:
        return False
    return True


def _by_lines(name: str, first: bytes, file: io.BufferedReader) -> Iterator[Document]:
    """Stretches of lines; a line that is a Bundle is a document of its own."""
    stretch, line, place = Document(name, [], []), first, 1
    while line:
        if stripped := line.strip():
            found = _entry(name, place, msgspec.Raw(stripped))
            if isinstance(found, Fault):
                stretch.faults.append(found)
            elif found.type == "Bundle":
                yield _whole(f"{name}:{place}", stripped)
            else:
                stretch.entries.append(found)
        if len(stretch.entries) + len(stretch.faults) >= limits.BATCH:
            yield stretch
            stretch = Document(name, [], [])
        try:
            line, place = _line(file), place + 1
        except BROKEN as broken:
            stretch.faults.append(Fault(name, None, "file", in_words(broken)))
            break
    yield stretch


class _Bundle(msgspec.Struct):
    resourceType: Any = None  # noqa: N815
    type: Any = None
    entry: list[msgspec.Raw] = []


class _Request(msgspec.Struct):
    method: str = ""
    ifNoneExist: str = ""  # noqa: N815


class _BundleEntry(msgspec.Struct):
    fullUrl: str = ""  # noqa: N815
    resource: msgspec.Raw = msgspec.Raw()
    request: _Request | None = None


_BUNDLE = msgspec.json.Decoder(_Bundle)
_ENTRY = msgspec.json.Decoder(_BundleEntry)


def _whole(name: str, body: bytes) -> Document:
    try:
        bundle = _BUNDLE.decode(body)
    except msgspec.ValidationError as wrong:
        return Document(name, [], [Fault(name, None, *_place_and_reason("Bundle", wrong))])
    except _NOT_JSON as wrong:
        return Document(name, [], [Fault(name, None, "file", _words(wrong))])
    document = Document(name, [], [])
    found: Iterable[Entry | Fault]
    # A Bundle without entries is taken as the resource it is: a misspelt `entry` is refused, not passed over.
    if bundle.resourceType == "Bundle" and str(bundle.type) in OPENED_BUNDLES and bundle.entry:
        found = (_bundled(name, place, raw) for place, raw in enumerate(bundle.entry))
    else:
        found = (_entry(name, 0, msgspec.Raw(body.strip())),)
    for each in found:
        (document.faults if isinstance(each, Fault) else document.entries).append(each)  # type: ignore[arg-type]
    return document


def _bundled(name: str, place: int, raw: msgspec.Raw) -> Entry | Fault:
    path = f"Bundle.entry[{place}]"
    try:
        entry = _ENTRY.decode(raw)
    except msgspec.ValidationError as wrong:
        return Fault(name, place, *_place_and_reason(path, wrong))
    except _NOT_JSON as wrong:
        return Fault(name, place, path, _words(wrong))
    request = entry.request or _Request()
    if request.method in _NOT_TAKEN:
        return Fault(name, place, f"{path}.request.method", f"{request.method} cannot be imported")
    if not bytes(entry.resource):
        return Fault(name, place, f"{path}.resource", "is missing")
    return _entry(name, place, entry.resource, entry.fullUrl, request.ifNoneExist)


class _Named(msgspec.Struct):
    resourceType: Any = None  # noqa: N815
    id: Any = None


_NAMED = msgspec.json.Decoder(_Named)


def _entry(name: str, place: int, raw: msgspec.Raw, full_url: str = "", if_none_exist: str = "") -> Entry | Fault:
    try:
        named = _NAMED.decode(raw)
    except msgspec.ValidationError:
        return Fault(name, place, "resource", "is not an object")
    except _NOT_JSON as wrong:
        return Fault(name, place, "resource", _words(wrong))
    if named.resourceType is None:
        return Fault(name, place, "resourceType", "is missing")
    if not isinstance(named.resourceType, str) or named.resourceType not in RESOURCE_TYPES:
        return Fault(name, place, "resourceType", "is not a resource type of FHIR R4")
    original = named.id if isinstance(named.id, str) else ""
    return Entry(place, named.resourceType, original, raw, full_url, if_none_exist)


def _place_and_reason(root: str, wrong: msgspec.ValidationError) -> tuple[str, str]:
    explained = explain(root, str(wrong))
    return explained.field, explained.reason


def _words(wrong: BaseException) -> str:
    """A fault in JSON in words that carry nothing of the file's content."""
    match wrong:
        case msgspec.DecodeError() if "truncated" in str(wrong):
            return "the JSON ends before it is complete"
        case UnicodeDecodeError():
            return f"is not UTF-8 (byte {wrong.start})"
        case RecursionError():
            return "is nested too deeply"
        case _:
            return str(wrong)
