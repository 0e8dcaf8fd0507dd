"""A PostgreSQL backend that tells the database who is looking, and refuses to speak outside a transaction.

The context is set per transaction (`set_config(…, is_local => true)`), so a pooled connection cannot carry one
caller's eyes to the next. A statement outside a transaction would run without context and come back silently
empty; here it raises instead. Django looks for a backend in a module of this name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.backends.postgresql import base

SET_CONTEXT = (
    "SELECT set_config('app.person', %s, true), set_config('app.organisation', %s, true),"
    " set_config('app.actor', %s, true), set_config('app.now', %s, true)"
)


class OutsideTransaction(RuntimeError):
    """A statement was sent without a transaction, hence without a row-level security context."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's PostgreSQL backend with a context per transaction."""

    def __init__(self, settings_dict: dict[str, Any], alias: str = "default") -> None:
        super().__init__(settings_dict, alias)
        self.execute_wrappers.append(_inside_a_transaction)

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]
        if not autocommit:
            self.send_context()

    def send_context(self) -> None:
        """Send the current row context into the open transaction."""
        from yiyang.ground.access.context import current  # the backend loads before the apps do

        assert self.connection is not None
        with self.connection.cursor() as cursor:
            cursor.execute(SET_CONTEXT, current().parameters())


def _inside_a_transaction(
    execute: Callable[[str, Sequence[Any], bool, dict[str, Any]], Any],
    sql: str,
    params: Sequence[Any],
    many: bool,
    context: dict[str, Any],
) -> Any:
    if context["connection"].get_autocommit():
        raise OutsideTransaction
    return execute(sql, params, many, context)
