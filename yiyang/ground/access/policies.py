"""Turn each table's declared class into a row-level security policy and the grants of the four roles.

Runs as owner after every migration and is safe to run again. The settings are read inside a scalar SELECT so that
PostgreSQL evaluates them once per query and not once per row.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from yiyang.foundation.visibility import Exempt, Organisation, Personal, Public, Viewer, Visibility

PERSON = "(SELECT NULLIF(current_setting('app.person', true), '')::uuid)"
ORGANISATION = "(SELECT NULLIF(current_setting('app.organisation', true), '')::uuid)"
KNOWN = "(SELECT current_setting('app.actor', true) IN ('person', 'system'))"
NOW = "COALESCE(NULLIF(current_setting('app.now', true), '')::timestamptz, now())"
RELATED = f"""(
    SELECT r.person_id FROM access_relation r
    WHERE r.viewer_id IN ({PERSON}, {ORGANISATION})
      AND r.starts_at <= {NOW} AND (r.ends_at IS NULL OR r.ends_at > {NOW}))"""


def visibility_of(model: type[models.Model]) -> Visibility | None:
    """The class a model declares, or the exemption settings give a table we did not write."""
    declared: Visibility | None = getattr(model, "visibility", None)
    if declared is None:
        reason = settings.FOREIGN_TABLES.get(model._meta.app_label)
        return Exempt(reason) if reason else None
    return declared


def tables() -> Iterator[tuple[type[models.Model], Visibility | None]]:
    """Every concrete table of every installed app with its declared class."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            owner = model._meta.auto_created
            yield model, visibility_of(owner if isinstance(owner, type) else model)


def predicates(visibility: Visibility) -> tuple[str, str] | None:
    """The USING and WITH CHECK expressions of a class; None for an exempt table."""
    match visibility:
        case Exempt():
            return None
        case Public(write=write, columns=columns):
            check = {
                "organisation": " OR ".join(f"{column} = {ORGANISATION}" for column in columns),
                "anyone": KNOWN,
                "nobody": "false",
            }[write]
            return "true", check
        case Organisation(columns=columns):
            expression = " OR ".join(f"{column} = {ORGANISATION}" for column in columns)
        case Viewer(column=column):
            expression = f"{column} IN ({PERSON}, {ORGANISATION})"
        case Personal(person=person, organisation=organisation):
            parts = [f"{person} = {PERSON}", f"{person} IN {RELATED}"]
            if organisation:
                parts.insert(0, f"{organisation} = {ORGANISATION}")
            expression = " OR ".join(parts)
    return expression, expression


def apply(connection: BaseDatabaseWrapper) -> None:
    """Create or replace every policy and grant; asserts that every table declares its class."""
    undeclared = [model._meta.label for model, visibility in tables() if visibility is None]
    if undeclared:
        raise RuntimeError(f"tables without a declared visibility: {', '.join(undeclared)}")
    with connection.cursor() as cursor:
        for model, visibility in tables():
            assert visibility is not None
            for statement in _policy_statements(model._meta.db_table, visibility):
                cursor.execute(statement)
        for statement in _grants():
            cursor.execute(statement)


def _policy_statements(table: str, visibility: Visibility) -> list[str]:
    found = predicates(visibility)
    drops = [f'DROP POLICY IF EXISTS {name} ON "{table}"' for name in ("seen", "added", "changed", "removed")]
    if found is None:
        return [*drops, f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY']
    using, check = found
    added = KNOWN if isinstance(visibility, Personal | Viewer) and visibility.added == "anyone" else check
    return [
        *drops,
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'CREATE POLICY seen ON "{table}" FOR SELECT USING ({using})',
        f'CREATE POLICY added ON "{table}" FOR INSERT WITH CHECK ({added})',
        f'CREATE POLICY changed ON "{table}" FOR UPDATE USING ({check}) WITH CHECK ({check})',
        f'CREATE POLICY removed ON "{table}" FOR DELETE USING ({check})',
    ]


def _grants() -> list[str]:
    role = {alias: settings.DATABASES[alias]["USER"] for alias in ("default", "worker", "read")}
    serving = f'"{role["default"]}", "{role["worker"]}"'
    statements = [
        f'GRANT USAGE ON SCHEMA public TO {serving}, "{role["read"]}"',
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {serving}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {serving}",
        f'GRANT SELECT ON ALL TABLES IN SCHEMA public TO "{role["read"]}"',
    ]
    for model, _ in tables():
        if getattr(model, "append_only", False):
            statements.append(f'REVOKE UPDATE, DELETE, TRUNCATE ON "{model._meta.db_table}" FROM {serving}')
    return statements
