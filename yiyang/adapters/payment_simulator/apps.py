from __future__ import annotations

from django.apps import AppConfig


class PaymentSimulatorConfig(AppConfig):
    name = "yiyang.adapters.payment_simulator"
    label = "payment_simulator"
