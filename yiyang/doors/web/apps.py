from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "yiyang.doors.web"
    label = "web"
