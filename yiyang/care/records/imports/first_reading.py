"""The first reading takes in who and where: one service call each, for there are few of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import psycopg
from django.db import transaction

from yiyang.care.records.fhir.structure import Malformed
from yiyang.care.records.imports import clinical, directory, writing
from yiyang.care.records.imports.reading import Document
from yiyang.care.records.imports.taking import Found, Taking, first_of_each
from yiyang.care.records.imports.writing import Known
from yiyang.care.records.models import Kept, Source
from yiyang.foundation.errors import Refused
from yiyang.ground.access.postgres.copying import copy

_ORDER = {type_: place for place, type_ in enumerate(directory.TYPES)}


class FirstReading(Taking):
    """Patients, practitioners, houses and places, with the business identifiers others call them by."""

    def take(self, connection: psycopg.Connection[Any], document: Document) -> None:
        wanted = [entry for entry in document.entries if entry.type in _ORDER]
        wanted.sort(key=lambda entry: _ORDER[entry.type])
        batch = [each for entry in wanted if (each := self.check(document, entry))]
        while batch:
            once, batch = first_of_each(batch)
            self._batch(connection, document, once)

    def _batch(self, connection: psycopg.Connection[Any], document: Document, found: Sequence[Found]) -> None:
        standing = writing.known(connection, [each.record_id for each in found])
        wished = {each.record_id: self._wished(each) for each in found if each.entry.if_none_exist}
        owners = writing.aliases(connection, wished.values())
        taken: list[Found] = []
        for each in found:
            owner = owners.get(wished.get(each.record_id, each.record_id))
            if owner is not None and owner != each.record_id:
                self.names.moved[each.record_id] = owner
                self.report.unchanged[each.entry.type] += 1
                continue
            known = standing.get(each.record_id)
            if known is not None and known.has(each.digest):
                self.report.unchanged[each.entry.type] += 1
            elif self._write(connection, document, each, known):
                standing[each.record_id] = Known(each.version, each.digest, each.mapped)
                taken.append(each)
                owners.update(self._name(connection, each))
        sources = [self.source_row(each) for each in taken]
        copy(connection, Source, sources)
        bodies = (clinical.kept_row(each.entry.raw, None, self.now) for each in taken)
        copy(connection, Kept, [source | body for source, body in zip(sources, bodies, strict=True)])

    def _wished(self, found: Found) -> UUID:
        """Where a conditional create looks for somebody already there."""
        target = self.names.target(f"{found.entry.type}?{found.entry.if_none_exist}", "", found.entry.type)
        return target.alias if target and target.alias else found.record_id

    def _write(
        self, connection: psycopg.Connection[Any], document: Document, found: Found, known: Known | None
    ) -> bool:
        found.version = known.version + 1 if known else 1
        found.mapped = found.entry.type in directory.MAPPED
        if found.entry.type == "Patient":
            found.person_id = found.record_id
        before = writing.bodies(connection, [found.record_id]).get(found.record_id) if known else None
        if known is not None and before is None:
            self.refuse(document, found.entry, Malformed(found.entry.type, "was erased here and is not brought back"))
            return False
        arrival = directory.Arrival(found.resource, found.record_id, self.names.source(found.entry), before)
        try:
            with transaction.atomic():
                directory.TAKE[found.entry.type](arrival, self.by, self.now)
                if known is not None:
                    writing.supersede(connection, "records_kept", [found.record_id], self.now)
        except Malformed as wrong:
            self.refuse(document, found.entry, wrong)
            return False
        except Refused as wrong:
            self.refuse(document, found.entry, Malformed(_path(found.entry.type, wrong.field), str(wrong)))
            return False
        self.count(found, known)
        return True

    def _name(self, connection: psycopg.Connection[Any], found: Found) -> dict[UUID, UUID]:
        type_ = found.entry.type
        named = {self.names.alias(type_, each): found.record_id for each in clinical.identifiers(found.resource)}
        writing.add_aliases(
            connection,
            [(alias, self.names.organisation_id, record, type_, found.person_id) for alias, record in named.items()],
        )
        return named


_FIELDS = {"birth_on": "birthDate", "sex": "gender", "phone": "telecom", "number": "identifier"}


def _path(type_: str, field: str | None) -> str:
    """The FHIR element a refusing service means by its own word."""
    return f"{type_}.{_FIELDS.get(field, field)}" if field else type_
