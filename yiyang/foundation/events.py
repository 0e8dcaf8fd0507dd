"""Events are plain function calls: subscribers run in the publisher's transaction, in the order they registered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

E = TypeVar("E")
_subscribers: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(event: type[E], run: Callable[[E], None]) -> None:
    """Call `run` for every published `event`; a room above registers in its AppConfig.ready."""
    if run not in _subscribers[event]:
        _subscribers[event].append(run)


def publish(event: object) -> None:
    """Tell every subscriber at once; an exception in one of them undoes the whole transaction."""
    for run in _subscribers[type(event)]:
        run(event)


def subscriptions() -> dict[type, tuple[Callable[[Any], None], ...]]:
    """Who listens to what; the house tests check that they stand on the same floor or above."""
    return {event: tuple(runs) for event, runs in _subscribers.items()}
