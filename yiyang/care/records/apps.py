from __future__ import annotations

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "yiyang.care.records"
    label = "records"

    def ready(self) -> None:
        from yiyang.care.records.attachments.store import KEY_PLACE
        from yiyang.ground.people.ciphers import SEALED

        line = ("records_attachment", "key_sealed", KEY_PLACE)
        if line not in SEALED:
            SEALED.append(line)
