from __future__ import annotations

from django.apps import AppConfig


class AppointmentConfig(AppConfig):
    name = "yiyang.fulfilment.appointment"
    label = "appointment"
