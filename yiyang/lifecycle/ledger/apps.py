from __future__ import annotations

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "yiyang.lifecycle.ledger"
    label = "ledger"
