from __future__ import annotations

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "yiyang.ground.messages"
    label = "notices"

    def ready(self) -> None:
        from yiyang.foundation.events import subscribe
        from yiyang.ground.messages.services import tell
        from yiyang.ground.messages.services.sign_in import carry_code, carry_notice
        from yiyang.ground.people.events import SignInCodeRequested, SignInNoticeRequested

        tell.listen()
        subscribe(SignInCodeRequested, carry_code)
        subscribe(SignInNoticeRequested, carry_notice)
