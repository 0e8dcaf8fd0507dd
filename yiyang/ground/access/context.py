"""The row-level security context: whose eyes the database looks through in this transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.db import connections

from yiyang.foundation import clock
from yiyang.foundation.actors import ANONYMOUS, Actor


@dataclass(frozen=True)
class RowContext:
    """What a transaction tells PostgreSQL about its caller, once, when it begins."""

    actor: Actor = ANONYMOUS
    now: datetime | None = None

    def parameters(self) -> tuple[str, str, str, str]:
        """Values of `app.person`, `app.organisation`, `app.actor` and `app.now`, in this order."""
        return (
            str(self.actor.person_id or ""),
            str(self.actor.organisation_id or ""),
            self.actor.kind,
            (self.now or clock.now()).isoformat(),
        )


EMPTY = RowContext()
_current: ContextVar[RowContext] = ContextVar("row_context", default=EMPTY)


class NestedContext(RuntimeError):
    """A transaction was asked to look through two pairs of eyes; split it in two transactions."""


def current() -> RowContext:
    return _current.get()


@contextmanager
def acting_as(actor: Actor, now: datetime | None = None, *, using: str = "default") -> Iterator[None]:
    """Let every transaction begun inside see what `actor` may see.

    A transaction that is already open takes the context on only if it had none before: the request's own
    transaction begins anonymous, for sign-in. A second, different actor in one transaction raises NestedContext.
    """
    wanted, before = RowContext(actor, now), _current.get()
    connection = connections[using]
    if connection.in_atomic_block and before.actor not in (ANONYMOUS, actor):
        raise NestedContext
    token = _current.set(wanted)
    if connection.in_atomic_block:
        connection.send_context()  # type: ignore[attr-defined]
    try:
        yield
    finally:
        _current.reset(token)
        if connection.in_atomic_block and not connection.needs_rollback:
            connection.send_context()  # type: ignore[attr-defined]
