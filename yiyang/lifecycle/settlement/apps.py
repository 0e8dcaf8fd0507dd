from __future__ import annotations

from django.apps import AppConfig


class SettlementConfig(AppConfig):
    name = "yiyang.lifecycle.settlement"
    label = "settlement"

    def ready(self) -> None:
        from yiyang.lifecycle.settlement.services import follow_orders, tell

        follow_orders.listen()
        tell.listen()
