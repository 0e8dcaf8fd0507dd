from __future__ import annotations

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "yiyang.lifecycle.exchange"
    label = "exchange"

    def ready(self) -> None:
        from yiyang.ground.people.ciphers import SEALED
        from yiyang.lifecycle.exchange.models import KEY_PLACE

        line = ("exchange_run", "key_sealed", KEY_PLACE)
        if line not in SEALED:
            SEALED.append(line)
