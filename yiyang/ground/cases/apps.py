from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "yiyang.ground.cases"
    label = "cases"
