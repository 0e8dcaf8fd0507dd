from __future__ import annotations

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "yiyang.ground.places"
    label = "places"
