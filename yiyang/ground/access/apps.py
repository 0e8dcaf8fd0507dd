from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.contrib.postgres.signals import register_type_handlers
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    name = "yiyang.ground.access"
    label = "access"

    def ready(self) -> None:
        # We use neither hstore nor citext, and its look-up runs outside any transaction on every new connection.
        connection_created.disconnect(register_type_handlers)
        post_migrate.connect(_apply_policies, sender=self)


def _apply_policies(*, using: str, **_: Any) -> None:
    if using == "owner":
        from yiyang.ground.access import policies

        policies.apply(connections[using])
