"""Bulk writing: COPY in binary form through the worker's connection, since a policy would refuse it to any other.

Only a room's own `bulk` module names its tables here; constraints, triggers and foreign keys stay on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from operator import itemgetter
from typing import Any

import psycopg
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import connections, models
from psycopg.types.json import Jsonb
from psycopg.types.range import TimestamptzRange

Row = Mapping[str, Any]
Rows = Iterable[Row]

_TYPES: tuple[tuple[type[models.Field], str], ...] = (
    (ArrayField, "varchar[]"),
    (DateTimeRangeField, "tstzrange"),
    (models.UUIDField, "uuid"),
    (models.DateTimeField, "timestamptz"),
    (models.DateField, "date"),
    (models.TimeField, "time"),
    (models.DecimalField, "numeric"),
    (models.JSONField, "jsonb"),
    (models.BinaryField, "bytea"),
    (models.BooleanField, "bool"),
    (models.PositiveSmallIntegerField, "int2"),
    (models.SmallIntegerField, "int2"),
    (models.BigIntegerField, "int8"),
    (models.IntegerField, "int4"),
    (models.CharField, "text"),
    (models.TextField, "text"),
)


class _Table:
    """How rows of one model are copied: columns, their types, and what stands where a row says nothing."""

    def __init__(self, model: type[models.Model]) -> None:
        # What the database numbers by itself is left to it.
        fields = [each for each in model._meta.concrete_fields if not _numbered(each)]
        self.types = [_type(each) for each in fields]
        self._defaults = {each.attname: None if each.null else _default(each) for each in fields}
        self._in_order = itemgetter(*self._defaults)
        names = ", ".join(f'"{each.column}"' for each in fields)
        self.statement = f'COPY "{model._meta.db_table}" ({names}) FROM STDIN (FORMAT BINARY)'

    def values(self, row: Row) -> tuple[Any, ...]:
        found: tuple[Any, ...] = self._in_order({**self._defaults, **row})
        return found


def _numbered(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.AutoField) or field.has_db_default()


def _type(field: models.Field[Any, Any]) -> str:
    if isinstance(field, models.ForeignKey):
        return _type(field.target_field)
    return next(name for kind, name in _TYPES if isinstance(field, kind))


def _default(field: models.Field[Any, Any]) -> Any:
    """What the model would put there; never a new id, which a row must bring along, nor an instant."""
    if isinstance(field, models.UUIDField | models.ForeignKey | models.DateTimeField) or field.primary_key:
        return None
    given = field.get_default()
    return Jsonb(given) if isinstance(field, models.JSONField) else given


@cache
def _table(model: type[models.Model]) -> _Table:
    return _Table(model)


def copy(connection: psycopg.Connection[Any], model: type[models.Model], rows: Rows) -> int:
    """Write rows by attribute names; what one does not say gets the model's default. JSON comes as `Jsonb`.

    Answers how many there were. Takes no more memory than one row does.
    """
    table, written = _table(model), 0
    with connection.cursor() as cursor, cursor.copy(table.statement) as copying:
        copying.set_types(table.types)
        for row in rows:
            copying.write_row(table.values(row))
            written += 1
    return written


def copy_all(using: str, *tables: tuple[type[models.Model], Rows]) -> int:
    """Write several tables one after the other, in the order in which they lean on each other; within `atomic`."""
    connection = connections[using]
    connection.ensure_connection()
    return sum(copy(connection.connection, model, rows) for model, rows in tables)


def since(begins: datetime, ends: datetime | None = None) -> TimestamptzRange:
    """A half-open period as a range column takes it."""
    return TimestamptzRange(begins, ends, "[)")
