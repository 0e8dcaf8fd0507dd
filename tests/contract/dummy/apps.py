from __future__ import annotations

from django.apps import AppConfig


class DummyConfig(AppConfig):
    name = "tests.contract.dummy"
    label = "dummy"
