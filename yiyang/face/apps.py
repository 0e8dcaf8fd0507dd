from __future__ import annotations

from django.apps import AppConfig

ICONS = ("face/seal.svg", "face/icon-192.png", "face/icon-512.png")


class FaceConfig(AppConfig):
    name = "yiyang.face"
    label = "face"

    def ready(self) -> None:
        from yiyang.face import shell

        files = (
            "face/device.js",
            "face/hands.js",
            "face/news.js",
            "face/seal.svg",
            "face/icon-192.png",
            "face/icon-512.png",
        )
        shell.keep(*files, page=shell.Offline(shell.OFFLINE, "face/offline.html"))
