"""The second reading takes in everything else, in batches: look up, map, copy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import psycopg
from django.db import transaction

from yiyang.care.records import fhir
from yiyang.care.records.fhir.elements import Row
from yiyang.care.records.fhir.structure import Malformed
from yiyang.care.records.imports import clinical, directory, limits, teams, writing
from yiyang.care.records.imports.identity import Target, version_id
from yiyang.care.records.imports.reading import Document
from yiyang.care.records.imports.taking import Found, Taking, first_of_each
from yiyang.care.records.imports.writing import MODELS, Known
from yiyang.ground.access.postgres.copying import copy

_CACHED_MAX = 50_000
_DIRECTORY = frozenset(directory.TYPES)
_PRACTISING = frozenset({"Practitioner"})
_HOUSES = frozenset({"Organization", "Location"})
Rows = dict[str, list[Row]]


class SecondReading(Taking):
    """Everything that is not who and where."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._joined: set[tuple[UUID, teams.Member]] = set()
        self._medicines: dict[UUID, Row] = {}

    def take(self, connection: psycopg.Connection[Any], document: Document) -> None:
        for fault in document.faults:
            self.report.refuse(fault)
        wanted = [entry for entry in document.entries if entry.type not in _DIRECTORY]
        for start in range(0, len(wanted), limits.BATCH):
            batch = [each for entry in wanted[start : start + limits.BATCH] if (each := self.check(document, entry))]
            while batch:
                once, batch = first_of_each(batch)
                self._batch(connection, document, once)

    def _batch(self, connection: psycopg.Connection[Any], document: Document, batch: Sequence[Found]) -> None:
        standing = writing.known(connection, [each.record_id for each in batch])
        changed = [each for each in batch if not self._is_settled(each, standing.get(each.record_id))]
        self._look_up(connection, changed)
        changed = [each for each in changed if not self._is_unchanged(each, standing.get(each.record_id))]
        self._find_medicines(connection, batch, changed)
        prepared: list[tuple[Found, Row]] = []
        for each in changed:
            if each.person_id in self.erased:
                self.refuse(document, each.entry, Malformed(each.entry.type, "is about somebody who was erased here"))
                continue
            try:
                prepared.append((each, self._row(each)))
            except Malformed as wrong:
                self.refuse(document, each.entry, wrong)
        self._write(connection, document, prepared, standing)

    def _is_settled(self, found: Found, known: Known | None) -> bool:
        """Whether it is here already, in the form it should have."""
        if known is None or not known.has(found.digest) or not (known.mapped or found.entry.type not in fhir.ELEMENTS):
            return False
        self.report.unchanged[found.entry.type] += 1
        return True

    def _is_unchanged(self, found: Found, known: Known | None) -> bool:
        """Whether something kept for want of its person must go on waiting."""
        found.mapped = found.person_id is not None and found.entry.type in fhir.ELEMENTS
        if known is None or not known.has(found.digest) or known.mapped != found.mapped:
            return False
        self.report.unchanged[found.entry.type] += 1
        return True

    def _look_up(self, connection: psycopg.Connection[Any], batch: Sequence[Found]) -> None:
        """Learn which persons and business identifiers of this batch exist; then say whom each resource is about."""
        for cache in (self.aliases, self.persons):
            if len(cache) > _CACHED_MAX:
                cache.clear()
        for each in batch:
            each.targets = self._targets(each)
        missing = {
            target.alias
            for each in batch
            for target in each.targets
            if target and target.alias and target.alias not in self.aliases
        }
        if missing:
            self.aliases.update(writing.aliases(connection, missing))
        whom = {each.record_id: self._id(each.targets[0], _PATIENTS) for each in batch}
        asked = {one for one in whom.values() if one is not None and one not in self.persons}
        if asked:
            known = writing.known(connection, list(asked))
            self.persons.update((one, one in known) for one in asked)
            self.erased.update(one for one, found in known.items() if not found.digest)
        for each in batch:
            person = whom[each.record_id]
            each.person_id = person if person is not None and self.persons[person] else None

    def _targets(self, found: Found) -> tuple[Target | None, ...]:
        """Whom it is about, who says so, and where."""
        base, resource = self.names.base_of(found.entry), found.resource
        if found.entry.type not in fhir.ELEMENTS:
            return (self.names.target(clinical.about(found.entry.raw)[0], base, "Patient"),)
        return (
            self.names.target(clinical.subject(resource)[1], base, "Patient"),
            self.names.target(clinical.author(resource).get("reference", ""), base, "Practitioner"),
            self.names.target(clinical.place(resource).get("reference", ""), base, "Organization"),
            self.names.target(clinical.visit(resource), base, "Encounter"),
        )

    def _id(self, target: Target | None, types: frozenset[str]) -> UUID | None:
        if target is None or target.type not in types:
            return None
        return self.aliases.get(target.alias) if target.alias else target.id

    def _find_medicines(
        self, connection: psycopg.Connection[Any], batch: Sequence[Found], changed: Sequence[Found]
    ) -> None:
        """Learn what prescriptions mean that name their medicine by reference: from this batch, or what is kept."""
        asked: dict[UUID, UUID] = {}
        for each in changed:
            named = clinical.medicine(each.resource) if each.entry.type == "MedicationRequest" else ""
            target = self.names.target(named, self.names.base_of(each.entry), "Medication")
            if target is not None and target.id is not None:
                asked[each.record_id] = target.id
        here = {each.record_id: each.resource for each in batch if each.entry.type == "Medication"}
        here |= writing.bodies(connection, [one for one in asked.values() if one not in here])
        self._medicines = {request: here[one] for request, one in asked.items() if one in here}

    def _write(
        self,
        connection: psycopg.Connection[Any],
        document: Document,
        batch: Sequence[tuple[Found, Row]],
        standing: dict[UUID, Known],
    ) -> None:
        """Write a batch; when the database refuses it, halve it until the culprit stands alone."""
        if not batch:
            return
        taken = [found for found, _ in batch]
        try:
            with transaction.atomic():
                self._renumber(connection, taken, standing)
                for name, rows in self._rows(batch).items():
                    copy(connection, MODELS[name], rows)
                self._note_names(connection, taken)
        except (psycopg.DataError, psycopg.IntegrityError) as wrong:
            if len(batch) == 1:
                self.refuse(document, taken[0].entry, Malformed(taken[0].entry.type, _refused_by_database(wrong)))
                return
            for half in (batch[: len(batch) // 2], batch[len(batch) // 2 :]):
                self._write(connection, document, half, standing)
            return
        for each in taken:
            joined = each.entry.type == "CareTeam" and self._join(connection, each)
            self.count(each, standing.get(each.record_id), counts_as_created=joined)

    def _join(self, connection: psycopg.Connection[Any], found: Found) -> bool:
        """Let the houses of a team that lasts see the person; says whether there were any."""
        if found.person_id is None or not teams.lasts(found.resource, self.now):
            return False
        base = self.names.base_of(found.entry)

        def known(reference: str, type_: str) -> UUID | None:
            meant = self._id(self.names.target(reference, base, type_), frozenset({type_}))
            return meant if meant and meant in writing.known(connection, [meant]) else None

        joined = False
        for member in teams.members(found.resource, known):
            joined = True
            if (found.person_id, member) not in self._joined:
                self._joined.add((found.person_id, member))
                teams.join(found.person_id, member, by=self.by, now=self.now, ends_at=teams.ends(found.resource))
        return joined

    def _renumber(
        self, connection: psycopg.Connection[Any], batch: Sequence[Found], standing: dict[UUID, Known]
    ) -> None:
        """Give what has changed its next number, and mark what stood as superseded."""
        by_table: dict[str, list[UUID]] = defaultdict(list)
        for each in batch:
            if (known := standing.get(each.record_id)) is not None:
                table = MODELS[each.entry.type if known.mapped else "Kept"]._meta.db_table
                by_table[table].append(each.record_id)
        highest: dict[UUID, int] = {}
        for table, ids in by_table.items():
            highest |= writing.supersede(connection, table, ids, self.now)
        for each in batch:
            if (known := standing.get(each.record_id)) is not None:
                each.version = max(known.version, highest.get(each.record_id, 0)) + 1

    def _rows(self, batch: Iterable[tuple[Found, Row]]) -> Rows:
        rows: Rows = defaultdict(list)
        for found, row in batch:
            source = self.source_row(found)
            row.update((name, source[name]) for name in ("id", "record_id", "version", "organisation_id"))
            if "residue" in row:
                row["residue"] = writing.as_json(row["residue"])
            for place, part in enumerate(row.pop("components", ())):
                rows["Component"].append(_component(row, part, place))
            rows[found.entry.type if found.mapped else "Kept"].append(row)
            rows["Source"].append(source)
        # A component points at its observation, so it is copied after it.
        for name in ("Component", "Source"):
            if name in rows:
                rows[name] = rows.pop(name)
        return rows

    def _row(self, found: Found) -> Row:
        """Everything of a row but its id and version. Raises Malformed."""
        if not found.mapped:
            _, when = clinical.about(found.entry.raw)
            return clinical.kept_row(found.entry.raw, when, self.now) | {
                "type": found.entry.type,
                "person_id": found.person_id,
            }
        _, author, place, visit = found.targets
        said, where = clinical.author(found.resource), clinical.place(found.resource)
        medicine: Row = {}
        if "medicationReference" in found.resource:
            medicine = clinical.medicine_columns(found.resource, self._medicines.get(found.record_id))
        return clinical.row_of(
            found.resource,
            self.now,
            medicine
            | {
                "person_id": found.person_id,
                "encounter_id": self._id(visit, _VISITS),
                "author_id": self._id(author, _PRACTISING),
                "author_name": said.get("display", ""),
                "place_id": self._id(place, _HOUSES),
                "place_name": where.get("display", ""),
            },
        )

    def _note_names(self, connection: psycopg.Connection[Any], batch: Iterable[Found]) -> None:
        """Remember what others may call these by, and which of their references are still to be looked up."""
        house = self.names.organisation_id
        names = [
            (self.names.alias(each.entry.type, one), house, each.record_id, each.entry.type, each.person_id)
            for each in batch
            for one in clinical.identifiers(each.resource)
        ]
        if names:
            writing.add_aliases(connection, names)
        self.pending.add(row for each in batch for row in self.waiting(each, self.names.base_of(each.entry)))


_PATIENTS = frozenset({"Patient"})
_VISITS = frozenset({"Encounter"})


def _component(row: Row, part: Row, place: int) -> Row:
    return part | {
        "id": version_id(row["id"], place + 2),
        "observation_id": row["id"],
        "organisation_id": row["organisation_id"],
        "person_id": row["person_id"],
        "place_in_order": place,
        "effective_at": row["effective_at"],
    }


def _refused_by_database(wrong: psycopg.Error) -> str:
    """What the database says of a rule of its own, without the values."""
    constraint = wrong.diag.constraint_name if wrong.diag else None
    return f"breaks the rule {constraint}" if constraint else "holds a value that cannot be stored"
