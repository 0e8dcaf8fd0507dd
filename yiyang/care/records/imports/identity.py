"""Who is who across files: ids that come out the same on every run, and what a reference points at.

A resource is known by its sender's system, its type and its id there; our id is made from these and the importing
organisation, so a second run finds what the first one wrote, and two organisations never share a row. A system is the
base of an absolute URL, or the name given to the import; a UUID needs none.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote
from uuid import UUID, uuid5

from yiyang.care.records.imports.reading import Document, Entry
from yiyang.ground.people.ciphers import blind_index

_NAMESPACE = UUID("1f6d1d3e-9a0c-5b57-8c1e-79697961e791")
_ABSOLUTE = re.compile(r"(?P<base>https?://\S+?)/(?P<type>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9\-.]{1,64})(/_history/\S+)?")
_RELATIVE = re.compile(r"(?P<type>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9\-.]{1,64})(/_history/\S+)?")
_CONDITIONAL = re.compile(r"(?P<type>[A-Z][A-Za-z]+)\?(?:\S*&)?identifier=(?P<identifier>[^&\s]+)")
_URN = ("urn:uuid:", "urn:oid:")


def record_id(organisation_id: UUID, system: str, type_: str, original: str) -> UUID:
    """Our id of what the sender calls `type_`/`original`."""
    return uuid5(_NAMESPACE, f"{organisation_id}|{system}|{type_}|{original}")


def version_id(record: UUID, version: int) -> UUID:
    """The id of one version's row; the first carries the record's own."""
    return record if version == 1 else uuid5(record, str(version))


@lru_cache(maxsize=4096)
def alias_id(organisation_id: UUID, type_: str, identifier: str) -> UUID:
    """Where a business identifier (`system|value`) is looked up: a keyed digest, since it may be a person's number."""
    return UUID(blind_index("fhir", str(organisation_id), type_, identifier)[:32])


@dataclass(frozen=True, slots=True)
class Target:
    """What a reference names: a record of ours by id, or by a business identifier still to be looked up."""

    type: str
    id: UUID | None
    alias: UUID | None = None


@dataclass
class Names:
    """What the references of one document mean."""

    organisation_id: UUID
    system: str = ""
    local: dict[str, tuple[str, UUID]] = field(default_factory=dict)
    moved: dict[UUID, UUID] = field(default_factory=dict)  # what a conditional create found already here

    def learn(self, document: Document) -> None:
        """Take note of what each entry's Bundle calls it."""
        self.local = {
            entry.full_url: (entry.type, self.identify(entry)) for entry in document.entries if entry.full_url
        }

    def identify(self, entry: Entry) -> UUID:
        """Our id of an entry: by its sender's id, else by the name its Bundle gives it, else by its content."""
        if entry.record_id is None:
            own = self._identify(entry)
            entry.record_id = self.moved.get(own, own)
        return entry.record_id

    def _identify(self, entry: Entry) -> UUID:
        known, system = self.called(entry), self.system or self.base_of(entry)
        return record_id(self.organisation_id, "" if _is_uuid(known) else system, entry.type, known)

    def called(self, entry: Entry) -> str:
        """What the sender calls an entry: its id, else the last part of its name, else a digest of its content."""
        if entry.original:
            return entry.original
        if found := _ABSOLUTE.fullmatch(entry.full_url):
            return found["id"]
        if entry.full_url.startswith(_URN):
            return entry.full_url.rpartition(":")[2]
        return hashlib.sha256(entry.raw).hexdigest()

    def source(self, entry: Entry) -> str:
        """Where an entry came from, in one short line that is the same on every run."""
        return f"fhir:{self.system or self.base_of(entry)}:{entry.type}/{self.called(entry)}"[-110:]

    def base_of(self, entry: Entry) -> str:
        found = _ABSOLUTE.fullmatch(entry.full_url)
        return found["base"] if found else ""

    def target(self, reference: str, base: str, expected: str) -> Target | None:
        """What `reference` names, or None when it names nothing we could ever know (contained, or a bare URL).

        `base` is the server of the resource that says it; `expected` the type a urn means where nothing else tells.
        """
        if not reference or reference.startswith("#"):
            return None
        if found := self.local.get(reference):
            return Target(*found)
        if reference.startswith(_URN):
            return Target(expected, self._known("", expected, reference.rpartition(":")[2]))
        if named := _RELATIVE.fullmatch(reference):
            if base and (found := self.local.get(f"{base}/{named['type']}/{named['id']}")):
                return Target(*found)
            return Target(named["type"], self._known(self.system or base, named["type"], named["id"]))
        if named := _CONDITIONAL.fullmatch(reference):
            return Target(named["type"], None, self.alias(named["type"], unquote(named["identifier"])))
        if named := _ABSOLUTE.fullmatch(reference):
            return Target(named["type"], self._known(self.system or named["base"], named["type"], named["id"]))
        return None

    def alias(self, type_: str, identifier: str) -> UUID:
        return alias_id(self.organisation_id, type_, identifier)

    def _known(self, system: str, type_: str, original: str) -> UUID:
        own = record_id(self.organisation_id, "" if _is_uuid(original) else system, type_, original)
        return self.moved.get(own, own)


def _is_uuid(text: str) -> bool:
    return len(text) == 36 and text[8] == text[13] == text[18] == text[23] == "-"
